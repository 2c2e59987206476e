"""`bacninh extract --html`: each number marked, everything from the page escaped."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from extractors import figures, pages
from extractors.catalog import Catalog
from flows.cli import app
from flows.review import review

HOSTILE = """<article lang="en"><h1>Bac Ninh exports &lt;script&gt;alert(1)&lt;/script&gt;</h1>
<p>In 2023, export turnover of Bac Ninh province reached 3.1 billion USD, up 4.5 percent &lt;img src=x onerror=alert(2)&gt;.</p></article>"""


def test_numbers_are_marked_and_the_page_cannot_run_anything(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(HOSTILE, encoding="utf-8")
    page = pages.read_file(path)
    html = review([(page, figures.read(page, catalog, "2024-01-10"))])
    assert '<mark class="observation"' in html
    assert "goods_exports N = 3100000000 USD; period 2023" in html
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("<mark ") >= 3


def test_command_writes_the_file(tmp_path: Path) -> None:
    page, out = tmp_path / "p.html", tmp_path / "out.html"
    page.write_text(HOSTILE, encoding="utf-8")
    result = CliRunner().invoke(app, ["extract", "--html", str(out), "--published", "2024-01-10", str(page)])
    assert result.exit_code == 0, result.output
    assert "3.1 billion USD</mark>" in out.read_text(encoding="utf-8")
