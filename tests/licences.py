"""`make licences`: the packages of requirements.lock with the licence that each declares, as docs/supply.md has them.

    python tests/licences.py          print the table
    python tests/licences.py --write  write it into docs/supply.md, below its marker

A package that declares none is an error: look into it and say what it is under in DECLARED.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK, PAGE = ROOT / "requirements.lock", ROOT / "docs" / "supply.md"
MARKER = "<!-- made by `make licences` -->\n"
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
DECLARED = {"axe-playwright-python": "MIT"}
"""Of packages whose metadata say nothing: what the LICENSE file in their distribution says."""


def locked(lock: str) -> dict[str, str]:
    """Package → version of a lock file."""
    return dict(_LOCKED.findall(lock))


def licence(package: str) -> str:
    """What an installed package declares. Raises LookupError where it declares nothing."""
    if package in DECLARED:
        return DECLARED[package]
    declared = metadata.metadata(package)
    if expression := declared.get("License-Expression"):
        return str(expression)
    named = [
        line.rsplit("::", 1)[-1].strip()
        for line in declared.get_all("Classifier") or []
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    text = (declared.get("License") or "").strip().split("\n")[0]
    if not named and not text:
        raise LookupError(f"{package} declares no licence; look into it and write it into DECLARED of {__file__}")
    return "; ".join(named) or text


def table() -> str:
    """The packages of the lock file as a Markdown table."""
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in locked(LOCK.read_text("utf-8")).items()]
    return "\n".join(("| package | version | licence |", "| --- | --- | --- |", *rows)) + "\n"


def main() -> None:
    """Print the table, or write it."""
    if "--write" not in sys.argv[1:]:
        sys.stdout.write(table())
        return
    head = PAGE.read_text("utf-8").split(MARKER)[0]
    PAGE.write_text(head + MARKER + "\n" + table(), encoding="utf-8")


if __name__ == "__main__":
    main()
