"""`make bench`: runs benchmarks one after another, prints what they say, and notes it in docs/benchmarks.md.

`python -m benchmarks.report [--into FILE] NAME [ARGUMENT…] [NAME …]`. The block of a benchmark stands between
`<!-- NAME -->` and `<!-- /NAME -->`; without such a place in the file it is printed only.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from benchmarks.measured import load_average


def machine() -> str:
    """What the figures were measured on."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} processors ({model}), {memory:.0f} GB, Python {platform.python_version()}"


def block(name: str, arguments: Sequence[str]) -> str:
    """Run one benchmark; its output as Markdown. Raises SystemExit where it fails."""
    module = f"benchmarks.{name}"
    begun = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {load_average()} at the start"
    process = subprocess.Popen([sys.executable, "-u", "-m", module, *arguments], stdout=subprocess.PIPE, text=True)
    said = []
    for line in process.stdout or ():
        print(line, end="", flush=True)
        said.append(line.rstrip())
    if process.wait():
        raise SystemExit(f"{module} failed ({process.returncode})")
    command = " ".join(("python -m", module, *arguments))
    return "\n".join((f"`{command}`, {begun}; {machine()}", "", "```text", *said, "```"))


def put(file: Path, name: str, text: str) -> bool:
    """Put a block in its place in the file, if there is one."""
    page = file.read_text(encoding="utf-8")
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not place.search(page):
        return False
    file.write_text(place.sub(lambda found: f"{found[1]}{text}\n{found[2]}", page), encoding="utf-8")
    return True


def asked(words: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Benchmarks and their arguments: a word that names one begins it."""
    known = {path.stem for path in Path(__file__).parent.glob("*.py")}
    number = 0

    def part(word: str) -> int:
        nonlocal number
        number += word in known
        return number

    for _, group in groupby(words, key=part):
        name, *arguments = group
        if name not in known:
            raise SystemExit(f"no benchmark {name!r}; there are: {', '.join(sorted(known))}")
        yield name, arguments


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--into", type=Path, default=Path("docs/benchmarks.md"))
    options, words = arguments.parse_known_args()
    for name, rest in asked(words):
        print(f"\n## {name}\n", flush=True)
        if not put(options.into, name, block(name, rest)):
            print(f"({options.into} has no place for {name})")


if __name__ == "__main__":
    main()
