"""What leaves the records reads as it always did."""

import json
from typing import Any

import pytest
from tests.kept_documents import DOCUMENTS, make, name_all
from tests.numbers import find_differences

ADVICE = "A document changed. If it is meant to, run `python -m tests.kept_documents`."


@pytest.fixture(scope="module")
def kept() -> Any:  # noqa: ANN401 - JSON
    return json.loads(DOCUMENTS.read_text())


@pytest.mark.parametrize("name", list(name_all()))
def test_a_document_stays_as_it_was(kept: Any, name: str) -> None:  # noqa: ANN401 - JSON
    found = list(find_differences(kept[name], make(name), 1e-9))
    assert not found, "\n".join([ADVICE, *found[:10]])


def test_no_document_is_forgotten(kept: Any) -> None:  # noqa: ANN401 - JSON
    assert list(kept) == list(name_all())
