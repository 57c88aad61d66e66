"""Greetings, thanks and calls for help without a question."""

from functools import cache

from hemiface.guide.german import spell_out
from hemiface.guide.library import read_page
from hemiface.guide.schema import Page, Slug, Text
from hemiface.guide.words import split_words


class Greeting(Page):
    """What is no question, and what is said to it.

    Parameters
    ----------
    id
        Short name.
    said
        Whole texts that are that.
    text, german
        The kind word, with where to ask.
    """

    id: Slug
    said: tuple[str, ...]
    text: Text
    german: Text


@cache
def load_greetings() -> tuple[Greeting, ...]:
    """All of them."""
    return read_page("greetings.toml", dict[str, tuple[Greeting, ...]])["greetings"]


@cache
def _by_text() -> dict[str, Greeting]:
    return {" ".join(split_words(said)): one for one in load_greetings() for said in one.said}


def find_greeting(text: str) -> Greeting | None:
    """The last of the greetings of which a text is made; None where it says anything else.

    Examples
    --------
    >>> find_greeting("Hello, can you help me?").id
    'help'
    >>> find_greeting("Hello, my eye twitches") is None
    True
    """
    words = split_words(spell_out(text))
    found = None
    while words:
        for length in range(len(words), 0, -1):
            one = _by_text().get(" ".join(words[:length]))
            if one is not None:
                found, words = one, words[length:]
                break
        else:
            return None
    return found
