"""Sentences of the two founding documents, by which is proved that none was left out.

The documents themselves are not part of the project. What is kept of them is
one hash for each normalised sentence, mapped to claims or to a reason why it
makes none; with the documents at hand the hashes can be made again.
"""

import hashlib
import re
import unicodedata

SENTENCE_END = re.compile(
    r"(?<=[.?!])[\"\u201d\u2019)]*\s+"  # a full stop and a gap
    r"|(?<=[a-z][.?!])(?=[A-Z])"  # a full stop and the next sentence glued to it
    r"|,\s*(?=[A-Z(])"  # snippets strung together by commas
)


def normalize_sentence(sentence: str) -> str:
    r"""Words and numbers of a sentence in lower case, one blank between them.

    Apostrophes are dropped, all other signs part words, so that spelling of
    quotes, brackets and blanks does not matter.
    """
    plain = unicodedata.normalize("NFKC", sentence).casefold()
    plain = plain.replace("\u2019", "").replace("'", "")
    return " ".join(re.findall(r"[^\W_]+", plain))


def hash_sentence(normal: str) -> str:
    """First 16 hexadecimal digits of the SHA-256 of a normalised sentence."""
    return hashlib.sha256(normal.encode()).hexdigest()[:16]


def split_document(text: str) -> list[tuple[int, str]]:
    """Normalised sentences and snippets of a document with the line each stands in."""
    return [
        (line, normal)
        for line, row in enumerate(text.splitlines(), start=1)
        for piece in SENTENCE_END.split(row)
        if (normal := normalize_sentence(piece))
    ]
