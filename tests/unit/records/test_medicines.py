"""A medicine is known by its active word, in any language and after any maker, or by a brand."""

import pytest

from hemiface.model.alert_words import ALERT_SOURCES
from hemiface.records.medicines import find_medicines, list_medicines


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Finlepsin", "carbamazepine"),
        ("Finlepsin 200 retard", "carbamazepine"),
        ("Carbamazepin-ratiopharm 200 mg", "carbamazepine"),
        ("carbamazepine 400 mg retard", "carbamazepine"),
        ("CarbamazepinHEXAL", "carbamazepine"),
        ("carbamaz\u00e9pine", "carbamazepine"),
        ("carbmazepine", "carbamazepine"),
        ("Carbamazepin-1A", "carbamazepine"),
        ("Carbium", "carbamazepine"),
        ("Equetro", "carbamazepine"),
        ("Apydan extent", "oxcarbazepine"),
        ("Timox", "oxcarbazepine"),
        ("Zebinix", "eslicarbazepine"),
        ("Aptiom 800", "eslicarbazepine"),
        ("Valproins\u00e4ure-ratiopharm", "valproate"),
        ("Natriumvalproat", "valproate"),
        ("Orfiril long", "valproate"),
        ("Topamax", "topiramate"),
        ("Rivotril/0.5", "clonazepam"),
    ],
)
def test_a_medicine_is_known_by_word_maker_and_brand(name: str, known: str) -> None:
    assert [one.id for one in find_medicines(name)] == [known]


@pytest.mark.parametrize("name", ["", "carbon", "magnesium", "oxazepam", "carbocistein", "12"])
def test_another_medicine_is_not_taken_for_one(name: str) -> None:
    assert find_medicines(name) == ()


@pytest.mark.parametrize("medicine", list_medicines(), ids=lambda one: one.id)
def test_brands_and_doses_have_sources(medicine: object) -> None:
    (one,) = (known for known in list_medicines() if known is medicine)
    assert bool(one.brands) == bool(one.named_in)
    assert (one.most_mg is None) == (not one.most_source)
    assert not one.most_source or one.most_source in ALERT_SOURCES
    for name in (*one.stems, *one.brands):
        assert [found.id for found in find_medicines(name)] == [one.id]
