"""Sentences as points: near in meaning is near in space.

all-MiniLM-L6-v2 (Wang et al. 2020, arXiv:2002.10957; Reimers and Gurevych 2019,
arXiv:1908.10084) with weights of 8 bits, run by the inference engine that also reads faces.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import as_file, files

import numpy as np
import openvino as ov
from numpy.typing import NDArray

from hemiface.errors import GuideContentError

Points = NDArray[np.float32]

WIDTH = 384
MOST_TOKENS = 64
"""A longer sentence is read up to here; texts are cut into sentences before."""

LONGEST_WORD = 100
"""Letters of a word that is split; a longer one is unknown, as in WordPiece's first version."""

START, END, UNKNOWN = 101, 102, 100
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"


def tokenize(text: str) -> list[int]:
    """Numbers of the word pieces of a text, longest piece first (WordPiece, without case).

    Parameters
    ----------
    text
        Any text; accents are dropped, signs stand alone.
    """
    pieces = _pieces()
    plain = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cc", "Cf"})
    found = [START]
    for word in re.findall(r"\w+|[^\w\s]", plain):
        found += _split_word(word, pieces)
        if len(found) >= MOST_TOKENS:
            break
    return [*found[: MOST_TOKENS - 1], END]


def _split_word(word: str, pieces: dict[str, int]) -> list[int]:
    if len(word) > LONGEST_WORD:
        return [UNKNOWN]
    found: list[int] = []
    start = 0
    while start < len(word):
        lead = "##" if start else ""
        end = next(
            (end for end in range(len(word), start, -1) if lead + word[start:end] in pieces), None
        )
        if end is None:
            return [UNKNOWN]
        found.append(pieces[lead + word[start:end]])
        start = end
    return found


def embed(texts: Iterable[str]) -> Points:
    """Unit vectors of texts; shape (n_texts, WIDTH).

    Raises
    ------
    GuideContentError
        If the model cannot be read.
    """
    return np.array([_embed_one(text) for text in texts], np.float32).reshape(-1, WIDTH)


@lru_cache(8192)
def _embed_one(text: str) -> Points:
    numbers = np.array([tokenize(text)], np.int64)
    inputs = {
        "input_ids": numbers,
        "attention_mask": np.ones_like(numbers),
        "token_type_ids": np.zeros_like(numbers),
    }
    mean: Points = _network()(inputs)[0][0].mean(axis=0)
    return mean / np.linalg.norm(mean)


@cache
def _pieces() -> dict[str, int]:
    try:
        text = (files("hemiface.guide") / "model" / "vocab.txt").read_text(encoding="utf-8")
    except OSError as error:
        raise GuideContentError("pieces", reason=str(error)) from error
    return {piece: number for number, piece in enumerate(text.split("\n")[:-1])}


@cache
def _network() -> ov.CompiledModel:
    """The network on one thread, with the same points on every machine.

    Half precision, and inputs rounded to 8 bits where a processor multiplies those faster, would
    change them: the same question would get another answer.
    """
    core = ov.Core()
    options = {
        "INFERENCE_NUM_THREADS": 1,
        "INFERENCE_PRECISION_HINT": "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0,
    }
    try:
        with as_file(files("hemiface.guide") / "model" / "minilm.onnx") as path:
            return core.compile_model(core.read_model(path), "CPU", options)
    except (OSError, RuntimeError) as error:
        raise GuideContentError("model", reason=str(error)) from error
