"""What the movement resembles, and why. Never a diagnosis."""

import math

from hemiface.assessment.evidence import Evidence
from hemiface.assessment.luck import STATED_SHARE, chance_of_seeing_none
from hemiface.assessment.rules import BASE_POINTS, RULES, PatternRule
from hemiface.model.assessment import Pattern, PatternLabel
from hemiface.model.messages import Message, build_message

_TELLING_POINTS = 0.3
"""A rule is given as a reason from this many points on."""
_MAX_REASONS = 6
"""Reasons that are given at most."""
_UNDECIDED = (PatternLabel.NO_INVOLUNTARY_MOVEMENT, PatternLabel.INDETERMINATE)
"""Labels beside which it is said that more smiles would tell more."""
_UNKNOWN_SHARE = 0.1
"""Support kept back for what no rule knows, in equal parts.

Of 215 people referred with hemifacial spasm 18 % had something else (Yaltho & Jankovic 2011).
"""


def assess_pattern(evidence: Evidence) -> Pattern:
    """Score every label and give the reasons for the closest one."""
    earned = [(rule, score_rule(rule, evidence)) for rule in RULES]
    points = {
        label: BASE_POINTS.get(label, 0.0)
        + sum(score for rule, score in earned if rule.label is label)
        for label in PatternLabel
    }
    scale = sum(math.exp(value) for value in points.values())
    rest = _UNKNOWN_SHARE / len(points)
    scores = {
        label: rest + (1 - _UNKNOWN_SHARE) * math.exp(value) / scale
        for label, value in points.items()
    }
    label = max(PatternLabel, key=lambda each: scores[each])
    reasons = _give_reasons(label, earned, evidence)
    return Pattern(label, scores, tuple(map(str, reasons)), reasons)


def score_rule(rule: PatternRule, evidence: Evidence) -> float:
    """Points that a rule adds on this evidence."""
    gate = evidence.get(rule.gate) if rule.gate else 1.0
    return rule.points * rule.degree(evidence.get(rule.evidence)) * gate


def _give_reasons(
    label: PatternLabel, earned: list[tuple[PatternRule, float]], evidence: Evidence
) -> tuple[Message, ...]:
    """Sentences of the rules that speak for the label, strongest first."""
    telling = [
        (score, rule)
        for rule, score in earned
        if rule.label is label and abs(score) >= _TELLING_POINTS
    ]
    telling.sort(key=lambda pair: -abs(pair[0]))
    codes = [rule.reason for _, rule in telling[:_MAX_REASONS]]
    if label is PatternLabel.NO_INVOLUNTARY_MOVEMENT:
        codes += _describe_nothing(evidence)
    if evidence.smile_closures and label in _UNDECIDED:
        codes.append("pattern.open.smile_once")
    if not codes:
        codes.append("pattern.open.unclear")
    words = evidence.words() | {"unseen_percent": 100 * chance_of_seeing_none(evidence.valid_s)}
    return tuple(build_message(code, words) for code in codes)


def _describe_nothing(evidence: Evidence) -> list[str]:
    """What was not seen, and how far that can be relied on."""
    noted = evidence.contractions or evidence.two_sided_bouts or round(evidence.flutter_percent, 1)
    codes = []
    if noted:
        codes.append("pattern.none.little")
    elif not evidence.smile_closures:
        codes.append("pattern.none.nothing")
    if chance_of_seeing_none(evidence.valid_s) >= STATED_SHARE:
        codes.append("pattern.none.brief")
    return codes
