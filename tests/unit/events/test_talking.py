"""Speech is told by the rhythm of the lips."""

from dataclasses import replace

import numpy as np
import pytest

from hemiface.events import detect_events
from hemiface.model.anatomy import Region, Side
from hemiface.model.events import Event, EventPattern
from hemiface.model.signals import Series, Signals
from hemiface.settings import EventSettings
from hemiface.simulation import scenes
from hemiface.simulation.acts import Act
from hemiface.simulation.simulate import build_times, simulate_signals

TIME = build_times(20.0, 25.0)


def simulate(*acts: Act, opening: Series | None = None) -> Signals:
    signals, _ = simulate_signals(acts, TIME)
    return signals if opening is None else replace(signals, mouth_opening_mm=opening)


def find(signals: Signals, subtype: str) -> list[Event]:
    events = detect_events(signals, (), EventSettings())
    return [event for event in events if event.subtype == subtype]


def swing(rate_hz: float, size_mm: float, start: float = 5.0, stop: float = 12.0) -> Series:
    since = TIME - start
    inside = (since >= 0) & (since <= stop - start)
    return np.where(inside, size_mm / 2 * (1 - np.cos(2 * np.pi * rate_hz * since)), 0.0)


@pytest.mark.parametrize("rate_hz", [2.0, 4.0, 7.0])
def test_lips_that_part_as_often_as_in_speech_speak(rate_hz: float) -> None:
    (event,) = find(simulate(opening=swing(rate_hz, 6.0)), "talking")
    assert event.onset == pytest.approx(5.0, abs=0.3)
    assert event.offset == pytest.approx(12.0, abs=0.5)
    assert event.amplitude_mm == pytest.approx(6.0, abs=1.2)


@pytest.mark.parametrize(("rate_hz", "size_mm"), [(0.5, 15.0), (4.0, 0.8)])
def test_lips_that_part_slowly_or_hardly_do_not(rate_hz: float, size_mm: float) -> None:
    assert not find(simulate(opening=swing(rate_hz, size_mm)), "talking")


def test_two_words_with_a_pause_are_one_stretch_and_a_syllable_is_none() -> None:
    words = swing(4.0, 6.0, 3.0, 5.0) + swing(4.0, 6.0, 6.0, 8.0) + swing(4.0, 6.0, 15.0, 15.5)
    (event,) = find(simulate(opening=words), "talking")
    assert event.offset - event.onset == pytest.approx(5.0, abs=0.5)


def test_speech_goes_on_through_blinks() -> None:
    blinks = [scenes.build_blink(t) for t in (6.0, 8.5, 11.0)]
    assert len(find(simulate(*blinks, opening=swing(4.0, 6.0)), "talking")) == 1


def test_lips_that_a_spasm_tugs_at_do_not_speak() -> None:
    bout = scenes.build_spasm(
        5.0,
        Side.LEFT,
        pattern=EventPattern.CLONIC,
        duration=4.0,
        lower_face={Region.MOUTH: 6.0},
    )
    signals = simulate(bout)
    tugged = replace(signals, mouth_opening_mm=0.8 * signals.left.mouth_corner_excursion_mm)
    assert not find(tugged, "talking")
    both = scenes.build_bilateral_spasm(5.0, pattern=EventPattern.CLONIC, duration=4.0)
    squeezed = simulate(both)
    squeezed = replace(squeezed, mouth_opening_mm=5.0 * squeezed.left.eyelid_closure)
    assert not find(squeezed, "talking")


def test_a_spasm_does_not_hide_speech() -> None:
    tonic = scenes.build_spasm(
        6.0,
        Side.RIGHT,
        pattern=EventPattern.TONIC,
        duration=4.0,
        lower_face={Region.MOUTH: 6.0},
    )
    (event,) = find(simulate(tonic, opening=swing(4.0, 6.0)), "talking")
    assert event.duration == pytest.approx(7.0, abs=0.5)


def test_a_mouth_held_open_is_neither_speech_nor_a_pucker() -> None:
    yawn = replace(scenes.build_pucker(8.0), duration=3.0)
    opening = np.where((TIME > 8.0) & (TIME < 11.0), 20.0, 0.0)
    signals = simulate(yawn, opening=opening)
    assert not find(signals, "talking")
    assert not find(signals, "pucker")
    (event,) = find(signals, "mouth_open")
    assert event.duration == pytest.approx(3.0, abs=0.2)


def test_speech_ends_where_the_face_is_lost() -> None:
    opening = swing(4.0, 6.0)
    opening[(TIME > 8.0) & (TIME < 8.6)] = np.nan
    before, after = find(simulate(opening=opening), "talking")
    assert before.offset <= 8.0
    assert after.onset >= 8.5
