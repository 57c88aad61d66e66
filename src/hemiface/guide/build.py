"""Make the guide's index from its pages: `python -m hemiface.guide.build`.

A release ships what this writes, so that a question costs a second and not ten. A test fails
when a page has changed since.
"""

import hashlib
import json
import re
import zlib
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from hemiface.guide.embedding import embed
from hemiface.guide.german import is_german, spell_out, to_english
from hemiface.guide.learned import (
    ALARM_BUCKETS,
    ARRAYS,
    BUCKETS,
    compare,
    count_grams,
    hash_file,
    likeness,
    load_listing,
    restore_points,
    store_points,
)
from hemiface.guide.library import (
    load_common_words,
    load_german,
    load_german_phrasings,
    load_lexicon,
    load_red_flags,
    load_refusals,
    load_sayings,
    load_subjects,
    load_topics,
)
from hemiface.guide.schema import HARMLESS, UNANSWERED
from hemiface.guide.words import ARTICLES, load_reader, load_sign_reader, split_words, stem

Matrix = NDArray[np.float64]

RIDGE = 0.3
"""Added to the diagonal of the kernel: how far a saying may be contradicted by its neighbours."""

ENDINGS = ("", "s", "ed", "ing")


def build(folder: Path) -> None:
    """Write the index into a folder.

    Parameters
    ----------
    folder
        Place of the files; it is made if it is not there.
    """
    folder.mkdir(exist_ok=True)
    reader = {"reader": _reader(), "signs": _signs()}
    _write_listing(folder, reader)
    asked = [(name, text, text) for name, text in list_phrasings()]
    asked += [(name, text, to_english(text)) for name, text in list_german_phrasings()]
    asked.sort(key=lambda row: row[0])
    phrasings = [(name, read) for name, _, read in asked]
    said = [(kind, text) for kind, texts in load_sayings().items() for text in texts]
    sayings = [(kind, to_english(text) if is_german(text) else text) for kind, text in said]
    sayings += [(kind, misspell(text)) for kind, text in sayings]
    said += [(kind, misspell(text)) for kind, text in said]
    topics = tuple(dict.fromkeys(name for name, _ in phrasings))
    kinds = (HARMLESS, *(kind for kind in load_sayings() if kind != HARMLESS))
    stored = store_points(embed([text for _, text in (*phrasings, *sayings)]))
    points = restore_points(stored)  # the weights fit what is shipped
    owners = [name for name, _ in phrasings]
    kind_of = [*(HARMLESS for _ in owners), *(kind for kind, _ in sayings)]
    near = likeness(compare(points, points))
    grams, rarity = _grams([text for _, text in phrasings], BUCKETS)
    letters, alarm_rarity = _grams(
        [spell_out(text) for text in (*(row[1] for row in asked), *(text for _, text in said))],
        ALARM_BUCKETS,
    )
    arrays: dict[str, NDArray[Any]] = {
        "points": stored,
        "topic_weights": _fit(near[: len(owners), : len(owners)], owners, topics),
        "kind_weights": _fit(near, kind_of, kinds, balanced=True),
        "gram_weights": grams.T @ _fit((grams @ grams.T).toarray(), owners, topics),
        "gram_rarity": rarity,
        "alarm_gram_rarity": alarm_rarity,
    }
    near += (letters @ letters.T).toarray()
    arrays["alarm_weights"] = _fit_alarms(near, kind_of)
    arrays["alarm_gram_weights"] = letters.T @ arrays["alarm_weights"]
    for name in ARRAYS:
        kept = arrays[name] if name == "points" else arrays[name].astype(np.float16)
        np.save(folder / f"{name}.npy", kept)
    listing = {
        "made_from": hash_content(),
        "files": {name: hash_file(folder / f"{name}.npy") for name in ARRAYS},
        "topics": topics,
        "kinds": kinds,
        "starts": [*(owners.index(name) for name in topics), len(owners)],
        "carriers": _carriers(phrasings, topics),
    }
    _write_listing(folder, listing | reader)


def _write_listing(folder: Path, listing: dict[str, Any]) -> None:
    """Write the listing, so that what is read after it is read with its words."""
    text = json.dumps(listing, indent=0, sort_keys=True) + "\n"
    (folder / "index.json").write_text(text, encoding="utf-8")
    for remembered in (load_listing, load_reader, load_sign_reader):
        remembered.cache_clear()


def list_phrasings() -> list[tuple[str, str]]:
    """Every way to ask with the topic or subject it asks for, those of one together."""
    rows = [
        (slug, text)
        for slug, topic in load_topics().items()
        for text in (topic.title, *topic.phrasings)
    ]
    for subject in load_subjects():
        rows += [(UNANSWERED + subject.name, text) for text in subject.phrasings]
    return rows


def list_german_phrasings() -> list[tuple[str, str]]:
    """Every German way to ask with its topic."""
    return [(slug, text) for slug, texts in load_german_phrasings().items() for text in texts]


def misspell(text: str) -> str:
    """A text as somebody in haste types it, the same each time.

    Examples
    --------
    >>> misspell("My mother can't swallow since the injection")
    'my mother cant swalow since teh injection'
    """
    return " ".join(_slip(word) for word in text.casefold().replace("'", "").split())


