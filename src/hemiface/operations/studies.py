"""A whole study: a plan written down, its tables, its results, and a folder to publish from."""

import platform
import warnings
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from hemiface.errors import OutputNotWritableError, StudyError
from hemiface.errors.faults import find_reason
from hemiface.formats.ro_crate import METADATA, describe_crate, is_study_crate
from hemiface.formats.study_plan_file import MOST_BYTES, hash_plan, plan_values, read_plan
from hemiface.model.actor import Permission
from hemiface.model.study import Study
from hemiface.model.study_origin import PlanEvent, StudyInput, StudyOrigin
from hemiface.model.study_plan import ColumnCondition, Design, Exclusion, Relation, StudyPlan
from hemiface.operations.permission import needs
from hemiface.operations.session import Session
from hemiface.operations.stream import Advance, run_in_thread
from hemiface.operations.study_data import hash_inputs, load_study
from hemiface.operations.study_folder import write_folder
from hemiface.operations.study_history import note_fixed, note_results, read_history
from hemiface.research.study_results import StudyResults
from hemiface.results.publish import added_files
from hemiface.version import __version__

LIBRARIES = ("numpy", "scipy", "statsmodels")
"""What computes, and is named in the methods."""
RESEARCH = ("statsmodels", "reportlab")
"""What the extra `research` brings."""
NO_CONSENT = Exclusion(
    "No consent to research in the records",
    (ColumnCondition("consented", Relation.EQUAL, 0.0),),
)
UNREAD = Exclusion(
    "Results in the records that cannot be read",
    (ColumnCondition("unread", Relation.EQUAL, 1.0),),
    rows_only=True,
)
"""With `NO_CONSENT` they act first in every study of the records."""


@dataclass(frozen=True, slots=True)
class FixedPlan:
    """A plan that is written down.

    Parameters
    ----------
    path, plan_hash
        Where it lies, and SHA-256 of what it decides.
    history
        What happened to it.
    is_new
        Whether this call fixed it, or it was fixed as it stands.
    n_persons, n_rows
        Who its tables hold; nothing of an endpoint was looked at.
    """

    path: Path
    plan_hash: str
    history: tuple[PlanEvent, ...]
    is_new: bool
    n_persons: int
    n_rows: int


@dataclass(frozen=True, slots=True)
class StudyReport:
    """A study that was computed.

    Parameters
    ----------
    folder, report
        Everything that was written, and the page to open first.
    files
        Every file, by its place in the folder.
    plan, results, origin
        What was planned, what came out, and what it was made from.
    unread
        Whose kept results cannot be read and were left out; told to whoever asks, and nowhere in
        the folder.
    kept
        Files of the folder that somebody had changed, where they are now.
    """

    folder: Path
    report: Path
    files: tuple[str, ...]
    plan: StudyPlan
    results: StudyResults
    origin: StudyOrigin
    unread: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[tuple[str, str], ...]:
        """Endpoints that could not be computed, with why."""
        return tuple(
            (one.endpoint.title, one.error.message) for one in self.results.endpoints if one.error
        )


