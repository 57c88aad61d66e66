"""Options that several commands share, so that they are called and explained alike."""

from pathlib import Path

import click

from hemiface.cli.parameters import Number, Word
from hemiface.errors.words import LANGUAGES

FILE = click.Path(path_type=Path)
"""A path; whether it can be used is said by whoever uses it."""

output_option = click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=FILE,
    default=Path("hemiface-output"),
    show_default=True,
    help="Each video gets a folder of its own name in here.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of words.")

language_option = click.option(
    "--lang",
    "language",
    type=Word(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of pages and of what is said to people; other output and data stay English.",
)

video_option = click.option(
    "--video",
    metavar="FILE",
    type=FILE,
    help="The original video, to cut pictures of events that have none.",
)

capture_rate_option = click.option(
    "--capture-rate",
    "capture_rate_hz",
    metavar="HZ",
    type=Number(above=0, most=10_000),
    help="Pictures a second that the camera took, where a slow-motion file does not tell: all "
    "times become those of life.",
)

save_option = click.option(
    "--save", "output", metavar="FILE", type=FILE, help="Write into this file."
)
