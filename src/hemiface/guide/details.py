"""Statements and the check in German, kept apart from the short answers of every reply.

Emergency numbers are kept beside them, with where they are written.
"""

from functools import cache

from pydantic import Field

from hemiface.guide.library import check_sources, read_page
from hemiface.guide.rules import InterviewQuestion
from hemiface.guide.schema import Page, Slug, SourceId, Text, Topic, Translation


class TranslatedText(Page):
    """A sentence in another language, with the hash of the English it was made from."""

    english: str
    text: Text


class Statements(Page):
    """Statements of a topic in another language, in the order of the English ones."""

    english: str
    texts: tuple[Text, ...] = Field(min_length=1)


class GermanDetails(Page):
    """What the guide says in German at length.

    Parameters
    ----------
    topics
        Statements by topic.
    strengths
        Kinds of evidence in plain words, by strength.
    questions, reasons
        Questions and rules of the check.
    levels
        How soon something must happen, by level.
    doctors
        Whom to see, by the English name.
    words
        Words around the outcome of the check.
    """

    topics: dict[Slug, Statements]
    strengths: dict[Slug, Text]
    questions: dict[Slug, TranslatedText]
    reasons: dict[Slug, Translation]
    levels: dict[Slug, Text]
    doctors: dict[str, Text]
    words: dict[str, str]


class EmergencyNumber(Page):
    """A number to call in an emergency, the countries where it is one, and where that is written.

    Parameters
    ----------
    number
        As it is dialled.
    countries
        ISO 3166 codes.
    sources
        Where it is written.
    """

    number: str = Field(pattern=r"^\d{2,4}$")
    countries: tuple[str, ...] = Field(min_length=1)
    sources: tuple[SourceId, ...] = Field(min_length=1)


@cache
def load_emergency_numbers() -> tuple[EmergencyNumber, ...]:
    """Every emergency number that a text of the guide may name."""
    pages = read_page("emergency_numbers.toml", dict[str, tuple[EmergencyNumber, ...]])
    for one in pages["numbers"]:
        check_sources(f"emergency_numbers.toml: {one.number}", one.sources)
    return pages["numbers"]


@cache
def load_german_details() -> GermanDetails:
    """The statements and the check in German."""
    return read_page("german_details.toml", GermanDetails)


def say_statements(topic: Topic, language: str) -> tuple[str, ...]:
    """Texts of the statements of a topic, in `en` or `de`."""
    if language == "en":
        return tuple(one.text for one in topic.statements)
    return load_german_details().topics[topic.slug].texts


def say_question(question: InterviewQuestion, language: str) -> InterviewQuestion:
    """A question of the check, in `en` or `de`."""
    if language == "en":
        return question
    text = load_german_details().questions[question.id].text
    return question.model_copy(update={"text": text})
