"""What the README shows is what one gets: its questions are asked on the sample's release, their answers compared.

`README_WRITE=1 pytest tests/test_readme.py` writes today's answers into it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import Ran

from warehouse.connect import Home, open_release

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"```sql\n(?P<sql>.*?)\n```\n\n(?P<answer>(?:\|[^\n]*\n)+)", re.DOTALL)


@pytest.fixture(scope="module")
def home(ran: Ran) -> Home:
    """What `make run` leaves: pages, statistical files and figures typed by hand."""
    return Home(ran[1], "sample")


def test_the_questions_have_these_answers(home: Home) -> None:
    text = README.read_text(encoding="utf-8")
    asked = list(BLOCK.finditer(text))
    assert len(asked) >= 10
    with closing(open_release(home.release)) as connection:
        answers = []
        for block in asked:
            cursor = connection.execute(block["sql"])
            answers.append(_markdown([d[0] for d in cursor.description or []], cursor.fetchall()))
    if os.environ.get("README_WRITE"):
        for block, answer in reversed(list(zip(asked, answers, strict=True))):
            text = text[: block.start("answer")] + answer + text[block.end("answer") :]
        README.write_text(text, encoding="utf-8")
    for block, answer in zip(asked, answers, strict=True):
        assert answer == block["answer"] or os.environ.get("README_WRITE"), block["sql"]


def test_the_series_that_is_shown_is_what_the_command_prints(home: Home) -> None:
    shown = README.read_text("utf-8").split("bacninh series goods_exports --freq A\n", 1)[1].split("\n\n", 1)[0]
    command = [sys.executable, "-m", "flows.cli", "series", "goods_exports", "--freq", "A", "--profile", "sample"]
    environment = os.environ | {"BACNINH_HOME": str(home.root), "COLUMNS": "220"}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [row.strip() for row in shown.splitlines() if row.strip() != "…"]
    assert len(rows) > 8
    assert [row for row in rows if not any(line.startswith(row) for line in told)] == []


def test_every_section_of_the_guide_that_is_cited_is_there() -> None:
    root = README.parent
    guide = (root / "docs" / "guide.md").read_text("utf-8")
    sections = set(re.findall(r"^## (\d+)\.", guide, re.MULTILINE))
    cited = {}
    for path in (
        p for folder in ("extractors", "transforms", "warehouse", "flows") for p in (root / folder).rglob("*")
    ):
        if path.suffix in (".py", ".sql", ".yml", ".csv"):
            text = path.read_text("utf-8")
            assert not re.search(r"\b(DESIGN|SOURCES) section", text), path
            for listed in re.findall(r"GUIDE,? sections? (\d(?:(?:,| to| and) \d)*)", text):
                cited |= dict.fromkeys(re.findall(r"\d", listed), path)
    assert len(cited) >= 4
    assert cited.keys() <= sections


def test_every_command_of_the_readme_is_there() -> None:
    from typer.main import get_command

    from flows.cli import app

    named = set(re.findall(r"`bacninh ([a-z]+)", README.read_text(encoding="utf-8")))
    assert named <= set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(get_command(app).commands) <= named  # type: ignore[attr-defined]


def _markdown(names: list[str], rows: list[tuple[object, ...]]) -> str:
    lines = [names, ["---"] * len(names), *([_cell(value) for value in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"
    return str(value).replace("|", "/").replace("\n", " ")
