"""Scales are what their sources say, and score as they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import RecordInvalidError
from hemiface.model.questionnaires import Scale, ScaleKind, Wording
from hemiface.records.questionnaires import get_scale, list_scales

PHQ, GAD = get_scale("phq-9", ScaleKind.SELF), get_scale("gad-7", ScaleKind.SELF)


@pytest.mark.parametrize("scale", list_scales(), ids=lambda scale: str(scale.id))
def test_every_scale_is_sound(scale: Scale) -> None:
    assert scale.source
    assert scale.licence
    assert (scale.wording in {Wording.TOTAL_ONLY, Wording.ONE_NUMBER}) == (not scale.items)
    assert (scale.wording is Wording.TOTAL_ONLY) <= (not scale.licence.startswith("Free"))
    if scale.items:
        values = [[choice.value for choice in item.choices] for item in scale.items]
        assert scale.minimum == sum(min(one) for one in values)
        assert scale.maximum == sum(max(one) for one in values)
    for low, high in zip(scale.bands, scale.bands[1:], strict=False):
        assert high.low == low.high + 1
    assert (scale.important_change is None) == (not scale.important_change_source)


def test_no_licensed_wording_is_shipped() -> None:
    full = {scale.id for scale in list_scales() if scale.wording is Wording.FULL}
    assert full == {"phq-9", "gad-7"}
    for name in ("bdi", "hads-a", "hads-d", "hfs-7", "hfs-30", "hfs-36", "bsdi"):
        assert get_scale(name, ScaleKind.SELF).items == ()


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "minimal"),
        (4, "minimal"),
        (5, "mild"),
        (10, "moderate"),
        (15, "moderately severe"),
        (19, "moderately severe"),
        (20, "severe"),
        (27, "severe"),
    ],
)
def test_bands_of_the_phq_9(total: int, band: str) -> None:
    assert PHQ.band_of(total) == band


def test_published_limits() -> None:
    assert get_scale("hfs-7", ScaleKind.SELF).important_change == -2.63
    assert get_scale("hfs-30", ScaleKind.SELF).important_change == -4.46
    assert (PHQ.loinc_total, GAD.loinc_total) == ("44261-6", "70274-6")


@given(st.lists(st.integers(0, 3), min_size=7, max_size=7))
def test_the_total_is_the_sum(values: list[int]) -> None:
    answers = {str(number): value for number, value in enumerate(values, 1)}
    score = GAD.score(answers)
    assert score.total == sum(values)
    assert score.missing == ()
    del answers["3"]
    assert GAD.score(answers).total is None
    assert GAD.score(answers).missing == ("3",)


@given(st.dictionaries(st.sampled_from("12345678"), st.integers(0, 3)), st.integers(0, 3))
def test_item_9_alone_calls_for_the_safety_text(answers: dict[str, int], ninth: int) -> None:
    assert PHQ.safety_notices(answers) == ()
    assert bool(PHQ.safety_notices({**answers, "9": ninth})) == (ninth > 0)


def test_what_the_scale_does_not_offer_is_refused() -> None:
    for answers in ({"10": 1}, {"1": 4}, {"1": -1}):
        with pytest.raises(RecordInvalidError):
            PHQ.score(answers)
    for name, total in (("hads-a", 22), ("bdi", 64), ("hfs-7", -1)):
        with pytest.raises(RecordInvalidError, match="total of"):
            get_scale(name, ScaleKind.SELF).check_total(total)
    get_scale("hfs-7", ScaleKind.SELF).check_total(28)
    with pytest.raises(RecordInvalidError, match="no such scale"):
        get_scale("jrs", ScaleKind.SELF)


@pytest.mark.parametrize(
    "name", ["hfs-7", "hsgs", "chen", "tunc", "bsdi", "hfs-8", "kondo", "osdi", "eq-vas"]
)
def test_a_total_that_must_be_a_slip_is_refused(name: str) -> None:
    scale = next(one for one in list_scales() if one.id == name)
    with pytest.raises(RecordInvalidError):
        scale.check_total(999)


def test_scales_of_weakness_benefit_and_surgery_are_there_with_their_terms() -> None:
    names = {"house-brackmann", "hfs-8", "pgic", "severity-0-10", "benefit-percent"}
    names |= {"benefit-peak-weeks", "benefit-duration-weeks", "kondo", "sunnybrook", "eface"}
    names |= {"eq-vas", "osdi"}
    found = {one.id: one for one in list_scales()}
    assert names <= set(found)
    assert all(found[name].licence and found[name].source for name in names)
    assert found["house-brackmann"].score({"grade": 6}).total == 6


@pytest.mark.parametrize("scale", list_scales(), ids=lambda scale: str(scale.id))
def test_other_wordings_ask_the_same_in_the_same_order(scale: Scale) -> None:
    for code, known in scale.translations.items():
        worded = scale.worded_in(code)
        assert known.source in worded.source
        assert worded.language == code
        assert [item.text for item in worded.items] == list(known.items)
        for item, original in zip(worded.items, scale.items, strict=True):
            assert (item.id, item.loinc) == (original.id, original.loinc)
            assert [one.value for one in item.choices] == [one.value for one in original.choices]
            assert [one.text for one in item.choices] == list(known.choices)


def test_german_is_shown_only_where_a_validated_version_is_known() -> None:
    german = {scale.id for scale in list_scales() if "de" in scale.translations}
    assert german == {"phq-9", "gad-7"}
    assert PHQ.worded_in("de").items[8].text == (
        "Gedanken, dass Sie lieber tot wären oder sich Leid zufügen möchten"
    )
    jrs = get_scale("jrs", ScaleKind.CLINICIAN)
    assert jrs.worded_in("de") is jrs
