"""How often the guide finds the right topic, declines and alarms.

    python -m benchmarks.guide_accuracy [--out-of-scope FILE.csv] [--show]

The tuned half may be looked at; the half kept aside is only ever counted.
"""

import argparse
import csv
from collections.abc import Iterable
from pathlib import Path

from hemiface.guide.conversation import find_answers
from hemiface.guide.library import load_subjects, load_topics
from hemiface.guide.redflags import find_alarm
from hemiface.guide.rules import Level
from hemiface.guide.search import find_topics
from hemiface.operations.replies import Reply, ask

REPLIED = ("expected", "phrase")

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures" / "guide"


def main() -> None:
    """Print one line for each set of questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out-of-scope", type=Path, help="CSV with a column `question`.")
    parser.add_argument("--show", action="store_true", help="Print what went wrong as well.")
    options = parser.parse_args()
    pairs = read("paraphrases.csv", "topic", "question")
    flags = read("red_flags.csv", "rule", "phrase")
    foreign = [row[0] for row in read("out_of_scope.csv", "question")]
    count_topics("topics, own wording", read("topics.csv", "topic", "question"), options.show)
    count_topics("paraphrases, tuned half", pairs[0::2], options.show)
    count_topics("paraphrases, kept aside", pairs[1::2], False)
    count_declined("out of scope, tuned half", foreign[0::2], options.show)
    count_declined("out of scope, kept aside", foreign[1::2], False)
    if options.out_of_scope:
        questions = [row[0] for row in read_file(options.out_of_scope, "question")]
        count_declined(options.out_of_scope.name, questions, options.show)
    count_alarms("red flags, tuned half", [row[1] for row in flags[0::2]], options.show, True)
    count_alarms("red flags, kept aside", [row[1] for row in flags[1::2]], False, True)
    count_voices(options.show)
    count_other_hands()
    count_fourth_hand()
    for hand in ("sixth", "seventh", "eighth"):
        count_replies(f"{hand} hand", read(f"{hand}_hand.csv", "kind", "language", *REPLIED))
    count_halved_hands()
    short = read("short_questions.csv", "language", "topic", "question")
    count_replies("short", [["in" if t else "out", tongue, t, q] for tongue, t, q in short])
    count_follow_ups()
    near_flags = [row[0] for row in read("ordinary.csv", "question")]
    count_alarms("alarmed, near a red flag", near_flags, options.show, False)
    topics = load_topics().values()
    ordinary = [text for t in topics for text in (t.title, *t.phrasings)]
    ordinary += [text for s in load_subjects() for text in s.phrasings] + [q for _, q in pairs]
    count_alarms("alarmed, all questions", ordinary, options.show, False)


def count_voices(show: bool) -> None:
    """Print the sets in many voices, the tuned half and the half kept aside apart."""
    dangers = read("voices_red_flags.csv", "half", "wording", "phrase")
    harmless = read("voices_ordinary.csv", "half", "phrase")
    for half in ("tuned", "aside"):
        seen = show and half == "tuned"
        for wording in ("plain", "idiom"):
            texts = [text for *kind, text in dangers if kind == [half, wording]]
            count_alarms(f"voices, {wording}, {half}", texts, seen, True)
        texts = [text for kind, text in harmless if kind == half]
        count_alarms(f"voices, harmless, {half}", texts, seen, False)


def count_other_hands() -> None:
    """Print the sets written by hands that had seen nothing of the guide, and looked at since."""
    for hand in ("other", "third"):
        dangers = read(f"{hand}_hand_red_flags.csv", "wording", "phrase")
        for wording in ("plain", "idiom"):
            texts = [text for kind, text in dangers if kind == wording]
            count_alarms(f"{hand} hand, {wording}", texts, False, True)
        harmless = [row[0] for row in read(f"{hand}_hand_ordinary.csv", "phrase")]
        count_alarms(f"{hand} hand, harmless", harmless, False, False)
    count_wishes("third hand, wishes", read("third_hand_wishes.csv", "phrase"))
    count_wishes("third hand, no wishes", read("third_hand_near_wishes.csv", "phrase"))
    count_topics(
        "other hand, questions", read("other_hand_questions.csv", "topic", "question"), False
    )
    foreign = [row[0] for row in read("other_hand_out_of_scope.csv", "question")]
    count_declined("other hand, out of scope", foreign, False)


def count_fourth_hand() -> None:
    """Print the sets of a fourth hand, the half that was learnt from and the half aside apart."""
    for half in ("learnt", "aside"):
        dangers = read("fourth_hand_red_flags.csv", "half", "wording", "phrase")
        for wording in ("plain", "idiom"):
            texts = [text for *kind, text in dangers if kind == [half, wording]]
            count_alarms(f"fourth, {wording}, {half}", texts, False, True)
        for name in ("wishes", "near_wishes"):
            rows = read(f"fourth_hand_{name}.csv", "half", "phrase")
            count_wishes(f"fourth, {name}, {half}", [row[1:] for row in rows if row[0] == half])
        rows = read("fourth_hand_ordinary.csv", "half", "phrase")
        count_alarms(f"fourth, harmless, {half}", [t for h, t in rows if h == half], False, False)
        rows = read("fourth_hand_questions.csv", "half", "topic", "question")
        count_topics(f"fourth, questions, {half}", [r[1:] for r in rows if r[0] == half], False)
        rows = read("fourth_hand_out_of_scope.csv", "half", "question")
        count_declined(f"fourth, out of scope, {half}", [q for h, q in rows if h == half], False)
        rows = read("fourth_hand_german.csv", "half", "kind", "phrase")
        for kind in ("danger", "harmless"):
            texts = [text for *one, text in rows if one == [half, kind]]
            count_alarms(f"fourth, German {kind}, {half}", texts, False, kind == "danger")
        for kind in ("wish", "no-wish"):
            wishes = [[text] for *one, text in rows if one == [half, kind]]
            count_wishes(f"fourth, German {kind}, {half}", wishes)


def count_halved_hands() -> None:
    """Print the sets of a ninth to a twelfth hand, and questions of several parts, by halves."""
    parts = read("two_parts.csv", "half", "expected", "question")
    for half in ("learnt", "aside"):
        for hand in ("ninth", "tenth", "eleventh", "twelfth"):
            rows = read(f"{hand}_hand.csv", "half", "kind", "language", *REPLIED)
            count_replies(f"{hand}, {half}", [row[1:] for row in rows if row[0] == half])
        some = [row[1:] for row in parts if row[0] == half]
        right = sum(answers_each_part(expected, ask(text)) for expected, text in some)
        tell(f"several parts, {half}", "each part answered", right, len(some))
        other = [row[1:] for row in read_parts() if row[0] == half]
        for tongue in ("en", "de"):
            asked = [row[1:] for row in other if row[0] == tongue]
            right = sum(answers_both_parts(*row) for row in asked)
            tell(f"two parts, {half}, {tongue}", "both parts answered", right, len(asked))


def read_parts() -> list[list[str]]:
    """The questions of two parts with the topics that fit each."""
    return read("more_parts.csv", "half", "language", "first", "second", "question")


def answers_both_parts(first: str, second: str, question: str) -> bool:
    """Whether a topic that fits (`|` between them) answers each part, or `?` names it."""
    reply = ask(question)
    told = {one.topic for one in reply.answers[: reply.direct]} | {"?" for _ in reply.open_parts}
    return len(told) > 1 and not any(told.isdisjoint(one.split("|")) for one in (first, second))


def answers_each_part(expected: str, reply: Reply) -> bool:
    """Whether the topics expected answer, and each part without one (`?`) is named."""
    told = [one.topic for one in reply.answers[: reply.direct]] + ["?"] * len(reply.open_parts)
    return sorted(told) == sorted(expected.split())


def count_replies(name: str, rows: list[list[str]]) -> None:
    """Print how many texts get what they must, told as a person is told, in each language."""
    found: dict[tuple[str, str], list[bool]] = {}
    for kind, tongue, expected, phrase in rows:
        good = is_as_it_must_be(kind, expected, ask(phrase))
        found.setdefault((kind, tongue), []).append(good)
    for (kind, tongue), all_good in found.items():
        tell(f"{name}, {kind}, {tongue}", "as it must be", sum(all_good), len(all_good))


def is_as_it_must_be(kind: str, expected: str, reply: Reply) -> bool:
    """Whether a danger or wish is met, a topic comes first, and nothing else is answered."""
    alarmed = reply.red_flag is not None and reply.red_flag.level != Level.SOON
    if kind in {"plain", "idiom", "danger"}:
        return alarmed
    if kind == "wish":
        return reply.refusal is not None
    if kind == "caution":
        return reply.red_flag is not None and reply.red_flag.id == expected
    if kind == "near":
        return not alarmed and reply.refusal is None
    answered = [one.topic for one in reply.answers if not reply.declined]
    if kind == "harmless":
        return not alarmed
    return not alarmed and answered[:1] == ([expected] if expected else [])


def count_wishes(name: str, rows: list[list[str]]) -> None:
    """Print how many wishes are refused, and how many are met as a danger."""
    alarms = [find_alarm(text) for (text,) in rows]
    refused = sum(one.refusal is not None for one in alarms)
    flagged = sum(one.red_flag is not None for one in alarms)
    print(f"{name:28} refused {refused} and met as a danger {flagged} of {len(rows)}")


def count_follow_ups() -> None:
    """Print how many questions that lean on the one before find their topic."""
    rows = read("follow_ups.csv", "half", "topic", "before", "question")
    for half in ("tuned", "aside"):
        some = [row[1:] for row in rows if row[0] == half]
        found = [
            (topic, find_answers(question, before).findings[0]) for topic, before, question in some
        ]
        right = sum(not one.declined and one.matches[0].slug == topic for topic, one in found)
        tell(f"follow-ups, {half}", "right first", right, len(some))


def read(name: str, *columns: str) -> list[list[str]]:
    """Columns of a fixture."""
    return read_file(FIXTURES / name, *columns)


def read_file(path: Path, *columns: str) -> list[list[str]]:
    """Columns of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [[row[column] for column in columns] for row in csv.DictReader(file)]


