"""A folder that is there whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.exports.errors import ExportError


@contextmanager
def new_folder(target: Path, ours: Callable[[Path], bool]) -> Iterator[Path]:
    """An empty folder to write in, put in place as `target` at the end; on any error nothing is left of it.

    What stands at `target` stays until then: nothing, an empty folder, or one of which `ours` says that it may be
    replaced. Raises ExportError where something else is there, or the disk refuses.
    """
    target = target.absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear(target)
        _require_replaceable(target, ours)
        made = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}.new")
        made.mkdir()
    except OSError as error:
        raise ExportError(
            f"{target} cannot be written ({error.strerror}); name a folder that you may write to"
        ) from error
    try:
        yield made
        _sync(made)
        _put_in_place(made, target)
    except OSError as error:
        raise ExportError(
            f"{target} was not written ({error.strerror}); make room, or name another folder; nothing has changed"
        ) from error
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _require_replaceable(target: Path, ours: Callable[[Path], bool]) -> None:
    if target.exists() and not (target.is_dir() and (not any(target.iterdir()) or ours(target))):
        raise ExportError(f"{target} holds other files; name a new or an empty folder, or that of an earlier export")


def _put_in_place(made: Path, target: Path) -> None:
    if not target.exists() or not any(target.iterdir()):
        made.replace(target)  # in one step, an empty folder included
        return
    aside = made.with_suffix(".old")
    target.replace(aside)
    try:
        made.replace(target)
    except OSError:
        aside.replace(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _clear(target: Path) -> None:
    """What killed exports to the same place left: half of a new folder; the old one where it was just set aside."""
    prefix = f".{target.name}."
    for path in [p for p in target.parent.iterdir() if p.name.startswith(prefix) and p.suffix in (".new", ".old")]:
        pid = path.name.removeprefix(prefix).partition(".")[0]
        if not pid.isdecimal() or _is_alive(int(pid)):
            continue
        if path.suffix == ".old" and not target.exists():
            path.replace(target)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
