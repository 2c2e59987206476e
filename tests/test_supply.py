"""Where the packages come from: pinned with hashes, no address, each with a licence that is on record."""

from __future__ import annotations

import re

from licences import LOCK, MARKER, PAGE, ROOT, licence, locked


def test_each_package_is_pinned_by_hashes() -> None:
    lock = LOCK.read_text("utf-8")
    packages = re.split(r"\n(?=[A-Za-z0-9])", lock.strip())
    assert len(packages) == len(locked(lock)) > 100
    assert all("--hash=sha256:" in package for package in packages)


def test_no_file_says_where_packages_come_from() -> None:
    for path in (LOCK, ROOT / "pyproject.toml", ROOT / "Makefile"):
        assert not re.search(
            r"--(?:extra-)?index-url \S*http|--find-links|https?://\S*(?:pypi|simple)", path.read_text("utf-8")
        )


def test_the_licences_on_record_are_those_of_the_lock() -> None:
    recorded = re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", PAGE.read_text("utf-8").split(MARKER)[1], re.MULTILINE)[2:]
    assert {name: version for name, version, _ in recorded} == locked(LOCK.read_text("utf-8")), "run `make licences`"
    assert all(licence(name) == said for name, _, said in recorded), "run `make licences`"
