"""Where the video alone would place a recording on clinicians' scales, as ranges."""

from dataclasses import dataclass

from hemiface.assessment.observed import Observed
from hemiface.model.anatomy import Side
from hemiface.model.assessment import AffectedSide, PatternLabel, ScaleEstimate
from hemiface.model.definitions import TONIC_S, is_flutter, reaches_lower_face
from hemiface.model.events import Event, EventPattern
from hemiface.model.messages import Message, build_message
from hemiface.model.scales import get_scale

_MOSTLY_SHUT_PERCENT = 50.0
"""Border between the two highest levels of the frequency scale (Jankovic & Orman 1987)."""

# The scales are in words; the borders below, where words become numbers, are hemiface's own.

_OFTEN_SHUT_PERCENT = 10.0
"""Time shut by spasm from which sight may be disturbed."""

_STRONG_CLOSURE = 0.6
"""Closure from which a spasm may be a very noticeable one."""

_SPREAD_SHARE = 0.2
"""Share of bouts with the lower face from which the spasm has spread."""

_MANY_TONIC, _MOSTLY_CLONIC = 0.3, 0.5
"""Shares of tonic and of clonic bouts from which a recording is severe or moderate."""


@dataclass(frozen=True, slots=True)
class Burden:
    """What the scales look at.

    Parameters
    ----------
    bouts
        Spasm bouts of the affected side or sides.
    shut_percent
        Time in which a spasm kept the eye shut; of the worse eye.
    flutters
        Whether a lid fluttered.
    """

    bouts: tuple[Event, ...]
    shut_percent: float
    flutters: bool

    @property
    def longest_s(self) -> float:
        """Longest bout, 0 without one."""
        return max((bout.duration for bout in self.bouts), default=0.0)

    @property
    def strongest(self) -> float:
        """Largest amplitude, 0 without a bout."""
        return max((bout.amplitude or 0.0 for bout in self.bouts), default=0.0)

    @property
    def spread_share(self) -> float:
        """Share of bouts with the lower face."""
        spread = sum(reaches_lower_face(bout) for bout in self.bouts)
        return spread / len(self.bouts) if self.bouts else 0.0

    def share(self, pattern: EventPattern) -> float:
        """Share of bouts with a time course."""
        same = sum(bout.pattern is pattern for bout in self.bouts)
        return same / len(self.bouts) if self.bouts else 0.0


def assess_severity(
    seen: Observed, label: PatternLabel, side: AffectedSide
) -> tuple[ScaleEstimate, ...]:
    """Ranges on the scales; none where the pattern is not one of spasm or of nothing.

    Parameters
    ----------
    seen
        What was observed while nobody asked for a movement.
    label
        What it resembles: synkinesis has scales of its own, and where the recording is
        indeterminate no grade is compatible with too little to tell.
    side
        Affected side.
    """
    if label in (
        PatternLabel.INDETERMINATE,
        PatternLabel.SYNKINESIS,
        PatternLabel.FACIAL_WEAKNESS,
    ):
        return ()
    burden = _collect_burden(seen, side)
    estimates = [_estimate_severity(burden), _estimate_frequency(burden)]
    if label is PatternLabel.HEMIFACIAL_SPASM and burden.bouts:
        estimates += [_estimate_smc(burden), _estimate_group(burden)]
    return tuple(estimates)


def _collect_burden(seen: Observed, side: AffectedSide) -> Burden:
    """Bouts and time shut on the affected side, or on the worse of both."""
    sides = [seen.side(s) for s in Side if side.value == s.value] or list(seen.sides.values())
    unique = tuple(dict.fromkeys(bout for each in sides for bout in each.spasms))
    view, shut = seen.view, []
    for each in sides:
        seconds, closed = view.seconds(each.watched), each.watched & each.in_spasm & each.shut
        shut.append(100 * view.seconds(closed) / seconds if seconds else 0.0)
    return Burden(unique, max(shut), any(is_flutter(event) for event in view.events))


def _build(scale: str, low: int, high: int, reason: str, **values: float) -> ScaleEstimate:
    """Estimate on a registered scale with the raters' own agreement beside it."""
    agreement = get_scale(scale).rater_agreement
    said = (build_message(f"grade.{reason}", values), Message(f"scale.{scale}.limits"))
    return ScaleEstimate(scale, low, high, agreement, tuple(map(str, said)), said)


def _estimate_severity(burden: Burden) -> ScaleEstimate:
    """Range on the severity scale of Jankovic."""
    name = "jrs_severity"
    if not burden.bouts:
        if burden.flutters:
            return _build(name, 1, 2, "flutter")
        return _build(name, 0, 1, "no_spasm")
    if burden.shut_percent >= _OFTEN_SHUT_PERCENT:
        return _build(name, 3, 4, "shut", shut_percent=burden.shut_percent)
    if burden.strongest >= _STRONG_CLOSURE:
        return _build(name, 2, 3, "strong")
    return _build(name, 1, 2, "partial")


def _estimate_frequency(burden: Burden) -> ScaleEstimate:
    """Range on the frequency scale of Jankovic."""
    name = "jrs_frequency"
    if not burden.bouts:
        return _build(name, 0, 2 if burden.flutters else 1, "no_spasm")
    if burden.shut_percent > _MOSTLY_SHUT_PERCENT:
        return _build(name, 4, 4, "mostly_shut")
    longer = sum(bout.duration > TONIC_S.value for bout in burden.bouts) / len(burden.bouts)
    low, high = (2 if longer < 0.5 else 3), (3 if longer > 0 else 2)
    return _build(name, low, high, "longest", longest_s=burden.longest_s)


def _estimate_smc(burden: Burden) -> ScaleEstimate:
    """Range of the SMC grade."""
    name = "smc"
    tonic = burden.share(EventPattern.TONIC)
    if tonic > 0 and burden.shut_percent >= _OFTEN_SHUT_PERCENT:
        return _build(name, 3, 4, "tonic_shut", shut_percent=burden.shut_percent)
    if burden.spread_share >= _SPREAD_SHARE:
        high = 3 if tonic > 0 else 2
        return _build(name, 2, high, "lower_face")
    high = 2 if burden.spread_share > 0 else 1
    return _build(name, 1, high, "eye_only")


def _estimate_group(burden: Burden) -> ScaleEstimate:
    """Range of mild, moderate clonic and severe tonic."""
    name = "spasm_group"
    tonic, clonic = burden.share(EventPattern.TONIC), burden.share(EventPattern.CLONIC)
    if tonic >= _MANY_TONIC and burden.shut_percent >= _OFTEN_SHUT_PERCENT:
        return _build(name, 3, 3, "many_tonic")
    if tonic > 0:
        return _build(name, 2, 3, "some_tonic")
    if clonic >= _MOSTLY_CLONIC and burden.spread_share >= _SPREAD_SHARE:
        return _build(name, 2, 2, "clonic_lower_face")
    if clonic >= _MOSTLY_CLONIC:
        return _build(name, 1, 2, "clonic_eye")
    return _build(name, 1, 1, "single")