def count_topics(name: str, rows: list[list[str]], show: bool) -> None:
    """Print how many questions have the right topic first, and among the first three."""
    first = among = declined = 0
    for slug, question in rows:
        finding = find_topics(question)
        slugs = [] if finding.declined else [match.slug for match in finding.matches]
        first += slugs[:1] == [slug]
        among += slug in slugs[:3]
        declined += finding.declined
        if show and slugs[:1] != [slug]:
            print(f"    {question!r}: {slugs}, not {slug}")
    tell(name, "right first", first, len(rows))
    tell("", "in the first three", among, len(rows))
    tell("", "wrong", len(rows) - among - declined, len(rows))
    tell("", "declined", declined, len(rows))


def count_declined(name: str, questions: Iterable[str], show: bool) -> None:
    """Print how many questions are declined."""
    findings = {question: find_topics(question) for question in questions}
    if show:
        for question, finding in findings.items():
            if not finding.declined:
                print(f"    {question!r}: {finding.matches[0].slug}")
    tell(name, "declined", sum(f.declined for f in findings.values()), len(findings))


def count_alarms(name: str, texts: list[str], show: bool, wanted: bool) -> None:
    """Print how many texts meet a red flag."""
    flags = [(text, find_alarm(text).red_flag) for text in texts]
    found = [(text, one if one and one.level is not Level.SOON else None) for text, one in flags]
    if show:
        for text, rule in found:
            if (rule is not None) is not wanted:
                print(f"    {text!r}: {rule and rule.id}")
    tell(name, "red flag", sum(rule is not None for _, rule in found), len(found))


def tell(name: str, what: str, count: int, total: int) -> None:
    """Print one line."""
    print(f"{name:27} {what:20} {count:5d} of {total:5d}  {100 * count / total:5.1f} %")


if __name__ == "__main__":
    main()
