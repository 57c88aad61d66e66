"""The curves on a page, for hands that draw on them."""

from playwright.sync_api import FloatRect, Page


def box_of_plot(page: Page) -> FloatRect:
    """Where the uppermost curves stand in the window."""
    plot = page.locator("#plots .u-over").first
    plot.scroll_into_view_if_needed()
    # The curves learn of a scroll with the next frame, and hold the place from before until then.
    page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))"
    )
    box = plot.bounding_box()
    assert box is not None
    return box