def _slip(word: str) -> str:
    """A word with one slip, chosen by its own letters; short words stay, mostly."""
    choice = zlib.crc32(word.encode())
    if len(word) < 4 or not word.isalpha():
        return "teh" if word == "the" else word
    place = 1 + choice % (len(word) - 2)
    doubled = re.sub(r"(.)\1", r"\1", word)
    if doubled != word:
        return doubled
    if choice % 3 == 0:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place + 1 :] if choice % 3 == 1 else word


def hash_content() -> str:
    """One hash over all pages and programs that shape the index."""
    digest = hashlib.sha256()
    with as_file(files("hemiface.guide")) as home:
        shaping = [
            home / f"{name}.py" for name in ("build", "embedding", "german", "learned", "words")
        ]
        pages = [path for path in (home / "content").rglob("*") if path.name in _SHAPING]
        topics = (home / "content" / "topics").glob("*.toml")
        for path in sorted([*shaping, *pages, *topics]):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


_SHAPING = frozenset(
    {
        *("lexicon.toml", "common_words.txt", "unanswered.toml", "red_flags.toml"),
        *("sayings.toml", "german.toml", "german_phrasings.toml"),
    }
)


def _fit(
    kernel: Matrix, owners: list[str], names: tuple[str, ...], *, balanced: bool = False
) -> Matrix:
    """Weights of a kernel ridge classifier; shape (n_texts, n_names).

    Balanced, a text of a rare name counts for more, by the square root of how rare it is.
    """
    rank = {name: i for i, name in enumerate(names)}
    owner = np.array([rank[name] for name in owners])
    weight = np.bincount(owner)[owner] ** -0.5 if balanced else np.ones(len(owner))
    weight /= weight.mean()
    return np.linalg.solve(kernel + np.diag(RIDGE / weight), np.eye(len(names))[owner])


def _fit_alarms(kernel: Matrix, kinds: list[str]) -> Matrix:
    """Weights of how much more danger, and wish, a text is than harmless; shape (n_texts, 2)."""
    refusals = load_refusals()
    groups = [
        kind if kind == HARMLESS else "wish" if kind in refusals else "danger" for kind in kinds
    ]
    weights = _fit(kernel, groups, ("danger", "wish", HARMLESS), balanced=True)
    return np.asarray(weights[:, :2] - weights[:, 2:])


def _grams(texts: list[str], buckets: int) -> tuple[csr_array, Matrix]:
    """Unit rows of runs of letters, shape (n_texts, buckets), and the rarity of each bucket."""
    counts = [count_grams(text, buckets) for text in texts]
    seen = Counter(bucket for row in counts for bucket in row)
    rarity = np.log(1 + len(texts) / np.array([max(seen[b], 1) for b in range(buckets)]))
    places = [(row, bucket) for row, found in enumerate(counts) for bucket in found]
    filled = np.concatenate([list(found.values()) for found in counts])
    rows = csr_array((filled, tuple(zip(*places, strict=True))), shape=(len(texts), buckets))
    rows = rows @ diags_array(rarity)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)))
    return csr_array(diags_array(1 / length) @ rows), rarity


def _carriers(phrasings: list[tuple[str, str]], topics: tuple[str, ...]) -> dict[str, list[int]]:
    """Stems of the phrasings, each with the numbers of the topics that are asked for with it."""
    found: dict[str, set[int]] = {}
    for name, text in phrasings:
        for word in split_words(text):
            found.setdefault(stem(word), set()).add(topics.index(name))
    return {one: sorted(numbers) for one, numbers in found.items()}


def _reader() -> dict[str, Any]:
    """The vocabulary of the reader as plain data (`words.Vocabulary`)."""
    lexicon = load_lexicon()
    phrases: dict[str, set[str]] = {}
    own: set[str] = set()
    for name, texts in lexicon.concepts.items():
        for text in texts:
            words = split_words(text)
            own.update(words)
            stems = [stem(word) for word in words]
            short = [one for one in stems if one not in ARTICLES]
            for phrase in (stems, short if len(short) > 1 else stems):
                phrases.setdefault(" ".join(phrase), set()).add(name)
    for _, text in list_phrasings():
        own.update(split_words(text))
    glosses = {word for gloss in load_german().words.values() for word in split_words(gloss)}
    for _, text in list_german_phrasings():
        own.update(glosses.intersection(split_words(text)))
    common = load_common_words()
    return {
        "phrases": {phrase: sorted(names) for phrase, names in phrases.items()},
        "parents": lexicon.parents,
        "generic": sorted(lexicon.generic),
        "own": sorted(own),
        "common": sorted(common),
        "own_stems": sorted({stem(word) for word in own}),
        "common_stems": sorted({stem(word) for word in common}),
    }


def _signs() -> dict[str, list[str]]:
    """Words of the patterns of dangers, towards which spelling is mended as well."""
    flags = load_red_flags()
    rows = [row for rows in flags.signs.values() for row in rows]
    heads = {word for row in rows for word in re.findall(r"[a-z]{4,}", row)}
    words = {head + ending for head in heads for ending in ENDINGS} | flags.speech.all_words
    return {"own": sorted(words), "own_stems": sorted({stem(word) for word in words})}


if __name__ == "__main__":
    with as_file(files("hemiface.guide") / "index") as place:
        build(place)
