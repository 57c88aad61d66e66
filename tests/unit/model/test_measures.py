"""Every measure is explained once, to a patient and to a researcher."""

import pytest

from hemiface.model.measures import MEASURES, Better, MeasureInfo, get_measure


@pytest.mark.parametrize("info", MEASURES, ids=lambda info: info.name)
def test_a_measure_is_fully_explained(info: MeasureInfo) -> None:
    assert info.meaning.endswith(".")
    assert "\n" not in info.meaning
    assert len(info.definition) > 30
    assert info.definition.endswith(".")
    assert info.source
    assert info.reference_note.endswith(".")
    assert all(r.low < r.high and r.people and r.source for r in info.references)


@pytest.mark.parametrize("info", MEASURES, ids=lambda info: info.name)
def test_the_name_carries_the_unit(info: MeasureInfo) -> None:
    suffix = {"/min": "_per_min", "%": "_percent", "s": "_s", "Hz": "_hz"}
    suffix |= {"ms": "_ms", "mm": "_mm", "mm/s": "_mm_per_s", "": ""}
    assert info.name.endswith(suffix[info.unit])


def test_names_are_unique_and_found() -> None:
    assert len({info.name for info in MEASURES}) == len(MEASURES)
    assert get_measure("spasm_rate_per_min").better is Better.LOWER
    with pytest.raises(KeyError):
        get_measure("unheard_of")
