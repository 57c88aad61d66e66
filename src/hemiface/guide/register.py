"""The shapes of the claims of the founding documents, and where they stand."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from hemiface.guide.schema import Page, Slug, SourceId, Text


class ClaimVerdict(StrEnum):
    """How a claim stands against the sources."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_SUPPORTED = "not supported"
    WRONG = "wrong"
    UNVERIFIED = "unverified"


class Claim(Page):
    """A factual claim of the founding documents, in the project's own words.

    Parameters
    ----------
    id
        Short name.
    claim
        What is claimed.
    verdict
        How it stands.
    correction
        What is right instead; required unless it is supported.
    sources
        Ids of the sources of the verdict.
    """

    id: Slug
    claim: Text
    verdict: ClaimVerdict
    correction: str = ""
    sources: tuple[SourceId, ...] = ()

    @model_validator(mode="after")
    def _is_explained(self) -> Self:
        if self.verdict is ClaimVerdict.SUPPORTED and not self.sources:
            raise ValueError(f"claim {self.id}: supported without a source")
        if self.verdict is not ClaimVerdict.SUPPORTED and not self.correction:
            raise ValueError(f"claim {self.id}: no correction")
        return self


class Piece(Page):
    """One sentence or snippet of a document.

    Parameters
    ----------
    hash
        Hash of its normalised text.
    line, number
        Line it stands in, and its number among all pieces; both from 1.
    claims
        Ids of the claims it makes.
    none
        Why it makes none.
    """

    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
    line: int = Field(ge=1)
    number: int = Field(ge=1)
    claims: tuple[Slug, ...] = ()
    none: str = ""

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Self:
        if bool(self.claims) == bool(self.none):
            raise ValueError(f"piece {self.number}: either claims or a reason for none")
        return self


class Document(Page):
    """One founding document, by its pieces."""

    id: Annotated[str, StringConstraints(pattern=r"^\d{3}$")]
    name: Text
    pieces: tuple[Piece, ...]


class ClaimRegister(Page):
    """All claims and the documents that make them."""

    claims: tuple[Claim, ...]
    documents: tuple[Document, ...]

    @model_validator(mode="after")
    def _match(self) -> Self:
        named = {one for d in self.documents for p in d.pieces for one in p.claims}
        if wrong := named ^ {claim.id for claim in self.claims}:
            raise ValueError(f"claims and pieces do not match: {', '.join(sorted(wrong))}")
        return self

    def places(self, claim: str) -> list[tuple[str, int, int]]:
        """Where a claim is made, as (document, line, number of the sentence)."""
        return [
            (document.id, piece.line, piece.number)
            for document in self.documents
            for piece in document.pieces
            if claim in piece.claims
        ]
