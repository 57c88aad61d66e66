"""The first screen contradicts itself in nothing."""

from dataclasses import replace

import pytest
from tests.worlds import make_analysis

from hemiface.errors.words import LANGUAGES
from hemiface.model.assessment import ScaleEstimate
from hemiface.reports.headline import how_severe
from hemiface.reports.language import get_language


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize(("low", "is_mild"), [(1, True), (2, True), (3, False)])
def test_what_keeps_an_eye_shut_is_not_called_mild(code: str, low: int, is_mild: bool) -> None:
    language = get_language(code)
    estimates = tuple(
        ScaleEstimate(scale, float(least), float(most), "", ())
        for scale, least, most in (("spasm_group", 1, 1), ("jrs_severity", low, low + 1))
    )
    analysis = make_analysis()
    found = replace(analysis.assessment, scale_estimates=estimates)
    fact = how_severe(replace(analysis, assessment=found), language)
    mild = language.sentences["scale.spasm_group.level_1"]
    assert (fact.value == mild) is is_mild
    assert str(low) in fact.value + fact.note
