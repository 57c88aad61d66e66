"""The report of a study as one self-contained page, with the look of every other report."""

from dataclasses import dataclass

from markupsafe import Markup

from hemiface.model.study_origin import StudyOrigin
from hemiface.model.study_plan import Rank, StudyPlan
from hemiface.reports.drawing import Element
from hemiface.reports.language import Language, get_language
from hemiface.reports.method_sentences import word_method
from hemiface.reports.render import read_assets, render_page, to_markup
from hemiface.reports.study_checklists import Filled, fill_checklist, say_history
from hemiface.reports.study_figures import draw_endpoint
from hemiface.reports.study_flow import draw_flow
from hemiface.reports.study_methods import list_references, say_correction, write_methods
from hemiface.reports.study_rows import NumberRow, say_persons, tabulate_baseline, tabulate_numbers
from hemiface.reports.study_style import write_page_rules
from hemiface.reports.study_terms import pick_leads
from hemiface.research.study_results import EndpointResult, StudyResults


@dataclass(frozen=True, slots=True)
class EndpointView:
    """One endpoint as the page shows it."""

    result: EndpointResult
    rank: str
    numbers: tuple[NumberRow, ...]
    figure: Markup | None
    notes: tuple[str, ...]


def render_study(
    plan: StudyPlan, results: StudyResults, origin: StudyOrigin, *, language: str = "en"
) -> str:
    """Write the report of a study.

    Parameters
    ----------
    plan, results, origin
        What was planned, what came out, and what it was made from.
    language
        Language of the words.

    Returns
    -------
    str
        One HTML file that asks nothing of the network.

    Raises
    ------
    SettingsError
        If reports do not exist in the language.
    """
    words = get_language(language)
    views = [_view(one, plan, words) for one in results.endpoints]
    checklist = fill_checklist(plan, results, origin, words)
    ranks = [one.endpoint.rank for one in results.endpoints]
    first = results.baseline[0].groups if results.baseline else ()
    sizes = [(group.group, group.n + group.n_missing) for group in first]
    return render_page(
        "study.html.j2",
        words,
        more_style=Markup(write_page_rules()) + read_assets(("study.css",)),
        plan=plan,
        results=results,
        origin=origin,
        ledes=[
            _say_primary(view, plan, words)
            for view in views
            if view.result.endpoint.rank is Rank.PRIMARY
        ],
        flow=to_markup(draw_flow(results, words)),
        baseline=tabulate_baseline(results.baseline, plan, words),
        groups=sizes[1:],
        everybody=sizes[0][1] if sizes else 0,
        say_persons=say_persons,
        views=views,
        correction=say_correction(results, words),
        methods=write_methods(plan, results, origin, language),
        references=list_references(results, origin),
        checklist=checklist,
        counts={kind.value: sum(row.filled is kind for row in checklist.rows) for kind in Filled},
        ranks={rank.value: ranks.count(rank) for rank in Rank},
        history=say_history(origin, words),
    )


def draw_all(plan: StudyPlan, results: StudyResults, *, language: str = "en") -> dict[str, Element]:
    """Every figure by name: the flow, and one for each endpoint that has one."""
    words = get_language(language)
    found: dict[str, Element] = {"flow": draw_flow(results, words)}
    for one in results.endpoints:
        figure = draw_endpoint(one, plan, words)
        if figure is not None:
            found[f"figures/{one.endpoint.name}"] = figure
    return found


def _view(result: EndpointResult, plan: StudyPlan, language: Language) -> EndpointView:
    figure = draw_endpoint(result, plan, language)
    return EndpointView(
        result,
        language(f"study.rank.{result.endpoint.rank}"),
        tuple(tabulate_numbers(result, plan, language)),
        None if figure is None else to_markup(figure),
        tuple(word_method(note, language.code) for note in result.notes),
    )


def _say_primary(view: EndpointView, plan: StudyPlan, language: Language) -> str:
    """The numbers of a primary endpoint that answer it, as a line."""
    title = view.result.endpoint.title
    if view.result.error is not None:
        return f"{title}: {language('study.failed', why=view.result.error.say(language.code))}"
    said = (_say_number(view.numbers[place]) for place in pick_leads(view.result, plan))
    return f"{title}. {' '.join(said)}"


def _say_number(row: NumberRow) -> str:
    """What it is, of what, its interval and what its test says."""
    named = ", ".join(part for part in (row.title, row.subject) if part)
    said = f"{named}: {row.value or row.verdict}"
    if row.interval:
        said += f" ({row.interval})"
    p_value = row.corrected or row.p_value
    if p_value:
        said += f", p {p_value}" if p_value.startswith("<") else f", p = {p_value}"
    return f"{said}."
