"""Pages of treatments: the map of injections, medicines, surgery, side effects."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from hemiface.errors import HemifaceError, RecordInvalidError
from hemiface.formats.written_numbers import with_point
from hemiface.model.actor import Permission
from hemiface.model.anatomy import Side
from hemiface.model.treatments import (
    BotulinumSession,
    Decompression,
    Doubt,
    InjectedMuscle,
    Injection,
    LateralSpread,
    MedicineCourse,
    OtherTreatment,
    SideEffect,
    SideEffectKind,
    SideEffectSeverity,
    Toxin,
)
from hemiface.operations.injections import (
    compare_sessions,
    doubt_injections,
    record_injections,
    say_doubt,
    show_injections,
)
from hemiface.operations.patients import show_person
from hemiface.operations.record_entries import remove_entry
from hemiface.operations.treatment_doubts import doubt_treatment, record_if_sure
from hemiface.operations.treatments import (
    end_treatment,
    list_alerts,
    list_treatments,
)
from hemiface.reports.injection_map import draw_injection_map
from hemiface.reports.language import Language
from hemiface.reports.render import to_markup
from hemiface.web.access import needs
from hemiface.web.problems import status_of
from hemiface.web.state import session_of
from hemiface.web.templating import language_of, show

ROWS = 12
"""Empty rows of the form without scripts; with them, rows come as muscles are chosen."""
EMPTY = dict.fromkeys(("muscle", "side", "units", "sites", "point"), "")
NOUNS: Mapping[str, type[Any]] = {
    "medicine": MedicineCourse,
    "decompression": Decompression,
    "other": OtherTreatment,
    "side_effect": SideEffect,
}
NAMES: Mapping[type[Any], str] = {
    BotulinumSession: "botulinum",
    MedicineCourse: "medicine",
    Decompression: "decompression",
    OtherTreatment: "other",
    SideEffect: "side_effect",
}
LISTED = {"vessels", "complications"}
ASKED = {"sure", "doubt"}
SESSION_FIELDS = (
    "day",
    "product",
    "brand",
    "lot",
    "vial_units",
    "diluent_ml",
    "other_units",
    "needle",
    "note",
)

Text = Annotated[str, Form(max_length=200)]
Entry = Annotated[str, Form(max_length=64)]

router = APIRouter(include_in_schema=False)


@router.get("/people/{person}/injections")
@needs(Permission.WRITE, of="person")
def show_map(request: Request, person: str, copy: bool = False) -> Response:
    """The map, empty or with what the last session gave."""
    last = show_injections(session_of(request), person).last
    rows: Sequence[Mapping[str, object]] = ()
    given: dict[str, object] = {}
    if copy and last is not None:
        rows = [_to_row(one) for one in last.injections]
        given = {
            name: _plain(getattr(last, name))
            for name in SESSION_FIELDS
            if name not in {"day", "note"}
        }
        given["lot"] = ""
    return _show_map(request, person, rows, given)


@router.post("/people/{person}/injections")
@needs(Permission.WRITE, of="person")
async def record_session(request: Request, person: str) -> Response:
    """Write a session down, or ask about it once more."""
    form = await request.form(max_fields=500)
    words = {name: [str(value).strip() for value in form.getlist(name)] for name in form}
    rows = _read_rows(words)
    given = {name: words[name][0] for name in SESSION_FIELDS if words.get(name, [""])[0]}
    fields: dict[str, object] = {**given, "injections": [_to_fields(row) for row in rows]}
    for name in ("vial_units", "diluent_ml", "other_units"):
        if name in fields:
            fields[name] = with_point(str(fields[name]))
    try:
        _refuse_half_rows(rows, language_of(request))
        is_sure = bool(words.get("sure", [""])[0])
        if is_sure and (asked := words.get("doubt")):
            # Whoever was sure of something else is asked again.
            doubts = doubt_injections(session_of(request), person, fields)
            is_sure = {name_doubt(one) for one in doubts} <= {*asked}
        done = record_injections(session_of(request), person, fields, is_sure=is_sure)
    except HemifaceError as error:
        return _show_map(request, person, rows, given, error=error)
    if isinstance(done, tuple):
        return _show_map(request, person, rows, given, doubts=done)
    return RedirectResponse(f"/people/{person}/treatments?written=injections", 303)


@router.get("/people/{person}/treatments")
@needs(Permission.WRITE, of="person")
def show_treatments(request: Request, person: str, written: str = "") -> Response:
    """Everything that was done, what it did besides, and what stands out."""
    return _show_treatments(request, person, written=written)


@router.post("/people/{person}/treatments/{kind}")
@needs(Permission.WRITE, of="person")
async def add_treatment(request: Request, person: str, kind: str) -> Response:
    """Write a treatment or a side effect down."""
    form = await request.form(max_fields=40)
    words = {name: str(form[name]).strip() for name in form if name not in ASKED}
    fields: dict[str, object] = {name: value for name, value in words.items() if value}
    for name in LISTED & fields.keys():
        fields[name] = [part.strip() for part in str(fields[name]).split(",") if part.strip()]
    for name in {"dose_mg", "times_per_day"} & fields.keys():
        fields[name] = with_point(str(fields[name]))
    try:
        if kind not in NOUNS:
            raise RecordInvalidError("page_treatment")
        session, noun = session_of(request), NOUNS[kind]
        is_sure = bool(form.get("sure"))
        if is_sure and (asked := form.getlist("doubt")):
            # Whoever was sure of something else is asked again.
            doubts = doubt_treatment(session, person, noun, fields)
            is_sure = {name_doubt(one) for one in doubts} <= {*map(str, asked)}
        done = record_if_sure(session, person, noun, fields, is_sure=is_sure)
    except HemifaceError as error:
        return _show_treatments(request, person, error, given=words, refused=kind)
    if isinstance(done, tuple):
        return _show_treatments(request, person, doubts=done, given=words, refused=kind)
    return RedirectResponse(f"/people/{person}/treatments?written={kind}", 303)


@router.post("/people/{person}/treatments/{entry}/end")
@needs(Permission.WRITE, of="person")
def end(request: Request, person: str, entry: str, on: Text = "", why: Text = "") -> Response:
    """Write down that something came to an end."""
    fields = {name: value for name, value in (("on", on), ("why", why)) if value}
    try:
        end_treatment(session_of(request), _own(request, person, entry), fields)
    except HemifaceError as error:
        return _show_treatments(request, person, error)
    return RedirectResponse(f"/people/{person}/treatments", 303)


@router.post("/people/{person}/treatments/{entry}/aside")
@needs(Permission.WRITE, of="person")
def put_aside(request: Request, person: str, entry: str) -> Response:
    """Archive an entry; the history brings it back."""
    remove_entry(session_of(request), _own(request, person, entry))
    return RedirectResponse(f"/people/{person}/treatments", 303)


def _own(request: Request, person: str, entry: str) -> str:
    """The id of an entry, if it is a treatment of the person."""
    found = {str(one.id) for one in list_treatments(session_of(request), person)}
    if entry not in found:
        raise RecordInvalidError("their_treatment")
    return entry


def _show_map(
    request: Request,
    person: str,
    rows: Sequence[Mapping[str, object]],
    given: Mapping[str, object],
    *,
    doubts: tuple[Doubt, ...] = (),
    error: HemifaceError | None = None,
) -> Response:
    session, words = session_of(request), language_of(request)
    known = show_injections(session, person)
    last = known.last
    blank: dict[str, object] = dict.fromkeys(SESSION_FIELDS, "")
    return show(
        request,
        "injections",
        status=status_of(error) if error else 409 if doubts else 200,
        person=known.person,
        today=known.person.today,
        face=to_markup(draw_injection_map(words)),
        muscles=tuple(InjectedMuscle),
        sides=tuple(Side),
        products=tuple(Toxin),
        rows=[*rows, *(EMPTY for _ in range(max(ROWS - len(rows), 3)))],
        n_rows=len(rows),
        given=blank | dict(given),
        last=last,
        last_rows=[_to_row(one) for one in last.injections] if last else [],
        changes=compare_sessions(session, person),
        alerts=list_alerts(session, person),
        doubts=[(name_doubt(one), say_doubt(one, words.code)) for one in doubts],
        error=error,
    )


def _show_treatments(
    request: Request,
    person: str,
    error: HemifaceError | None = None,
    *,
    doubts: tuple[Doubt, ...] = (),
    given: Mapping[str, str] | None = None,
    refused: str = "",
    written: str = "",
) -> Response:
    session = session_of(request)
    entries = list_treatments(session, person)
    return show(
        request,
        "treatments",
        status=status_of(error) if error else 409 if doubts else 200,
        doubts=[(name_doubt(one), say_doubt(one, language_of(request).code)) for one in doubts],
        person=show_person(session, person).value,
        entries=entries[::-1],
        courses=[one for one in entries if not isinstance(one.value, SideEffect)],
        names=NAMES,
        alerts=list_alerts(session, person),
        kinds=tuple(SideEffectKind),
        severities=tuple(SideEffectSeverity),
        spreads=tuple(LateralSpread),
        written=written,
        given=given or {},
        refused=refused,
        error=error,
    )


def name_doubt(doubt: Doubt) -> str:
    """A doubt as a form carries it, so that it is known which of them somebody is sure of."""
    values = {name: value for name, value in doubt.values.items() if name != "source"}
    return " ".join((doubt.name, *(f"{name}={values[name]}" for name in sorted(values))))


def _plain(value: object) -> object:
    """A number without decimals that it does not have."""
    return f"{value:g}" if isinstance(value, float) else value


def _to_row(one: Injection) -> dict[str, object]:
    return {
        "muscle": one.muscle.value,
        "side": one.side.value,
        "units": f"{one.units:g}",
        "sites": one.sites,
        "point": one.point,
    }


def _read_rows(words: Mapping[str, Sequence[str]]) -> list[dict[str, object]]:
    """Rows of the form in which more stands than a side, which is there from the beginning."""
    names = ("muscle", "side", "units", "sites", "point")
    columns = [words.get(name, []) for name in names]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=False)]
    return [dict(row) for row in rows if any(row[name] for name in names if name != "side")]


def _refuse_half_rows(rows: Sequence[Mapping[str, object]], t: Language) -> None:
    """Refuse units without a muscle, and a muscle without units: neither may be lost."""
    for row in rows:
        if not row["units"]:
            known = f"follow.muscle.{row['muscle']}"
            named = t(known) if t.has(known) else row["muscle"] or row["point"] or row["sites"]
            raise RecordInvalidError("no_units", muscle=named)
        if not row["muscle"]:
            raise RecordInvalidError("no_muscle", units=row["units"])


def _to_fields(row: Mapping[str, object]) -> dict[str, object]:
    return {
        "muscle": row["muscle"],
        "side": row["side"],
        "units": with_point(str(row["units"])),
        "sites": row["sites"] or 1,
        "point": row["point"],
    }
