"""Questionnaires and answers in FHIR's words, with the codes that a source confirms."""

from typing import Any, TypeAlias

from hemiface.model.questionnaires import (
    Choice,
    QuestionnaireResponse,
    Scale,
    ScaleItem,
)

LOINC = "http://loinc.org"

Resource: TypeAlias = dict[str, Any]
"""A FHIR resource, or a part of one, as plain JSON."""


def make_questionnaire(scale: Scale) -> Resource:
    """Scale as a Questionnaire; a total-only scale has the total as its only item."""
    items = [_questionnaire_item(item) for item in scale.items]
    total: Resource = {"linkId": "total", "text": f"{scale.title} total", "type": "decimal"}
    if scale.loinc_total:
        total["code"] = [{"system": LOINC, "code": scale.loinc_total}]
    resource: Resource = {
        "resourceType": "Questionnaire",
        "id": scale.id,
        "url": _scale_url(scale.id),
        "title": scale.title,
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": scale.licence,
        "item": [*items, total],
    }
    if scale.loinc:
        resource["code"] = [{"system": LOINC, "code": scale.loinc}]
    return resource


def make_response(value: QuestionnaireResponse, scale: Scale | None, who: Resource) -> Resource:
    """Answers as a QuestionnaireResponse of somebody; what is not known by name as its number.

    Questions are given in the words that were shown, and left out where those are not known.
    """
    items = {item.id: item for item in (scale.items if scale else ())}
    shown = scale.worded_in(value.language) if scale else None
    said = shown is not None and value.language in ("", shown.language)
    texts = {item.id: item.text for item in shown.items} if shown and said else {}
    answers: list[Resource] = []
    for name, given in value.answers.items():
        choices = items[name].choices if name in items else ()
        known = [_answer_coding(choice) for choice in choices if choice.value == given]
        answer = {"valueCoding": known[0]} if known else {"valueInteger": given}
        text = {"text": texts[name]} if name in texts else {}
        answers.append({"linkId": name, **text, "answer": [answer]})
    if value.total is not None:
        answers.append({"linkId": "total", "answer": [{"valueDecimal": value.total}]})
    return {
        "resourceType": "QuestionnaireResponse",
        **({"language": value.language} if value.language else {}),
        "questionnaire": _scale_url(value.scale),
        "status": "completed" if value.total is not None else "in-progress",
        "subject": who,
        "authored": value.day.isoformat(),
        "item": answers or [{"linkId": "total"}],
    }


def _questionnaire_item(item: ScaleItem) -> Resource:
    resource: Resource = {
        "linkId": item.id,
        "text": item.text,
        "type": "choice",
        "answerOption": [{"valueCoding": _answer_coding(choice)} for choice in item.choices],
    }
    if item.loinc:
        resource["code"] = [{"system": LOINC, "code": item.loinc}]
    return resource


def _answer_coding(choice: Choice) -> Resource:
    if choice.loinc:
        return {"system": LOINC, "code": choice.loinc, "display": choice.text}
    return {"code": str(choice.value), "display": choice.text}


def _scale_url(name: str) -> str:
    return f"urn:hemiface:questionnaire:{name}"
