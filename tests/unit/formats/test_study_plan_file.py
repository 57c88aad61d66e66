"""A plan says which key is wrong, and its hash is of what it decides."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemiface.errors import StudyError
from hemiface.formats.conditions import parse_conditions, write_conditions
from hemiface.formats.study_plan_file import hash_plan, read_plan
from hemiface.model.study_plan import ColumnCondition, Design, Relation
from hemiface.model.study_techniques import Technique

TEMPLATES = files("hemiface.operations") / "study_templates"
PLAN = """
title = "T"
question = "Q?"
design = "cohort"
[[table]]
file = "a.csv"
[[endpoint]]
name = "one"
title = "One"
rank = "primary"
technique = "difference"
value = "burden"
by = "arm"
"""


@pytest.mark.parametrize("design", list(Design))
def test_every_template_is_a_plan_of_its_design(design: Design) -> None:
    plan = read_plan((TEMPLATES / f"{design}.toml").read_bytes())
    assert plan.design is design
    assert plan.endpoints


def test_templates_and_their_notes_name_every_technique() -> None:
    texts = "".join((TEMPLATES / f"{design}.toml").read_text() for design in Design)
    assert [one for one in Technique if one.value not in texts] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("title =", "tittle ="), "there is no tittle"),
        (('design = "cohort"', 'design = "trial"'), "design is not one of cohort, screening"),
        (('value = "burden"', "value = 3"), "endpoint 1: value is not a text"),
        (('value = "burden"\n', ""), "endpoint 1: value is missing"),
        (('technique = "difference"', 'technique = "t-test"'), "endpoint 1: technique is not one"),
        (('name = "one"', 'name = "../one"'), "is no short name"),
        (('file = "a.csv"', 'file = "a.csv"\njoin = ["person"]'), "joins nothing"),
        (("[[table]]", "records = ['x']\n[[table]]"), "reads both tables and the records"),
        (('title = "T"', 'title = "T'), "line 2 is not TOML"),
        (('title = "T"', 'title = "T"\nformat = 2'), "another format"),
        (('title = "T"', 'title = "T"\nlevel = 95'), "an interval of 95"),
        (('by = "arm"', 'by = "arm"\nwhere = "age ~ 3"'), "is no condition"),
        (('by = "arm"', 'by = "arm"\n[[exclude]]\nreason = "x"'), "exclude 1: where is missing"),
        (('by = "arm"', 'by = "arm"\n[words]\nfundings = "x"'), "words: there is no fundings"),
    ],
)
def test_a_wrong_plan_is_told_what_is_wrong(change: tuple[str, str], said: str) -> None:
    text = PLAN.replace(*change)
    assert text != PLAN
    with pytest.raises(StudyError) as told:
        read_plan(text.encode())
    assert said in told.value.message
    assert told.value.hint


def test_the_hash_is_of_what_is_decided() -> None:
    first = hash_plan(read_plan(PLAN.encode()))
    same = PLAN.replace('"a.csv"', '"b.csv"  # elsewhere') + '[words]\nfunding = "none"\n'
    assert hash_plan(read_plan(same.encode())) == first
    for change in (('"burden"', '"rate"'), ('"primary"', '"secondary"'), ('"T"', '"U"')):
        assert hash_plan(read_plan(PLAN.replace(*change).encode())) != first


CONDITIONS = st.builds(
    ColumnCondition,
    st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True).filter(lambda name: name != "and"),
    st.sampled_from([one for one in Relation if not one.startswith("is")]),
    st.integers(-999, 999).map(float),
) | st.builds(
    ColumnCondition,
    st.from_regex(r"[a-z]{1,8}", fullmatch=True).filter(lambda name: name != "and"),
    st.sampled_from([Relation.MISSING, Relation.KNOWN]),
)


HAZARDS = """\
title = "T"
question = "Q"
design = "cohort"
[[table]]
file = "a.csv"
[[endpoint]]
name = "one"
title = "One"
rank = "primary"
technique = "hazards"
time = "waited"
event = "outcome"
cause = 1
names = ["arm", "age"]
[levels]
arm = ["control", "treated"]
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('"arm", "age"', '"arm", "arm"'), "names is not a list of texts, each once"),
        (('"arm", "age"', '"arm", "outcome"'), "endpoint 1: outcome stands for two things"),
        (('"arm", "age"', '"arm", "waited:arm"'), "endpoint 1: waited stands for two things"),
        (('"waited"', '"outcome"'), "endpoint 1: outcome stands for two things"),
        (("cause = 1", "cause = 1.5"), "cause is not a whole number from 1"),
        (("cause = 1", "cause = 0"), "cause is not a whole number from 1"),
        (("cause = 1", "cause = nan"), "cause is not a number"),
        (('"control", "treated"', '"control", "control"'), "arm is not a list of texts, each once"),
        *(
            (
                ('"hazards"', f'"survival"\nat = {at}\n#'),
                "at is not a list of numbers from 0, at least one and each once",
            )
            for at in ("[]", "[nan]", "[inf]", "[-3]", "[3, 3.0]")
        ),
    ],
)
def test_what_a_plan_says_twice_or_cannot_mean_is_refused(
    change: tuple[str, str], said: str
) -> None:
    text = HAZARDS.replace(*change)
    if "survival" in text:
        text = text.replace("cause = 1\nnames", "# names")
    assert text != HAZARDS
    with pytest.raises(StudyError) as told:
        read_plan(text.encode())
    assert said in told.value.message
    assert told.value.say("de") != told.value.message
    assert read_plan(HAZARDS.encode()).endpoints


def test_groups_are_not_compared_with_themselves() -> None:
    text = PLAN.replace('by = "arm"', "").replace('value = "burden"', 'value = "arm"')
    with pytest.raises(StudyError) as told:
        read_plan(text.replace('title = "T"', 'title = "T"\ngroup = "arm"', 1).encode())
    assert told.value.case == "column_in_two_roles"


def test_endpoints_need_names_that_differ_on_every_file_system() -> None:
    second = HAZARDS[HAZARDS.index("[[endpoint]]") : HAZARDS.index("[levels]")]
    both = HAZARDS.replace("[levels]", second.replace('"one"', '"ONE"') + "[levels]")
    with pytest.raises(StudyError) as told:
        read_plan(both.encode())
    assert told.value.case == "same_endpoints"


@given(st.lists(CONDITIONS, min_size=1, max_size=4))
def test_conditions_are_read_as_they_are_written(conditions: list[ColumnCondition]) -> None:
    assert parse_conditions(write_conditions(conditions)) == tuple(conditions)


def test_a_word_cannot_be_larger() -> None:
    with pytest.raises(StudyError, match="compares with a word"):
        parse_conditions("arm > control")
