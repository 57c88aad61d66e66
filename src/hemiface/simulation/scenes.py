"""Acts and whole scenes for simulated faces, after the clinical descriptions.

Sources: blinks last 0.1 s down, up to 0.3 s shut and 0.1 s up (Stern, Walrath & Goldstein
1984, as summarised) and are alike on both sides; spasms are one-sided, smaller and slower
(Osaki et al. 2019/20); clonic and tonic contractions of eyelid and lower face come together
(Lee, Chun & Shin 1992); blepharospasm closes both eyes alike (Defazio et al.); eyelid
myokymia flutters at 3-8 Hz without closing the eye; synkinesis follows other movements.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from hemiface.model.anatomy import Region, Side
from hemiface.model.events import EventPattern, EventSide, EventType
from hemiface.simulation.acts import BROW_LIFT_MM, LOWER_FACE_MM, Act

NOWHERE: Mapping[Region, float] = {}


def build_blink(onset: float, *, size: float = 1.0, duration: float = 0.22) -> Act:
    """A blink of both eyes; partial below 0.7 of full closure."""
    kind = "complete" if size >= 0.7 else "partial"
    reach = {Region.EYELID: size}
    return Act(
        EventType.BLINK, kind, EventSide.BOTH, onset, duration, reach, fall_s=0.17, other_share=1
    )


def build_look_down(onset: float, *, duration: float = 0.4, size: float = 0.4) -> Act:
    """Both lids follow a gaze that goes down, stays there and comes back."""
    reach = {Region.EYELID: size}
    return Act(
        EventType.MOVEMENT,
        "looking_down",
        EventSide.BOTH,
        onset,
        duration,
        reach,
        rise_s=0.08,
        fall_s=0.08,
        other_share=1,
    )


def build_spasm(
    onset: float,
    side: Side,
    *,
    pattern: EventPattern = EventPattern.ISOLATED,
    size: float = 0.6,
    duration: float | None = None,
    n_twitches: int = 4,
    lower_face: Mapping[Region, float] = NOWHERE,
    brow_lift: bool = False,
) -> Act:
    """A one-sided spasm bout.

    Parameters
    ----------
    onset, side
        When and where.
    pattern
        Isolated, clonic or tonic.
    size
        Eyelid closure at the peak, share of full closure.
    duration
        Seconds; by default 0.3 isolated, 0.2 a twitch, 3 tonic.
    n_twitches
        Contractions of a clonic train.
    lower_face
        Millimeters by region, for example `LOWER_FACE_MM`.
    brow_lift
        Whether the brow rises with the closing eye (other Babinski sign).
    """
    usual = {EventPattern.ISOLATED: 0.3, EventPattern.CLONIC: 0.2 * n_twitches}
    brow = {Region.BROW: BROW_LIFT_MM} if brow_lift else {}
    return Act(
        EventType.SPASM,
        "",
        EventSide.of(side),
        onset,
        usual.get(pattern, 3.0) if duration is None else duration,
        {Region.EYELID: size, **brow, **lower_face},
        pattern=pattern,
        n_twitches=n_twitches if pattern is EventPattern.CLONIC else 1,
    )


def build_bilateral_spasm(
    onset: float, *, duration: float = 2.0, pattern: EventPattern = EventPattern.TONIC
) -> Act:
    """A two-sided closure as in blepharospasm, the brows drawn down with it."""
    return Act(
        EventType.SPASM,
        "",
        EventSide.BOTH,
        onset,
        duration,
        {Region.EYELID: 1.0, Region.BROW: -BROW_LIFT_MM, Region.CHEEK: 1.5},
        pattern=pattern,
        n_twitches=max(2, round(duration / 0.3)) if pattern is EventPattern.CLONIC else 1,
        other_share=1,
    )


def build_flutter(onset: float, side: Side, *, duration: float = 2.5, size: float = 0.12) -> Act:
    """Flutter of one eyelid without closure, cheek or brow."""
    reach = {Region.EYELID: size}
    return Act(EventType.MOVEMENT, "flutter", EventSide.of(side), onset, duration, reach)


def build_wink(onset: float, side: Side, *, duration: float = 0.6) -> Act:
    """A deliberate full closure of one eye."""
    reach = {Region.EYELID: 1.0, Region.CHEEK: 1.5}
    return Act(EventType.MOVEMENT, "wink", EventSide.of(side), onset, duration, reach)


def build_smile(onset: float, *, duration: float = 2.0) -> Act:
    """An even smile."""
    reach = {Region.EYELID: 0.12, Region.CHEEK: 2.0, Region.MOUTH: 6.0}
    return Act(
        EventType.MOVEMENT,
        "smile",
        EventSide.BOTH,
        onset,
        duration,
        reach,
        rise_s=0.4,
        fall_s=0.5,
        other_share=1,
    )


def build_pucker(onset: float, *, duration: float = 1.8) -> Act:
    """Lips drawn together: both corners move towards the midline."""
    reach = {Region.MOUTH: -5.0, Region.CHIN: 1.0}
    return Act(
        EventType.MOVEMENT,
        "pucker",
        EventSide.BOTH,
        onset,
        duration,
        reach,
        rise_s=0.3,
        fall_s=0.4,
        other_share=1,
    )


def build_talking(onset: float, *, duration: float = 8.0) -> Act:
    """Speech: both mouth corners move irregularly, the lids do not."""
    reach = {Region.MOUTH: 3.0, Region.CHIN: 1.0}
    return Act(EventType.MOVEMENT, "talking", EventSide.BOTH, onset, duration, reach, other_share=1)


def build_brow_raise(onset: float, *, duration: float = 1.5) -> Act:
    """Both brows go up."""
    reach = {Region.BROW: 5.0}
    return Act(
        EventType.MOVEMENT,
        "brow_raise",
        EventSide.BOTH,
        onset,
        duration,
        reach,
        rise_s=0.25,
        fall_s=0.3,
        other_share=1,
    )


def build_synkinesis(cause: Act, side: Side) -> Act:
    """What follows another movement on the weak side, 15 ms later.

    The mouth corner follows a closing eye; the eyelid follows a moving mouth.
    """
    lids = cause.event_type is EventType.BLINK
    reach = {Region.MOUTH: 2.5} if lids else {Region.EYELID: 0.5}
    return Act(
        EventType.SYNKINESIS,
        "eye_to_mouth" if lids else "mouth_to_eye",
        EventSide.of(side),
        cause.onset + 0.015,
        cause.duration,
        reach,
        rise_s=cause.rise_s,
        fall_s=cause.fall_s,
    )


def build_blinks(duration_s: float, *, rate_per_min: float = 17.0, seed: int = 0) -> list[Act]:
    """Blinks at irregular times, 17 a minute as at rest (Bentivoglio et al. 1997)."""
    random = np.random.default_rng(seed)
    mean = 60.0 / rate_per_min
    onsets = np.cumsum(random.uniform(0.5 * mean, 1.5 * mean, int(2 * duration_s / mean) + 2))
    sizes = random.uniform(0.85, 1.0, onsets.size)
    return [
        build_blink(float(t), size=float(size))
        for t, size in zip(onsets, sizes, strict=True)
        if t < duration_s - 0.5
    ]


def _free(acts: list[Act], act: Act) -> bool:
    """Whether an act keeps half a second of distance from all others."""
    return all(act.onset > a.offset + 0.6 or a.onset > act.offset + 0.6 for a in acts)


def build_healthy_scene(duration_s: float = 60.0, *, seed: int = 0) -> tuple[Act, ...]:
    """Blinks, speech and a smile."""
    acts = [build_talking(0.2 * duration_s, duration=0.2 * duration_s)]
    acts.append(build_smile(0.6 * duration_s))
    return (*acts, *build_blinks(duration_s, seed=seed))


def build_spasm_scene(
    side: Side,
    duration_s: float = 60.0,
    *,
    rate_per_min: float = 10.0,
    severity: str = "moderate",
    seed: int = 0,
) -> tuple[Act, ...]:
    """Blinks and one-sided spasm bouts.

    Parameters
    ----------
    side
        Affected side.
    duration_s, rate_per_min
        Length of the scene and bouts a minute.
    severity
        ``mild``: eyelid alone, isolated and short trains; ``moderate``: clonic trains with
        the lower face; ``severe``: tonic contractions among them, the brow lifted.
    seed
        Seed of times and sizes.
    """
    random = np.random.default_rng(seed + 1)
    bouts: list[Act] = []
    gap = 60.0 / rate_per_min
    for k in range(int(duration_s / gap)):
        onset = (k + random.uniform(0.1, 0.3)) * gap
        size = float(random.uniform(0.35, 0.6) if severity == "mild" else random.uniform(0.6, 0.9))
        clonic = severity != "mild" or k % 2 == 1
        pattern = EventPattern.CLONIC if clonic else EventPattern.ISOLATED
        if severity == "severe" and k % 2 == 0:
            pattern, size = EventPattern.TONIC, 1.0
        bouts.append(
            build_spasm(
                onset,
                side,
                pattern=pattern,
                size=size,
                duration=min(3.0, 0.6 * gap) if pattern is EventPattern.TONIC else None,
                n_twitches=int(random.integers(3, 7)) if severity != "mild" else 2,
                lower_face=NOWHERE if severity == "mild" else LOWER_FACE_MM,
                brow_lift=severity == "severe",
            )
        )
    bouts = [bout for bout in bouts if bout.offset < duration_s - 0.2]
    return (*bouts, *(b for b in build_blinks(duration_s, seed=seed) if _free(bouts, b)))


def build_bilateral_scene(duration_s: float = 60.0, *, seed: int = 0) -> tuple[Act, ...]:
    """Blinks and repeated two-sided spasms, tonic and clonic in turn."""
    patterns = (EventPattern.TONIC, EventPattern.CLONIC)
    onsets = np.arange(3.0, duration_s - 3.0, 7.0)
    bouts = [build_bilateral_spasm(float(t), pattern=patterns[k % 2]) for k, t in enumerate(onsets)]
    return (*bouts, *(b for b in build_blinks(duration_s, seed=seed) if _free(bouts, b)))


def build_synkinesis_scene(
    side: Side, duration_s: float = 60.0, *, seed: int = 0
) -> tuple[Act, ...]:
    """Blinks, smiles and puckers, each followed by the other half of one side."""
    moves = [build_smile(0.3 * duration_s), build_pucker(0.5 * duration_s)]
    moves.append(build_smile(0.7 * duration_s))
    causes = moves + [b for b in build_blinks(duration_s, seed=seed) if _free(moves, b)]
    return (*causes, *(build_synkinesis(cause, side) for cause in causes))


def build_myokymia_scene(side: Side, duration_s: float = 60.0, *, seed: int = 0) -> tuple[Act, ...]:
    """Blinks and spells of flutter of one lid."""
    spells = [build_flutter(float(t), side) for t in np.arange(2.5, duration_s - 3.0, 5.5)]
    return (*spells, *(b for b in build_blinks(duration_s, seed=seed) if _free(spells, b)))


def build_weakness_scene(side: Side, duration_s: float = 60.0, *, seed: int = 0) -> tuple[Act, ...]:
    """Blinks that the lid of a weak side does not answer."""
    healthy = EventSide.of(side.opposite)
    return tuple(
        replace(blink, subtype="unanswered", side=healthy, other_share=0.0)
        for blink in build_blinks(duration_s, seed=seed)
    )


def build_wink_scene(duration_s: float = 20.0, *, seed: int = 0) -> tuple[Act, ...]:
    """Deliberate winks of both eyes in turn, and blinks."""
    onsets = np.arange(2.0, duration_s - 1.0, 2.5)
    winks = [
        build_wink(float(t), Side.LEFT if k % 2 == 0 else Side.RIGHT) for k, t in enumerate(onsets)
    ]
    return (*winks, *(b for b in build_blinks(duration_s, seed=seed) if _free(winks, b)))