@needs(Permission.WORK_WITH_FILES)
def write_plan_template(session: Session, path: Path, design: str) -> Path:
    """Write a commented plan to fill in.

    Parameters
    ----------
    path
        Where; nothing that is there is replaced.
    design
        One of `Design`.

    Raises
    ------
    StudyError
        If there is a file already.
    OutputNotWritableError
        If it cannot be written.
    """
    del session
    text = (files("hemiface.operations") / "study_templates" / f"{Design(design)}.toml").read_text(
        encoding="utf-8"
    )
    if path.exists():
        raise StudyError("file_there", path=path)
    try:
        with added_files(path.resolve().parent, make=False) as new:
            (new / path.name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputNotWritableError("file", path=path, reason=find_reason(error)) from error
    return path


@needs(Permission.WORK_WITH_FILES)
def fix_plan(session: Session, path: Path) -> FixedPlan:
    """Write down what a plan decides, before any result is seen.

    The tables are read only to see that they have the columns that the plan names, and that each
    endpoint finds the rows and groups that it needs.

    Parameters
    ----------
    path
        The plan.

    Raises
    ------
    StudyError
        If the plan or a table is not valid, an endpoint cannot be computed as it is planned, or
        the history was altered.
    OutputNotWritableError
        If the history cannot be written beside the plan.
    """
    from hemiface.research.plan_checks import check_columns, check_endpoints

    plan, plan_hash = _read(path)
    study, _ = load_study(session, plan, path.resolve().parent)
    check_columns(study, plan)
    check_endpoints(study, _acting(plan))
    before = read_history(path)
    history = note_fixed(path, plan_hash)
    return FixedPlan(
        path, plan_hash, history, history != before, len(study.persons[0]), study.n_rows
    )


@needs(Permission.WORK_WITH_FILES)
def run_study(
    session: Session, path: Path, output: Path
) -> Generator[Advance | StudyReport, None, None]:
    """Compute a planned study and write its folder, whole or not at all.

    A plan that was not fixed is fixed now, before anything is computed. One that was changed
    since is computed all the same, and every page says so, with both hashes.

    Parameters
    ----------
    session
        Who asks; the language is that of the report.
    path
        The plan.
    output
        The folder; replaced where it holds an earlier run of a study.

    Yields
    ------
    Advance or StudyReport
        How far it is, and in the end what was written.

    Raises
    ------
    StudyError
        If the plan or a table is not valid, nobody is left, the history was altered, or the
        extra `research` is not installed.
    OutputNotWritableError
        If the folder holds something else, or cannot be written.
    """

    def work(tell: Callable[[Advance], None]) -> StudyReport:
        _check_libraries()
        plan, plan_hash = _read(path)
        _check_output(output)
        study, inputs = load_study(session, plan, path.resolve().parent)
        return _compute(session, path, output, (plan, plan_hash, study, inputs), tell)

    yield from run_in_thread(work)


def _compute(
    session: Session,
    path: Path,
    output: Path,
    given: tuple[StudyPlan, str, Study, tuple[StudyInput, ...]],
    tell: Callable[[Advance], None],
) -> StudyReport:
    # Here and not above: what fits models and draws figures takes a second to load.
    from hemiface.reports.study_files import write_study_files
    from hemiface.research.plan_checks import check_columns, check_endpoints
    from hemiface.research.study_run import run_plan

    plan, plan_hash, study, inputs = given
    check_columns(study, plan)
    acting = _acting(plan)
    if not read_history(path):
        check_endpoints(study, acting)  # what it fixes is refused as `fix_plan` does
    note_fixed(path, plan_hash)

    def advance(name: str, done: int, total: int) -> None:
        tell(Advance(name, done, total, "endpoints"))

    with warnings.catch_warnings():
        # What numpy says of numbers without an end shows in the numbers.
        warnings.simplefilter("ignore", RuntimeWarning)
        results = run_plan(study, acting, advance)
    origin = StudyOrigin(
        plan_hash, note_results(path, plan_hash, hash_inputs(inputs)), inputs, _versions()
    )
    tell(Advance("report", len(plan.endpoints), len(plan.endpoints), "endpoints"))
    written = write_study_files(
        plan, results, origin, plan_values(plan), language=session.language or "en"
    )
    crate = describe_crate(plan, origin, written)
    kept = write_folder(output, {**written, METADATA: crate.encode()})
    places = tuple(sorted([*written, METADATA]))
    unread = _find_unread(study) if plan.records else ()
    return StudyReport(output, output / "report.html", places, plan, results, origin, unread, kept)


def _acting(plan: StudyPlan) -> StudyPlan:
    """The plan with the exclusions that act first in every study of the records."""
    first = (NO_CONSENT, UNREAD) if plan.records else ()
    return replace(plan, exclusions=(*first, *plan.exclusions))


def _find_unread(study: Study) -> tuple[str, ...]:
    """Whose results cannot be read, once for each recording."""
    places = study.column("unread").values == 1
    return tuple(person for person, hit in zip(study.person, places, strict=True) if hit)


def _check_libraries() -> None:
    """Say at once what is not installed, and not after the computing."""
    absent = [name for name in RESEARCH if find_spec(name) is None]
    if absent:
        raise StudyError("not_installed", names=" and ".join(absent))


def _read(path: Path) -> tuple[StudyPlan, str]:
    try:
        with path.open("rb") as handle:
            data = handle.read(MOST_BYTES + 1)
    except OSError as error:
        raise StudyError("plan_unopened", path=path, reason=find_reason(error)) from error
    plan = read_plan(data)
    return plan, hash_plan(plan)


def _check_output(output: Path) -> None:
    """Refuse a folder that holds anything but an earlier run."""
    if not output.exists():
        return
    crate = output / METADATA
    try:
        holds_study = is_study_crate(crate.read_text(encoding="utf-8")) if crate.exists() else False
        free = output.is_dir() and (holds_study or not any(output.iterdir()))
    except (OSError, ValueError):
        free = False
    if not free:
        raise OutputNotWritableError("no_study", output=output)


def _versions() -> dict[str, str]:
    """Versions of what computed."""
    found = {"hemiface": __version__, "Python": platform.python_version()}
    return found | {name: version(name) for name in LIBRARIES}
