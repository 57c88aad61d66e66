"""What a known scene is found to hold: kind, side, pattern, regions and moments."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypedDict, Unpack

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.scenarios import are_apart

from hemiface.events import detect_events
from hemiface.events.bouts import head_speed
from hemiface.events.synkinesis import is_locked_to
from hemiface.model.analysis import Task
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventPattern, EventSide, EventType
from hemiface.model.signals import SideSignals, SignalName, Signals
from hemiface.model.tasks import TaskName
from hemiface.model.timebase import valid_time_s
from hemiface.settings import EventSettings
from hemiface.simulation import scenes
from hemiface.simulation.acts import LOWER_FACE_MM, Act
from hemiface.simulation.simulate import Cover, HeadTurn, RestingFace, build_times, simulate_signals

SETTINGS = EventSettings()
TIME = build_times(20.0, 30.0)
QUIET = RestingFace(noise=0.3)
LOUD = replace(scenes.build_talking(5.0), reach={Region.MOUTH: 8.0, Region.CHIN: 5.0})
TONIC, CLONIC, ISOLATED = EventPattern.TONIC, EventPattern.CLONIC, EventPattern.ISOLATED


class World(TypedDict, total=False):
    """What else happens to a simulated face."""

    turns: Sequence[HeadTurn]
    missing: Sequence[tuple[float, float]]
    covers: Sequence[Cover]


def simulate(*acts: Act, **world: Unpack[World]) -> Signals:
    signals, _ = simulate_signals(acts, TIME, face=QUIET, **world)
    return signals


def detect(*acts: Act, tasks: tuple[Task, ...] = (), **world: Unpack[World]) -> tuple[Event, ...]:
    return detect_events(simulate(*acts, **world), tasks, SETTINGS)


def drop_frames(signals: Signals, keep: NDArray[np.bool_]) -> Signals:
    """The same recording with some frames never written."""

    def part(side: SideSignals) -> SideSignals:
        rows = {name.value: side.get(name)[keep] for name in SignalName}
        return replace(side, eye_visible=side.eye_visible[keep], **rows)  # type: ignore[arg-type]  # rows by name

    return replace(
        signals,
        time=signals.time[keep],
        valid=signals.valid[keep],
        presence=signals.presence[keep],
        head_yaw_deg=signals.head_yaw_deg[keep],
        head_pitch_deg=signals.head_pitch_deg[keep],
        head_roll_deg=signals.head_roll_deg[keep],
        left=part(signals.left),
        right=part(signals.right),
        closure_asymmetry=signals.closure_asymmetry[keep],
        mouth_opening_mm=signals.mouth_opening_mm[keep],
    )


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("pattern", [ISOLATED, CLONIC, TONIC])
def test_a_bout_is_described(side: Side, pattern: EventPattern) -> None:
    act = scenes.build_spasm(5.0, side, pattern=pattern, size=0.7, lower_face=LOWER_FACE_MM)
    (event,) = detect(act)
    assert event.event_type is EventType.SPASM
    assert event.side is EventSide.of(side)
    assert event.pattern is pattern
    assert event.onset == pytest.approx(5.0, abs=0.03)
    assert event.offset == pytest.approx(act.offset, abs=0.05)
    assert event.amplitude == pytest.approx(0.7, abs=0.06)
    assert event.amplitude_mm == pytest.approx(0.7 * 9, abs=0.5)
    assert event.regions == (Region.EYELID, Region.CHEEK, Region.MOUTH, Region.CHIN)
    assert event.n_twitches == act.n_twitches
    assert event.conjugacy is not None
    assert event.conjugacy < 0.1
    assert event.confidence is not None
    assert event.confidence > 0.8
    # A firm closure draws the skin down and could hide a small lift.
    assert event.brow_lift is None
    assert (event.twitch_rate_hz is not None) == (pattern is CLONIC)


def test_a_brow_that_rises_with_the_closing_eye_is_seen() -> None:
    (event,) = detect(scenes.build_spasm(5.0, Side.LEFT, size=0.8, brow_lift=True))
    assert event.brow_lift is True
    assert Region.BROW in event.regions


def test_a_brow_drawn_down_cannot_be_told() -> None:
    act = scenes.build_spasm(5.0, Side.LEFT, size=0.8, lower_face={Region.BROW: -2.0})
    (event,) = detect(act)
    assert event.brow_lift is None


@pytest.mark.parametrize(("size", "subtype"), [(0.95, "complete"), (0.5, "partial")])
def test_a_blink_is_complete_or_partial(size: float, subtype: str) -> None:
    (event,) = detect(scenes.build_blink(5.0, size=size))
    assert event.event_type is EventType.BLINK
    assert event.side is EventSide.BOTH
    assert event.subtype == subtype
    assert event.onset == pytest.approx(5.0, abs=0.03)
    assert event.conjugacy is not None
    assert event.conjugacy > 0.9
    assert event.peak_velocity_mm_per_s is not None
    assert event.peak_velocity_mm_per_s > 50


def test_lids_that_come_back_from_a_look_down_unequally_are_no_spasm() -> None:
    look = scenes.build_look_down(5.0, duration=1.0, size=0.5)
    signals = simulate(look)
    # The left lid overshoots a little, the right one comes up late.
    late = 0.09 * np.exp(-(((TIME - 6.1) / 0.08) ** 2))
    rows = {side: signals.side(side).eyelid_closure for side in Side}
    signals = replace(
        signals,
        left=replace(signals.left, eyelid_closure=rows[Side.LEFT] - late),
        right=replace(signals.right, eyelid_closure=rows[Side.RIGHT] + late),
        closure_asymmetry=signals.closure_asymmetry - 2 * late * (TIME > 5.9),
    )
    assert [event.subtype for event in detect_events(signals, (), SETTINGS)] == ["looking_down"]


def test_a_slow_blink_of_a_weak_eye_is_no_look_down() -> None:
    slow = replace(scenes.build_blink(5.0, duration=0.4), rise_s=0.1, fall_s=0.12)
    signals, _ = simulate_signals((slow,), TIME, face=replace(QUIET, left_strength=0.45))
    events = detect_events(signals, (), SETTINGS)
    assert "looking_down" not in {event.subtype for event in events}
    assert [event.event_type for event in events].count(EventType.BLINK) == 1


def test_a_blink_within_a_tonic_bout_does_not_part_it() -> None:
    bout = scenes.build_spasm(5.0, Side.LEFT, pattern=TONIC, duration=4.0, size=0.6)
    events = detect(bout, scenes.build_blink(7.0))
    assert [event.event_type for event in events] == [EventType.SPASM, EventType.BLINK]
    assert events[0].duration == pytest.approx(4.0, abs=0.15)


def test_contractions_less_than_half_a_second_apart_are_one_bout() -> None:
    first = scenes.build_spasm(5.0, Side.LEFT, size=0.7)
    (bout,) = detect(first, scenes.build_spasm(first.offset + 0.25, Side.LEFT, size=0.7))
    assert bout.pattern is CLONIC
    assert bout.n_twitches == 2
    two = detect(first, scenes.build_spasm(first.offset + 0.8, Side.LEFT, size=0.7))
    assert [event.pattern for event in two] == [ISOLATED, ISOLATED]


def test_a_long_squeeze_of_both_eyes_is_spasm_and_closed_eyes_are_not() -> None:
    (squeeze,) = detect(scenes.build_bilateral_spasm(5.0, duration=2.0))
    assert squeeze.event_type is EventType.SPASM
    assert squeeze.side is EventSide.BOTH
    assert squeeze.pattern is TONIC
    closed = replace(scenes.build_blink(5.0), duration=2.0)
    (event,) = detect(closed)
    assert event.event_type is EventType.MOVEMENT
    assert event.subtype == "long_closure"


def test_a_twitch_from_which_the_eyes_do_not_open_belongs_to_the_squeeze() -> None:
    squeeze = scenes.build_bilateral_spasm(5.2, duration=1.6)
    (bout,) = detect(scenes.build_blink(5.0, size=0.9, duration=0.2), squeeze)
    assert bout.event_type is EventType.SPASM
    assert bout.onset == pytest.approx(5.0, abs=0.05)
    assert bout.offset == pytest.approx(squeeze.offset, abs=0.1)


def test_closures_without_rest_are_a_train() -> None:
    events = detect(*(scenes.build_blink(5.0 + 0.45 * k) for k in range(4)))
    (train,) = events
    assert train.event_type is EventType.SPASM
    assert train.side is EventSide.BOTH
    assert train.pattern is CLONIC
    assert train.n_twitches == 4


def test_eyes_held_shut_with_raised_cheeks_but_resting_brows_are_no_spasm() -> None:
    squeeze = scenes.build_bilateral_spasm(5.0, duration=2.0)
    gentle: dict[Region, float] = {
        region: mm for region, mm in squeeze.reach.items() if region is not Region.BROW
    }
    (event,) = detect(replace(squeeze, reach=gentle))
    assert (event.event_type, event.subtype) == (EventType.MOVEMENT, "long_closure")


def test_three_quick_closures_are_spasm_only_with_the_brows_drawn_down() -> None:
    onsets = (5.0, 5.4, 5.8)
    blinks = detect(*(scenes.build_blink(onset) for onset in onsets))
    assert [event.event_type for event in blinks] == [EventType.BLINK] * 3
    firm = scenes.build_blink(5.0)
    firm = replace(firm, reach={**firm.reach, Region.BROW: -3.0})
    (train,) = detect(*(replace(firm, onset=onset) for onset in onsets))
    assert (train.event_type, train.side, train.pattern) == (
        EventType.SPASM,
        EventSide.BOTH,
        CLONIC,
    )


def test_slight_closures_without_rest_are_no_train() -> None:
    events = detect(*(scenes.build_blink(5.0 + 0.3 * k, size=0.33) for k in range(6)))
    assert not [event for event in events if event.event_type is EventType.SPASM]


def test_lids_that_tremble_while_they_are_held_shut_are_one_movement() -> None:
    held = (TIME >= 5.0) & (TIME < 8.0)
    closure = np.where(held, 0.8 + 0.14 * np.sin(2 * np.pi * 4 * TIME), 0.0)
    signals = simulate()
    signals = replace(
        signals,
        left=replace(signals.left, eyelid_closure=closure),
        right=replace(signals.right, eyelid_closure=closure),
    )
    (event,) = detect_events(signals, (), SETTINGS)
    assert (event.event_type, event.subtype) == (EventType.MOVEMENT, "long_closure")
    assert (event.onset, event.offset) == pytest.approx((5.0, 8.0), abs=0.1)


@pytest.mark.parametrize(
    ("act", "subtype"),
    [
        (scenes.build_smile(5.0), "smile"),
        (scenes.build_pucker(5.0), "pucker"),
        (scenes.build_brow_raise(5.0), "brow_raise"),
        (LOUD, "talking"),
    ],
)
def test_ordinary_movement_of_both_sides_is_no_spasm(act: Act, subtype: str) -> None:
    events = detect(act)
    assert {event.event_type for event in events} == {EventType.MOVEMENT}
    assert subtype in {event.subtype for event in events}
    assert {event.side for event in events} == {EventSide.BOTH}


def test_an_eye_that_closes_with_every_smile_is_synkinesis() -> None:
    smiles = [scenes.build_smile(onset) for onset in (5.0, 10.0)]
    eyes = [scenes.build_synkinesis(smile, Side.RIGHT) for smile in smiles]
    events = detect(*smiles, *eyes)
    both = [event for event in events if event.event_type is EventType.SYNKINESIS]
    assert len(both) == len(smiles)
    for locked in both:
        assert locked.side is EventSide.RIGHT
        assert locked.subtype == "mouth_to_eye"
        assert locked.regions == (Region.EYELID,)
    assert not [event for event in events if event.event_type is EventType.SPASM]


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("build", [scenes.build_smile, scenes.build_pucker])
def test_an_eye_that_closes_with_the_only_smile_is_a_movement_seen_once(
    side: Side, build: Callable[[float], Act]
) -> None:
    """One smile is no repetition: nothing tells that the eye would follow the next one."""
    smile = build(5.0)
    closure = scenes.build_synkinesis(smile, side)
    own = [event for event in detect(smile, closure) if event.side is EventSide.of(side)]
    assert [(event.event_type, event.subtype) for event in own] == [
        (EventType.MOVEMENT, "with_smile_once")
    ]
    assert own[0].regions == (Region.EYELID,)


def test_a_closure_at_the_only_smile_is_a_spasm_where_that_side_has_others() -> None:
    smile = scenes.build_smile(5.0)
    closure = scenes.build_synkinesis(smile, Side.LEFT)
    for side, expected in ((Side.LEFT, EventType.SPASM), (Side.RIGHT, EventType.MOVEMENT)):
        spasms = [scenes.build_spasm(onset, side, size=0.7) for onset in (10.0, 13.0)]
        (event,) = [
            event
            for event in detect(smile, closure, *spasms)
            if event.side is EventSide.LEFT and event.onset < 8
        ]
        assert event.event_type is expected


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("lost_s", [0.7, -0.7])
def test_a_synkinesis_that_is_cut_short_stays_with_its_smile(side: Side, lost_s: float) -> None:
    smile, again = (scenes.build_smile(onset, duration=2.6) for onset in (5.0, 11.0))
    whole = scenes.build_synkinesis(smile, side)
    onset = whole.onset + max(-lost_s, 0.0)
    cut = replace(whole, onset=onset, duration=whole.duration - abs(lost_s), rise_s=0.1, fall_s=0.1)
    acts = (smile, cut, again, scenes.build_synkinesis(again, side))
    kinds = [event.event_type for event in detect(*acts)]
    assert EventType.SPASM not in kinds
    assert kinds.count(EventType.SYNKINESIS) == 2
    # A spasm pulls the mouth of its side as well, or comes when the smile is well on its way.
    spasm = replace(cut, reach={**cut.reach, Region.CHEEK: 3.0, Region.MOUTH: 6.0})
    assert EventType.SPASM in [event.event_type for event in detect(smile, spasm)]
    within = replace(cut, onset=5.6, duration=1.4)
    assert EventType.SPASM in [event.event_type for event in detect(smile, within)]


@pytest.mark.parametrize("carried", [1, 2, 4])
def test_one_smile_of_many_that_coincides_with_a_closure_is_no_synkinesis(carried: int) -> None:
    """Somebody who talks is at some smile whenever a spasm happens; what is locked comes again."""
    smiles = [scenes.build_smile(onset) for onset in (2.0, 6.0, 10.0, 14.0)]
    eyes = [scenes.build_synkinesis(smile, Side.LEFT) for smile in smiles[:carried]]
    found = [event.event_type for event in detect(*smiles, *eyes) if event.side is EventSide.LEFT]
    expected = EventType.SYNKINESIS if carried > 1 else EventType.SPASM
    assert found == carried * [expected]


def test_a_mouth_that_moves_with_most_blinks_is_synkinesis() -> None:
    blinks = [scenes.build_blink(float(onset)) for onset in range(2, 18, 3)]
    pulls = [scenes.build_synkinesis(blink, Side.LEFT) for blink in blinks]
    events = detect(*blinks, *pulls)
    locked = [event for event in events if event.event_type is EventType.SYNKINESIS]
    assert len(locked) == len(blinks)
    assert {(event.side, event.subtype) for event in locked} == {(EventSide.LEFT, "eye_to_mouth")}
    few = detect(*blinks, *pulls[:2])
    assert not [event for event in few if event.event_type is EventType.SYNKINESIS]


def test_fine_flutter_of_a_lid_is_movement() -> None:
    events = detect(scenes.build_flutter(5.0, Side.RIGHT, duration=3.0))
    assert [(event.subtype, event.side) for event in events] == [("flutter", EventSide.RIGHT)]
    assert events[0].event_type is EventType.MOVEMENT


@pytest.mark.parametrize("side", Side)
def test_a_small_contraction_next_to_flutter_belongs_to_it(side: Side) -> None:
    # The lid flutters from 5 s; in its first second it is drawn a little further down.
    piece = scenes.build_spasm(5.1, side, size=0.1)
    events = detect(scenes.build_flutter(5.0, side, duration=3.0, size=0.06), piece)
    assert [(event.subtype, event.side) for event in events] == [("flutter", EventSide.of(side))]
    assert events[0].onset == pytest.approx(5.0, abs=0.3)
    # By itself, or with the mouth, the same contraction is a small spasm.
    (alone,) = detect(piece)
    assert (alone.event_type, alone.pattern) == (EventType.SPASM, ISOLATED)
    pulled = replace(piece, reach={**piece.reach, Region.MOUTH: 4.0})
    kinds = {event.event_type for event in detect(pulled)}
    assert kinds == {EventType.SPASM}


def test_lids_that_swing_along_with_a_raised_brow_do_not_flutter() -> None:
    events = detect(
        scenes.build_flutter(5.0, Side.RIGHT, duration=3.0, size=0.06),
        scenes.build_brow_raise(4.8, duration=3.4),
    )
    assert {event.subtype for event in events} == {"brow_raise"}


@pytest.mark.parametrize(("size", "kind"), [(0.1, "flutter"), (0.2, "")])
def test_a_train_that_moves_the_lid_further_than_myokymia_is_spasm(size: float, kind: str) -> None:
    train = scenes.build_spasm(5.0, Side.LEFT, pattern=CLONIC, duration=2.4, size=size)
    (event,) = detect(replace(train, n_twitches=9))
    assert event.subtype == kind
    assert (event.event_type is EventType.SPASM) == (kind == "")


def test_a_train_too_short_for_flutter_is_not_lost() -> None:
    train = scenes.build_spasm(5.0, Side.LEFT, pattern=CLONIC, duration=1.1, size=0.12)
    (event,) = detect(train)
    assert (event.event_type, event.pattern) == (EventType.SPASM, CLONIC)


@pytest.mark.parametrize("pull_mm", [0.0, 12.0])
def test_a_pulled_mouth_corner_stands_witness_for_the_eye_beside_it(pull_mm: float) -> None:
    """Where both sides contract in turn, neither shows what chance does."""
    acts = [
        scenes.build_spasm(
            1.0 + 2 * k,
            side,
            pattern=EventPattern.TONIC,
            size=0.28,
            duration=1.0,
            lower_face={Region.MOUTH: pull_mm, Region.CHEEK: 2.0},
        )
        for k, side in enumerate((Side.LEFT, Side.RIGHT) * 3)
    ]
    found = [event for event in detect(*acts) if event.event_type is EventType.SPASM]
    assert all(event.side is not EventSide.BOTH for event in found)
    assert (len(found) == len(acts)) == (pull_mm > 0)


def test_winks_of_either_eye_in_turn_are_no_spasm() -> None:
    winks = [
        scenes.build_wink(float(t), side)
        for t, side in zip((3, 6, 9, 12), (Side.LEFT, Side.RIGHT) * 2, strict=True)
    ]
    assert [event.subtype for event in detect(*winks)] == ["wink"] * 4
    # The same on one side only may be spasm.
    one_sided = detect(*(scenes.build_wink(float(t), Side.LEFT) for t in (3, 6, 9, 12)))
    assert {event.event_type for event in one_sided} == {EventType.SPASM}


def test_a_task_is_written_into_its_events() -> None:
    tasks = (Task(4.0, 3.0, TaskName.FORCED_CLOSURE), Task(10.0, 5.0, TaskName.REST))
    acts = [scenes.build_spasm(t, Side.LEFT, size=0.7) for t in (2.0, 5.0, 12.0)]
    before, asked, resting = detect(*acts, tasks=tasks)
    assert (before.task, before.event_type) == ("", EventType.SPASM)
    assert (asked.task, asked.event_type) == ("forced_closure", EventType.MOVEMENT)
    assert (asked.subtype, asked.pattern) == ("closure_on_request", EventPattern.NONE)
    assert (resting.task, resting.event_type) == ("rest", EventType.SPASM)


def test_what_a_turned_head_fakes_is_no_event() -> None:
    assert detect(turns=[HeadTurn(3.0, 8.0, 28.0), HeadTurn(13.0, 2.0, -25.0)]) == ()


def test_an_eye_that_is_not_seen_does_nothing() -> None:
    acts = [scenes.build_spasm(t, Side.LEFT, size=0.8) for t in (5.0, 12.0)]
    (event,) = detect(*acts, covers=[Cover(4.0, 3.0, Side.LEFT)])
    assert event.onset == pytest.approx(12.0, abs=0.03)


def test_what_lies_at_the_edges_of_the_recording_is_found() -> None:
    bout = scenes.build_spasm(-1.0, Side.LEFT, pattern=TONIC, duration=3.0)
    late = scenes.build_spasm(18.5, Side.RIGHT, pattern=TONIC, duration=3.0)
    first, last = detect(bout, late)
    assert first.onset == 0.0
    assert first.offset == pytest.approx(2.0, abs=0.05)
    assert last.offset == pytest.approx(TIME[-1])


def test_no_event_reaches_across_frames_that_were_never_written() -> None:
    act = scenes.build_spasm(0.5, Side.LEFT, pattern=TONIC, duration=19.0, size=0.8)
    signals = drop_frames(simulate(act), ~((TIME > 8) & (TIME < 11)))
    events = detect_events(signals, (), SETTINGS)
    spans = [(event.onset, event.offset) for event in events]
    assert {event.event_type for event in events} == {EventType.SPASM}
    assert not [span for span in spans if span[0] < 9 < span[1]]
    assert are_apart(spans)
    watched = valid_time_s(signals.time, signals.valid)
    assert sum(event.duration for event in events) <= watched


@pytest.mark.parametrize(
    "bout",
    [
        scenes.build_spasm(5.0, Side.LEFT, pattern=TONIC, duration=4.0, size=0.8),
        scenes.build_bilateral_spasm(5.0, pattern=CLONIC, duration=4.0),
    ],
)
@pytest.mark.parametrize(("lost_s", "n_bouts"), [(0.06, 1), (0.4, 2)])
def test_no_bout_holds_time_in_which_the_face_was_lost(
    bout: Act, lost_s: float, n_bouts: int
) -> None:
    middle = bout.onset + bout.duration / 2
    spasms = [
        event
        for event in detect(bout, missing=[(middle, lost_s)])
        if event.event_type is EventType.SPASM
    ]
    assert len(spasms) == n_bouts
    assert spasms[0].onset == pytest.approx(bout.onset, abs=0.05)
    assert spasms[-1].offset == pytest.approx(bout.offset, abs=0.15)
    seen = sum(event.duration for event in spasms)
    assert seen <= bout.duration - (lost_s if n_bouts > 1 else 0.0) + 0.1


@pytest.mark.parametrize("onset", [6.0, 6.2, 6.4, 6.6, 7.0])
def test_a_blink_is_cut_out_of_flutter(onset: float) -> None:
    twitches = scenes.build_spasm(5.0, Side.LEFT, pattern=CLONIC, duration=3.0, size=0.12)
    train = replace(twitches, n_twitches=10)
    blink = scenes.build_blink(onset)
    events = detect(train, blink)
    (seen,) = [event for event in events if event.event_type is EventType.BLINK]
    flutter = [event for event in events if event.subtype == "flutter"]
    assert flutter
    assert not [event for event in flutter if event.overlaps(seen)]
    assert sum(event.duration for event in flutter) > 2.0


def test_the_speed_of_a_head_that_comes_back_turned_is_nought() -> None:
    signals = simulate(missing=[(5.0, 1.0)])
    turned = replace(signals, head_yaw_deg=signals.head_yaw_deg + 20)
    assert head_speed(turned).max() < 1.0


@pytest.mark.parametrize("rate_hz", [24.0, 60.0, 120.0])
def test_the_speed_of_a_head_does_not_grow_with_the_frame_rate(rate_hz: float) -> None:
    time = build_times(10.0, rate_hz)
    signals, _ = simulate_signals((), time, face=QUIET)
    noise = np.random.default_rng(3).normal(0, 0.15, time.shape)
    turn = 20 * np.clip(time - 5, 0, 1)
    speed = head_speed(replace(signals, head_yaw_deg=turn + noise))
    assert speed[(time > 1) & (time < 4.5)].max() < 4.0
    assert np.median(speed[(time > 5.3) & (time < 5.7)]) == pytest.approx(20.0, rel=0.1)


def test_bouts_that_lean_on_each_other_are_parted() -> None:
    signals = simulate()
    still = np.zeros_like(TIME)
    peaks = [0.13 * np.exp(-(((TIME - t) / 0.15) ** 2)) for t in (5.0, 6.2)]
    # Between the two the eye stays a little closed: less than a bout, more than an edge.
    leaning = np.maximum(np.max(peaks, axis=0), 0.03 * ((TIME > 4.5) & (TIME < 6.7)))
    signals = replace(
        signals,
        left=replace(signals.left, eyelid_closure=leaning),
        right=replace(signals.right, eyelid_closure=still),
        closure_asymmetry=leaning,
        closure_asymmetry_noise=0.0,
    )
    first, second = detect_events(signals, (), SETTINGS)
    assert first.offset == second.onset
    assert first.offset == pytest.approx(5.6, abs=0.5)
    assert first.onset < 5.0 < first.offset
    assert second.onset < 6.2 < second.offset


@pytest.mark.parametrize(
    ("relaxes", "noise", "n"), [(0.15, 0.01, 5), (0.15, 0.08, 1), (0.05, 0.01, 1)]
)
def test_twitches_count_where_the_lid_relaxes_a_little_but_not_within_noise(
    relaxes: float, noise: float, n: int
) -> None:
    inside = (TIME > 5.0) & (TIME < 6.0)
    since = TIME - 5.0
    train = (0.8 - 0.02 * since - 0.4 * relaxes * (1 + np.cos(2 * np.pi * 5 * since))) * inside
    signals = simulate()
    signals = replace(
        signals,
        left=replace(signals.left, eyelid_closure=train),
        right=replace(signals.right, eyelid_closure=np.zeros_like(TIME)),
        closure_asymmetry=train,
        closure_asymmetry_noise=noise,
    )
    (bout,) = detect_events(signals, (), SETTINGS)
    assert bout.n_twitches == n


def test_drift_on_which_the_readings_disagree_belongs_to_no_bout() -> None:
    signals = simulate()
    twitch = 0.3 * np.exp(-(((TIME - 5.0) / 0.1) ** 2))
    drift = 0.05 * ((TIME > 4.0) & (TIME < 6.0))
    signals = replace(
        signals,
        left=replace(signals.left, eyelid_closure=twitch + drift),
        right=replace(signals.right, eyelid_closure=np.zeros_like(TIME)),
        closure_asymmetry=np.where(twitch > 0.01, twitch, 0.0),
        closure_asymmetry_noise=0.005,
    )
    (bout,) = detect_events(signals, (), SETTINGS)
    assert bout.onset == pytest.approx(4.82, abs=0.05)
    assert bout.offset == pytest.approx(5.18, abs=0.05)


def test_a_strong_bout_within_the_reach_of_a_quiet_one_keeps_its_peak() -> None:
    signals = simulate()
    quiet, strong = 0.13 * np.exp(-(((TIME - 5.0) / 0.15) ** 2)), np.abs(TIME - 6.2) < 0.15
    # The eye stays a little closed for long after the strong one.
    closure = np.maximum(np.maximum(quiet, 0.9 * strong), 0.02 * ((TIME > 4.5) & (TIME < 9.5)))
    signals = replace(
        signals,
        left=replace(signals.left, eyelid_closure=closure),
        right=replace(signals.right, eyelid_closure=np.zeros_like(TIME)),
        closure_asymmetry=closure,
        closure_asymmetry_noise=0.0,
    )
    first, second = detect_events(signals, (), SETTINGS)
    assert first.onset < 5.0 < first.offset <= second.onset < 6.2 < second.offset
    assert (first.amplitude, second.amplitude) == pytest.approx((0.13, 0.9), abs=0.01)


def test_the_blinks_of_a_person_who_blinks_fast_are_no_spasm() -> None:
    events = detect(*(scenes.build_blink(onset) for onset in (5.0, 5.6, 6.2, 6.8, 7.4)))
    assert [event.event_type for event in events] == [EventType.BLINK] * 5


def test_flutter_with_a_short_rest_is_one_and_with_a_long_one_two() -> None:
    first = scenes.build_flutter(5.0, Side.LEFT, duration=2.0)
    for rest, expected in ((0.35, 1), (2.0, 2)):
        second = scenes.build_flutter(first.offset + rest, Side.LEFT, duration=2.0)
        assert [event.subtype for event in detect(first, second)] == ["flutter"] * expected


@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize(("off_s", "locked"), [(0.25, True), (0.250001, False)])
def test_a_lid_is_locked_to_a_smile_up_to_the_limit(late: bool, off_s: float, locked: bool) -> None:
    settings = SETTINGS.model_copy(update={"lock_s": 0.25, "lock_hold_s": 1.0})
    smile = Event(4.0, 2.0, EventType.MOVEMENT, EventSide.BOTH, subtype="smile")
    starts, ends = (4.0, 6.0 + off_s) if late else (4.0 - off_s, 6.0)
    bout = Event(starts, ends - starts, EventType.SPASM, EventSide.LEFT)
    assert is_locked_to(bout, [smile], settings) is locked
    brief = replace(smile, duration=0.999)
    assert not is_locked_to(replace(bout, onset=4.0, duration=0.999), [brief], settings)
    assert is_locked_to(
        replace(bout, onset=4.0, duration=1.0), [replace(smile, duration=1.0)], settings
    )
