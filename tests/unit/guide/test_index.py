"""The index is made from the pages as they are, and read as it was made."""

from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest

from hemiface.errors import GuideContentError
from hemiface.guide import embedding, learned
from hemiface.guide.build import hash_content, list_german_phrasings, list_phrasings, misspell
from hemiface.guide.embedding import MODEL_SHA256, VOCABULARY_SHA256, embed, tokenize
from hemiface.guide.german import to_english
from hemiface.guide.learned import (
    ARRAYS,
    count_grams,
    hash_file,
    load_learned,
    load_listing,
    store_points,
)


def test_the_index_was_made_from_the_pages_as_they_now_are() -> None:
    assert load_listing()["made_from"] == hash_content(), "run make guide"


def test_every_file_of_the_index_and_the_model_is_the_one_that_was_made() -> None:
    with as_file(files("hemiface.guide")) as home:
        found = {name: hash_file(home / "index" / f"{name}.npy") for name in ARRAYS}
        assert found == load_listing()["files"]
        assert hash_file(home / "model" / "minilm.onnx") == MODEL_SHA256
        assert hash_file(home / "model" / "vocab.txt") == VOCABULARY_SHA256


def test_the_arrays_fit_each_other_and_are_mapped() -> None:
    index = load_learned()
    texts = len(list_phrasings()) + len(list_german_phrasings())
    assert index.starts[-1] == texts
    assert index.topic_weights.shape == (texts, len(index.topics))
    assert index.kind_weights.shape == (len(index.points), len(index.kinds))
    assert index.alarm_weights.shape == (len(index.points), 2)
    assert index.alarm_gram_weights.shape == (len(index.alarm_gram_rarity), 2)
    assert isinstance(index.points, np.memmap)


def test_pieces_of_words_are_those_of_the_model() -> None:
    assert tokenize("Botox!") == [101, 28516, 11636, 999, 102]
    assert tokenize("") == [101, 102]
    assert len(tokenize("spasm " * 500)) == embedding.MOST_TOKENS


def test_near_in_meaning_is_near_in_space() -> None:
    cat, animal, shares = embed(["the cat sat on the mat", "a cat is on a rug", "shares fell"])
    assert cat @ animal > 0.6
    assert cat @ shares < 0.3
    assert np.linalg.norm(cat) == pytest.approx(1, abs=1e-5)


def test_a_sentence_has_the_same_point_on_every_processor() -> None:
    """Inputs rounded to 8 bits, where a processor offers that, moved points by more than a step."""
    assert embedding._network().get_property("DYNAMIC_QUANTIZATION_GROUP_SIZE") == 0
    phrasings = [*list_phrasings(), *((n, to_english(t)) for n, t in list_german_phrasings())]
    texts = [text for _, text in sorted(phrasings, key=lambda row: row[0])[:40]]
    made = store_points(embed(texts)).astype(int)
    assert np.abs(made - load_learned().points[:40]).max() <= 1


def test_runs_of_letters_forgive_case_and_signs() -> None:
    assert count_grams("Botox?") == count_grams(" botox ")


def test_slips_are_the_same_each_time_and_spare_short_words() -> None:
    assert misspell("I can't go") == "i cant go"
    assert misspell("swallowing") == misspell("swallowing") != "swallowing"


def test_a_damaged_index_is_said_to_be_damaged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "index").mkdir()
    monkeypatch.setattr(learned, "files", lambda _package: tmp_path)
    learned.load_listing.cache_clear()
    try:
        with pytest.raises(GuideContentError, match="index"):
            learned.load_listing()
    finally:
        learned.load_listing.cache_clear()
