"""Colours of the reports, by day and by night.

Blue and orange of the palette of Okabe and Ito (Color Universal Design, 2008), which
people with any form of colour blindness tell apart; the shades used for text and lines
are darkened or lightened until they reach a contrast of 4.5 to 1 on their ground.
"""

LIGHT = {
    "paper": "#ffffff",
    "sheet": "#f4f6f8",
    "ink": "#14202b",
    "muted": "#52616e",
    "line": "#dbe1e6",
    "grid": "#e8ecef",
    "hatch": "#a9b4bd",
    "blink": "#7a8894",
    "left": "#00609c",
    "right": "#b34700",
    "patch-left": "#0072b2",
    "patch-right": "#d55e00",
    "on-side": "#ffffff",
    "alarm": "#8a1c1c",
    "alarm-ground": "#fdf3f1",
    "warn": "#7a5200",
    "warn-ground": "#fdf7e8",
}

DARK = {
    "paper": "#10171d",
    "sheet": "#18212a",
    "ink": "#e6ecf0",
    "muted": "#a3b2be",
    "line": "#2b3742",
    "grid": "#222d36",
    "hatch": "#52616e",
    "blink": "#8795a1",
    "left": "#6fbcf0",
    "right": "#f7a25c",
    "patch-left": "#56b4e9",
    "patch-right": "#f08c3c",
    "on-side": "#10171d",
    "alarm": "#ffb4a8",
    "alarm-ground": "#33191a",
    "warn": "#f2cd7d",
    "warn-ground": "#2d2614",
}


def write_palette() -> str:
    """Both palettes as CSS: the system's choice, unless the page's class says otherwise."""
    light, dark = (
        ";".join(f"--{name}:{value}" for name, value in palette.items())
        for palette in (LIGHT, DARK)
    )
    return (
        f":root{{{light}}}:root.dark{{{dark}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root:not(.light){{{dark}}}}}"
        f"@media print{{:root,:root.dark{{{light}}}}}\n"
    )
