"""`hemiface emg`: contractions in surface EMG, as another rater of the video."""

from collections import Counter
from pathlib import Path

import click

from hemiface.cli.agree import show_agreement
from hemiface.cli.correction_words import say_doubtful
from hemiface.cli.options import FILE, json_option
from hemiface.cli.parameters import Number
from hemiface.cli.plain import print_json
from hemiface.cli.sessions import with_session
from hemiface.errors import SettingsError
from hemiface.model.agreement import KAPPA_BIN_S, TOLERANCE_S
from hemiface.model.anatomy import Side
from hemiface.model.emg import ClapMatch, ClockMatch
from hemiface.operations.agreements import agree_on
from hemiface.operations.emg import HeardClaps, find_in_emg, list_channels, save_emg_events
from hemiface.operations.session import Session


@click.command(
    epilog="""\b
Examples:
  hemiface emg visit.edf
  hemiface emg visit.edf --left "Orb L" --right "Orb R" --events emg.csv --shift 1.25
  hemiface emg visit.edf --left "Orb L" --right "Orb R" --events emg.csv --clap visit.mp4 Mic
  hemiface emg visit.csv --left left_uv --right right_uv --events emg.csv --blinks results/visit
"""
)
@click.argument("recording", metavar="EMG", type=FILE)
@click.option("--left", default="", metavar="NAME", help="Channel of the person's left side.")
@click.option("--right", default="", metavar="NAME", help="Channel of the person's right side.")
@click.option(
    "--events", "output", type=FILE, metavar="FILE", help="Write the events here, as CSV."
)
@click.option(
    "--shift",
    "shift_s",
    type=Number(),
    default=0.0,
    metavar="S",
    help="Seconds to add to the clock of the EMG: a clap's time in the video less that in the EMG.",
)
@click.option(
    "--clap",
    nargs=2,
    type=(FILE, str),
    metavar="VIDEO NAME",
    help="Take the shift from claps: the sound of the video, and the channel of the EMG that "
    "shows them, a microphone or a mark.",
)
@click.option(
    "--blinks",
    "results",
    type=FILE,
    metavar="RESULTS",
    help="Take the shift from blinks that results or annotations of the video show too, and "
    "score the video's events against those of the EMG.",
)
@json_option
@with_session
def emg(
    session: Session,
    *,
    recording: Path,
    left: str,
    right: str,
    output: Path | None,
    shift_s: float,
    clap: tuple[Path, str] | None,
    results: Path | None,
    as_json: bool,
) -> None:
    """Find contractions in surface EMG; without channels, list those of the file.

    A contraction of one side alone is a spasm; one that begins on both sides together is a
    blink, or a movement where it is long.
    """
    channels = {side: name for side, name in ((Side.LEFT, left), (Side.RIGHT, right)) if name}
    if not channels:
        names = list_channels(session, recording)
        if as_json:
            print_json(names)
        else:
            click.echo("\n".join(names))
        return
    if results is not None and output is None:
        raise SettingsError("blinks_need_events")
    claps = HeardClaps(*clap) if clap else None
    if results is not None:
        say_doubtful(session, results)
    found = find_in_emg(
        session,
        recording,
        channels,
        shift_s=shift_s,
        blinks_of=results if claps is None else None,
        claps=claps,
    )
    if output is not None:
        save_emg_events(session, found, output)
    if as_json:
        print_json(found)
        return
    counts = Counter((one.event_type.value, one.side.value) for one in found.events)
    click.echo(
        f"{found.duration_s:.1f} s at {found.rate_hz:g} Hz, shifted by {found.shift_s:+.3f} s"
    )
    if found.match is not None:
        click.echo(_tell(found.match))
    for (kind, side), n in sorted(counts.items()):
        click.echo(f"{kind:10} {side:6} {n}")
    if results is not None and output is not None:
        agreement = agree_on(
            session, output, results, tolerance_s=TOLERANCE_S, kappa_bin_s=KAPPA_BIN_S
        )
        show_agreement(agreement)


def _tell(match: ClockMatch | ClapMatch) -> str:
    """How far the shift can be trusted."""
    if isinstance(match, ClapMatch):
        return f"by claps: {match.n_meeting} of {match.n_claps} meet"
    sure = "sure" if match.is_sure else "not sure: look whether onsets fit"
    return (
        f"by blinks: {match.n_meeting} of {match.n_blinks} meet, at any other shift "
        f"{match.n_elsewhere} at most; {sure}"
    )
