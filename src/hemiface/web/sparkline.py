"""A course in the space of a word (Tufte, Beautiful Evidence, 2006)."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, MARGIN = 96.0, 24.0, 3.0


def draw_sparkline(values: Sequence[float]) -> Markup:
    """Draw values 0..100 from left to right; empty for fewer than two.

    Parameters
    ----------
    values
        Burden in per cent, the earliest first.
    """
    if len(values) < 2:
        return Markup("")
    top = max(*values, 1.0)
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    points = [
        (MARGIN + place * step, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * value / top)
        for place, value in enumerate(values)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    # Numbers of our own: there is nothing to escape.
    return Markup(
        f'<svg class="spark" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true">'
        f'<polyline points="{path}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2.6"/></svg>'
    )
