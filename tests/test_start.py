"""How fast a command starts is what it imports: nothing that it does not need. And what the shell offers behind it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows import bulletin, nightly
from warehouse.connect import Home

SLOW = {
    "altair", "bs4", "duckdb", "great_expectations", "lxml", "numpy", "pandas", "prefect", "pyarrow",
    "pysdmx", "requests", "trafilatura", "vl_convert", "yaml",
}  # fmt: skip
"""What takes long to import. Not pydantic: typer itself reads the options of a command with it."""

TYPED = """
import sys
from flows.cli import main
sys.argv = ["bacninh", *sys.argv[1:]]
try:
    main()
except SystemExit as error:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
    sys.exit(error.code)
"""


def typed(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as from a prompt; the last line of its standard error names what was imported."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "BACNINH_"))}
    return subprocess.run(
        [sys.executable, "-c", TYPED, *arguments],
        capture_output=True, text=True, check=False, timeout=120,
        env=kept | {"BACNINH_HOME": str(home)} | environment,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "needed"),
    [
        (("--help",), 0, set()),
        (("--version",), 0, set()),
        (("series", "--help"), 0, set()),
        (("series", "goods_export"), 2, set()),
        (("backfill", "--source", "izabac", "--from", "2020-01-01", "--to", "2020-02-01"), 2, set()),
        (("replay", "--source", "izabac"), 2, set()),
        (("series", "goods_exports", "--freq", "A", "--profile", "sample"), 0, {"duckdb"}),
        (("series", "goods_exports", "--json", "--as-of", "2022-06-30", "--profile", "sample"), 0, {"duckdb"}),
        (("series", "goods_exports", "--plot", "--profile", "sample"), 0, {"duckdb"}),
        (("coverage", "goods_exports", "--profile", "sample"), 0, {"duckdb"}),
        (("sql", "SELECT 1", "--profile", "sample"), 0, {"duckdb"}),
        (("explain", "0", "--profile", "sample"), 2, {"duckdb"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_imports_only_what_it_needs(
    arguments: tuple[str, ...], code: int, needed: set[str], curated_home: Home
) -> None:
    done = typed(*arguments, home=curated_home.root)
    assert done.returncode == code, done.stderr
    imported = set(done.stderr.splitlines()[-1].split())
    assert "typer" in imported
    assert imported & SLOW == needed


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("bacninh series goods_i", {"goods_imports"}),
        ("bacninh coverage goods_e", {"goods_exports", "goods_exports_share"}),
        ("bacninh series goods_exports --freq Y", {"YTD"}),
        ("bacninh series goods_exports --transformation R", {"RANK"}),
        ("bacninh run --profile s", {"sample"}),
        ("bacninh run --area bac-", {"bac-giang", "bac-kan", "bac-lieu", "bac-ninh"}),
        ("bacninh backfill --source izab", {"izabacninh"}),
        ("bacninh replay --source izab", {"izabacninh"}),
        ("bacninh bulletin --language v", {"vi"}),
        ("bacninh export --format p", {"parquet"}),
        ("bacninh extract --kind cl", {"claim"}),
    ],
)
def test_the_shell_offers_what_can_be_meant(words: str, offered: set[str], tmp_path: Path) -> None:
    last = str(len(words.split()) - 1)
    done = typed(home=tmp_path, _BACNINH_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=last)
    assert set(done.stdout.split()) == offered


def test_who_reads_pages_for_a_replay_holds_nothing_of_the_record_and_the_checks() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, flows.worker; print(*{name.partition('.')[0] for name in sys.modules})"],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert not {"duckdb", "great_expectations", "pandas", "prefect", "pyarrow"} & set(told.stdout.split())


def test_no_task_asks_the_server_for_leave_to_start():
    """By a tag it would, each time, and a server that is busy makes it wait (`python -m benchmarks.night`)."""
    tasks = [t for module in (nightly, bulletin) for t in vars(module).values() if hasattr(t, "tags")]
    assert len(tasks) > 7
    assert not any(task.tags for task in tasks)
