"""The commands as a user types them, on a home in which the sample has been run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import INDEX

from warehouse.connect import Home

PAGES = Path(__file__).parent / "pages"
COMMAND = [sys.executable, "-m", "flows.cli"]


def bacninh(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "BACNINH_"))}
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env=environment | {"BACNINH_HOME": str(home)},
    )


def test_run_prints_progress_and_a_summary(tmp_path: Path) -> None:
    done = bacninh("run", "--profile", "sample", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "izabacninh: 10 pages listed, 10 fetched" in done.stdout
    assert f"pages       {len(INDEX)} fetched, 0 unchanged" in done.stdout
    assert (tmp_path / "sample" / "bacninh.duckdb").exists()
    assert (tmp_path / "sample" / "site" / "bulletin.vi.html").exists()


def test_bulletin_names_what_it_cannot_do(tmp_path: Path) -> None:
    assert bacninh("bulletin", "--language", "fr", home=tmp_path).returncode == 2
    done = bacninh("bulletin", home=tmp_path)
    assert done.returncode == 1
    assert "`bacninh run` makes it" in done.stderr


def test_extract_gives_one_observation_a_line(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<article><h1>Bac Ninh</h1><p>In 2020, exports of Bac Ninh reached 38.9 billion USD, up 14.3 percent.</p></article>",
        encoding="utf-8",
    )
    done = bacninh("extract", str(page), "--published", "2021-01-05", home=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(o["indicator"], o["transformation"], o["value"], o["time_period"]) for o in lines] == [
        ("goods_exports", "N", 38_900_000_000, "2020"),
        ("goods_exports", "GY", 14.3, "2020"),
    ]
    assert all(o["page"] == "page" and o["sentence"] and 0 < o["confidence"] <= 1 for o in lines)


def test_extract_names_what_it_cannot_read(tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_text("<html><body></body></html>", encoding="utf-8")
    done = bacninh("extract", str(empty), str(tmp_path / "missing.html"), home=tmp_path)
    assert done.returncode == 3
    assert "empty.html" in done.stderr
    assert "missing.html" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("series", "industrial_production_value", "--freq", "A"), "1,500,000,000,000,000"),
        (("quarantine",), "outside 450 trillion to 2,400 trillion VND"),
        (("sql", "SELECT count(*) AS observations FROM provenance"), "observations"),
        (("catalog",), "36 indicators"),
    ],
)
def test_reading_commands(arguments: tuple[str, ...], words: str, sample_home: Home) -> None:
    extra = () if arguments[0] == "catalog" else ("--profile", "sample")
    done = bacninh(*arguments, *extra, home=sample_home.root)
    assert done.returncode == 0, done.stderr
    assert words in done.stdout


def test_explain_marks_the_figure_in_its_sentence(sample_home: Home) -> None:
    found = bacninh(
        "sql", "--json", "--profile", "sample",
        "SELECT observation_id FROM series WHERE indicator = 'industrial_production_value' AND time_period = '1997' AND transformation = 'N'",
        home=sample_home.root,
    )  # fmt: skip
    observation = json.loads(found.stdout.splitlines()[0])["observation_id"]
    done = bacninh("explain", observation[:16], "--profile", "sample", home=sample_home.root)
    assert "[[646 billion VND]]" in done.stdout
    assert "none holds it back" in done.stdout


def test_sql_cannot_write(sample_home: Home) -> None:
    done = bacninh("sql", "DELETE FROM observation", "--profile", "sample", home=sample_home.root)
    assert done.returncode == 1
    assert "read-only" in done.stderr


def test_mistakes_are_told_in_one_line(tmp_path: Path) -> None:
    unknown = bacninh("series", "exports_of_rice", home=tmp_path)
    assert unknown.returncode == 2
    assert "is no indicator" in unknown.stderr.replace("\n", " ")
    none_yet = bacninh("sql", "FROM series", "--profile", "sample", home=tmp_path)
    assert none_yet.returncode == 1
    assert "bacninh run" in none_yet.stderr
    assert "Traceback" not in unknown.stderr + none_yet.stderr
