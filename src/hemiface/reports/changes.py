"""What changed between recordings, in one word and in sentences."""

from collections.abc import Sequence

from hemiface.model.assessment import AffectedSide
from hemiface.model.change import SPASM_MEASURES, Change, Verdict, find_spasm_sides, judge_spasm
from hemiface.model.faces import are_alike
from hemiface.model.quality import Quality
from hemiface.reports.definitions import define
from hemiface.reports.language import Language, sensible_digits


def summarize_change(
    changes: Sequence[Change], answers: Sequence[AffectedSide]
) -> tuple[Verdict, tuple[Change, ...]]:
    """One word on the spasm since an earlier recording, and the figures behind it.

    Parameters
    ----------
    changes
        How the recordings differ, measure by measure.
    answers
        Affected side of each recording, the earliest first.

    Returns
    -------
    Verdict
        What can be said.
    tuple of Change
        The measures that say it; where none does, those that have two values.
    """
    sides = find_spasm_sides(*answers)
    spasm = [c for c in changes if c.name in SPASM_MEASURES and c.side in sides]
    verdict = judge_spasm(spasm, sides)
    if verdict is Verdict.DIFFERENT:
        said = [c for c in spasm if c.verdict in (Verdict.BETTER, Verdict.WORSE)]
    else:
        said = [c for c in spasm if c.verdict is verdict]
    # One figure is enough, and the time in spasm says most; with both, both.
    said.sort(key=lambda change: SPASM_MEASURES.index(change.name))
    shown = said if verdict is Verdict.DIFFERENT else said[:1]
    return verdict, tuple(change for change in shown if change.difference is not None)


def why_incomparable(answers: Sequence[AffectedSide], qualities: Sequence[Quality]) -> str:
    """Key of the words that say why recordings cannot be compared.

    Parameters
    ----------
    answers, qualities
        Affected side and quality of each recording, the earliest first.
    """
    if are_alike(qualities[0].face, qualities[-1].face) is False:
        return "change.other_note"
    return "change.unknown_note" if find_spasm_sides(*answers) else "change.opposite_note"


def describe_change(change: Change, language: Language) -> str:
    """One change in a sentence, with the noise it is held against."""
    digits = sensible_digits(max(abs(change.before or 0), abs(change.after or 0)))
    unit = "" if change.unit == "/min" else change.unit  # the title says it
    sentence = language(
        "change.from_to",
        title=define(change.name, language).title,
        before=language.quantity(change.before, unit, digits),
        after=language.quantity(change.after, unit, digits),
    )
    if change.smallest_change is None:
        return sentence
    smallest = language.quantity(change.smallest_change, unit)
    return f"{sentence} {language('change.noise', smallest=smallest)}"
