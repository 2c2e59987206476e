"""A PostgreSQL server of one's own for a while: a private cluster in a temporary folder, reached by a socket there."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoPostgres(Exception):
    """There is no PostgreSQL to start here; the message says what is missing."""


@contextmanager
def server() -> Iterator[str]:
    """The address (libpq) of a fresh, empty database. Raises NoPostgres."""
    programs = _programs()
    user = _user()
    root = Path(tempfile.mkdtemp(prefix="bn-pg-", dir="/tmp"))  # a socket's path is 107 bytes at most
    try:
        if user:
            shutil.chown(root, user)

        def call(program: str, *arguments: str) -> None:
            done = subprocess.run(
                [programs / program, *arguments], user=user, cwd=root, capture_output=True, text=True,
                stdin=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            )  # fmt: skip
            if done.returncode:
                raise RuntimeError(f"{program}: {done.stderr or done.stdout}")

        call("initdb", "-D", f"{root}/data", "-A", "trust", "-U", "bacninh", "-E", "UTF8", "--no-sync")
        call(
            "pg_ctl",
            "-D",
            f"{root}/data",
            "-o",
            f"-k {root} -c listen_addresses=''",
            "-l",
            f"{root}/log",
            "-w",
            "start",
        )
        try:
            yield f"host={root} user=bacninh dbname=postgres"
        finally:
            call("pg_ctl", "-D", f"{root}/data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _programs() -> Path:
    """Folder of initdb and pg_ctl; Debian keeps them out of PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not folders:
        raise NoPostgres("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return folders[-1].parent


def _user() -> str | None:
    """The server does not run as root: under its own user then, or nobody."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoPostgres("PostgreSQL does not run as root, and there is no other user to run it as")
