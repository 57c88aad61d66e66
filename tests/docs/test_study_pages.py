"""Pages about studies run as a newcomer would: commands and Python, in the order of the page."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from hemiface.cli.main import main

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS / "tutorial" / "first-study.md", DOCS / "how-to" / "gallery.md"]
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_runs_from_top_to_bottom(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    known: dict[str, object] = {}
    blocks = re.findall(r"(?ms)^```(python|sh)\n(.*?)^```$", page.read_text())
    assert {kind for kind, _ in blocks} >= {"python"}
    for kind, text in blocks:
        if kind == "sh":
            for line in text.splitlines():
                name, *words = shlex.split(line)
                assert name == "hemiface"
                with pytest.raises(SystemExit) as left:
                    main(words)
                assert not left.value.code, line
            continue
        test = doctest.DocTestParser().get_doctest(text, known, page.name, str(page), 0)
        test.globs = known  # names of one block are known in the next
        said: list[str] = []
        result = doctest.DocTestRunner(optionflags=OPTIONS).run(
            test, out=said.append, clear_globs=False
        )
        assert result.attempted > 0
        assert not result.failed, "".join(said)
