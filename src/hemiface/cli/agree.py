"""`hemiface agree`: how far two lists of events agree."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from hemiface.cli.correction_words import say_doubtful
from hemiface.cli.options import FILE, json_option
from hemiface.cli.parameters import Number
from hemiface.cli.plain import print_json
from hemiface.cli.sessions import with_session
from hemiface.model.agreement import KAPPA_BIN_S, TOLERANCE_S, Agreement
from hemiface.operations.agreements import agree_on
from hemiface.operations.session import Session


@click.command(
    epilog="""\b
Examples:
  hemiface agree annotated.eaf results/visit
  hemiface agree rater1.eaf rater2.eaf --tolerance 0.25
  hemiface agree annotations/ results/ --json
"""
)
@click.argument("reference", metavar="A", type=FILE)
@click.argument("found", metavar="B", type=FILE)
@click.option(
    "--tolerance",
    "tolerance_s",
    metavar="S",
    type=Number(0),
    default=TOLERANCE_S,
    show_default=True,
    help="Events match when they overlap or are no further apart than this, seconds.",
)
@click.option(
    "--bin",
    "kappa_bin_s",
    metavar="S",
    type=Number(above=0),
    default=KAPPA_BIN_S,
    show_default=True,
    help="Bins of kappa, seconds; one over the frame rate for frame by frame.",
)
@json_option
@with_session
def agree(
    session: Session,
    *,
    reference: Path,
    found: Path,
    tolerance_s: float,
    kappa_bin_s: float,
    as_json: bool,
) -> None:
    """Score the events of B against those of A.

    A and B are folders of results, ELAN .eaf, BORIS CSV, BIDS .tsv or events.csv; or
    folders of many of them, paired by name. Precision and recall take A as true; two
    raters are alike, so read F1 and kappa.
    """
    within = (one for many in (reference, found) if many.is_dir() for one in sorted(many.iterdir()))
    say_doubtful(session, reference, found, *within)
    result = agree_on(session, reference, found, tolerance_s=tolerance_s, kappa_bin_s=kappa_bin_s)
    if as_json:
        print_json(result)
    else:
        show_agreement(result)


def show_agreement(result: Agreement) -> None:
    """Print scores and limits as two tables."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(f"tolerance {result.tolerance_s:g} s, kappa in bins of {result.kappa_bin_s:g} s")
    columns = ("side", "A+B", "A", "B", "turned", "precision", "recall", "F1", "kappa", "onset")
    scores = Table("", *columns, "90 %", box=None, pad_edge=False)
    for s in result.scores:
        scores.add_row(
            s.event_type,
            s.side or "all",
            *(str(n) for n in (s.n_matched, s.n_missed, s.n_extra, s.n_wrong_side)),
            *(_share(x) for x in (s.precision, s.recall, s.f1, s.kappa)),
            *(_seconds(x) for x in (s.onset_error_median_s, s.onset_error_90_s)),
        )
    console.print(scores)
    console.print(
        "A+B: in both; A, B: in one only; turned: of those, at the same time on another side;"
        " onset: median error\n"
    )
    limits = Table("B minus A", "side", "bias", "95 % limits", "n", box=None, pad_edge=False)
    for x in result.limits:
        span = "-" if x.low is None or x.high is None else f"{x.low:+.3g} .. {x.high:+.3g}"
        name = x.name.replace("_", " ")
        limits.add_row(name, x.side, f"{x.bias:+.3g} {x.unit}", span, str(x.n))
    console.print(limits)
    console.print(f"n: one each {result.limits[0].per}")


def _share(value: float | None) -> str:
    """Two digits, or a dash."""
    return "-" if value is None else f"{value:.2f}"


def _seconds(value: float | None) -> str:
    """Milliseconds, or a dash."""
    return "-" if value is None else f"{1000 * value:.0f} ms"
