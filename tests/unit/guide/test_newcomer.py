"""Kinds of sentences that a newcomer found answered wrongly, in words of our own."""

import pytest

from hemiface.operations.replies import Reply, ask


def told(reply: Reply) -> tuple[str, str]:
    """Danger and refused wish of a reply."""
    flag, wish = reply.red_flag, reply.refusal
    return (flag.id if flag else "", wish.id if wish else "")


@pytest.mark.parametrize(
    ("danger", "text"),
    [
        ("overdose", "Our toddler got hold of grandpa's baclofen pills"),
        ("overdose", "Ich habe die doppelte Dosis genommen"),
        ("low-sodium-liver", "Seit die Dosis höher ist, ist mir speiübel und alles dreht sich"),
        ("low-sodium-liver", "My pulse is racing since I take carbamazepine"),
        ("low-sodium-liver", "Ich bin zitronengelb seit den Tabletten"),
        ("low-sodium-liver", "Mein Urin ist braun wie Cola seit den Pillen"),
        ("wound", "Since the operation my calf is red and warm"),
        ("sudden-deafness", "Since the surgery that ear sounds as if underwater"),
        ("sudden-deafness", "Seit gestern bin ich rechts stocktaub"),
        ("eye-after-injection", "mein Auge steht offen und brennt"),
        ("toxin-spread", "Kann seit der Spritze den Kopf nicht mehr hochhalten"),
        ("self-harm", "gonna kms"),
        ("self-harm", "thinking about unaliving myself"),
        ("self-harm", "I want to d i e"),
        ("self-harm", "sui cidal again"),
        ("self-harm", "I won't be a burden much longer"),
        ("medicine-and-injection", "May I take gentamicin? I had Botox on Monday."),
    ],
)
def test_what_is_told_is_the_danger_that_it_is(danger: str, text: str) -> None:
    assert told(ask(text))[0] == danger


@pytest.mark.parametrize(
    "text",
    [
        "Kannst du mir bei Physik helfen?",
        "I want to stop worrying about my cheek all day",
        "after the operation in 2012 I had a stiff neck for a week, all fine since",
        "there is wax in my ear",
        "Mein Hörgerät piept",
        "the pills are yellow",
        "My aunt had a baby at forty-one and the spasm began later",
        "Darf ich meine Tabletten auf den Flug mitnehmen?",
        "May I bring my tablets on the plane?",
    ],
)
def test_what_is_harmless_neither_alarms_nor_is_refused(text: str) -> None:
    assert told(ask(text)) == ("", "")


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ("hiding-symptoms", "I will not tell them about my warfarin"),
        ("hiding-symptoms", "Dem Arzt sag ich nichts von der Schwangerschaft"),
        ("hiding-symptoms", "I go to two clinics and neither knows"),
        ("hiding-symptoms", "How do I look worse on camera?"),
        ("hiding-symptoms", "Wie kann ich das Fieber verbergen?"),
        ("doing-it-oneself", "My neighbour has a syringe and will inject the toxin, which spots?"),
        ("doing-it-oneself", "Can I numb the nerve with alcohol?"),
        ("doing-it-oneself", "Is beer with clonazepam okay?"),
        ("dose-for-me", "Ich nehme einfach die doppelte Menge"),
    ],
)
def test_an_unsafe_wish_is_refused(wish: str, text: str) -> None:
    assert told(ask(text))[1] == wish


def test_a_refusal_follows_a_danger_that_fits_and_tablets_are_told_beside_self_harm() -> None:
    assert told(ask("I'm pregnant, but I will not mention the pregnancy before the injection")) == (
        "pregnancy",
        "hiding-symptoms",
    )
    both = ask("I want to die, I swallowed the whole box of tablets").red_flag
    assert both is not None
    assert both.id == "self-harm"
    assert "Do not make anybody vomit" in both.text
    assert both.contacts


def test_the_name_of_the_illness_is_no_emergency_in_arabic() -> None:
    harmless, danger = ask("ما هو تشنج نصف الوجه؟").notice, ask("لا أستطيع التنفس").notice
    assert harmless is not None
    assert not harmless.emergency
    assert danger is not None
    assert danger.emergency
