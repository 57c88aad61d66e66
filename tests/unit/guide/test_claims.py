"""Every sentence of the founding documents is mapped; the documents themselves are not here."""

import os
from pathlib import Path

import pytest
from tests.unit.guide.documents import hash_sentence, normalize_sentence, split_document

from hemiface.guide.library import load_claims
from hemiface.guide.register import Claim, ClaimVerdict, Piece

DOCUMENTS = os.environ.get("HEMIFACE_GUIDE_DOCUMENTS")


def test_all_pieces_are_claims_or_explained() -> None:
    register = load_claims()
    assert [len(document.pieces) for document in register.documents] == [71, 76]
    assert len(register.claims) >= 100
    for document in register.documents:
        assert [piece.number for piece in document.pieces] == list(
            range(1, len(document.pieces) + 1)
        )
        lines = [piece.line for piece in document.pieces]
        assert lines == sorted(lines)


def test_every_claim_has_a_place_and_every_verdict_is_used() -> None:
    register = load_claims()
    assert all(register.places(claim.id) for claim in register.claims)
    assert {claim.verdict for claim in register.claims} == set(ClaimVerdict)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("masseter", ClaimVerdict.WRONG),
        ("not-come-and-go", ClaimVerdict.WRONG),
        ("symmetric", ClaimVerdict.WRONG),
        ("forty-four", ClaimVerdict.NOT_SUPPORTED),
        ("ninety-by-twelve-weeks", ClaimVerdict.NOT_SUPPORTED),
        ("dehydration", ClaimVerdict.NOT_SUPPORTED),
        ("ninety-two", ClaimVerdict.PARTLY),
        ("not-dystonia", ClaimVerdict.SUPPORTED),
        ("bell-cause", ClaimVerdict.SUPPORTED),
    ],
)
def test_verdicts_the_reference_settles(claim: str, verdict: ClaimVerdict) -> None:
    found = next(one for one in load_claims().claims if one.id == claim)
    assert found.verdict is verdict


@pytest.mark.skipif(DOCUMENTS is None, reason="HEMIFACE_GUIDE_DOCUMENTS names no folder")
def test_no_sentence_of_the_documents_is_left_out() -> None:
    folder = Path(DOCUMENTS or "")
    for document in load_claims().documents:
        paths = list(folder.glob(f"{document.id}_*"))
        assert len(paths) == 1
        rows = split_document(paths[0].read_text(encoding="utf-8"))
        assert [hash_sentence(s) for _, s in rows] == [piece.hash for piece in document.pieces]
        assert [line for line, _ in rows] == [piece.line for piece in document.pieces]


def test_sentences_are_split_at_stops_and_strung_snippets() -> None:
    text = "It twitches, It hurts. Not so!\nPeople.Surgery helps in 92% of cases, mostly"
    assert split_document(text) == [
        (1, "it twitches"),
        (1, "it hurts"),
        (1, "not so"),
        (2, "people"),
        (2, "surgery helps in 92 of cases mostly"),
    ]


def test_spelling_of_signs_does_not_matter() -> None:
    fancy = normalize_sentence("Don\u2019t  wait \u3010HFS\u3011!")
    assert fancy == normalize_sentence("don't wait HFS") == "dont wait hfs"


def test_half_filled_claims_are_refused() -> None:
    with pytest.raises(ValueError, match="no correction"):
        Claim(id="x", claim="It is so.", verdict=ClaimVerdict.WRONG)
    with pytest.raises(ValueError, match="without a source"):
        Claim(id="x", claim="It is so.", verdict=ClaimVerdict.SUPPORTED)
    with pytest.raises(ValueError, match="either claims or"):
        Piece(hash="0" * 16, line=1, number=1)
