"""A folder that is there whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from warehouse.connect import sync
from warehouse.exports.errors import ExportError
from warehouse.manifest import FileEntry


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


class Files:
    """The files of a folder with their checksums; a context manager.

    What has been `written` is put on the disk and summed beside the writing of what comes next.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pool = ThreadPoolExecutor(1)
        self._under_way: dict[str, Future[FileEntry]] = {}

    def __enter__(self) -> Files:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def written(self, path: Path) -> None:
        """A file is as it will be."""
        name = self._name(path)
        self._under_way[name] = self._pool.submit(_put_on_disk, path, name)

    def entry(self, name: str) -> FileEntry:
        """A file that has been written, by its name within the folder. Raises OSError where the disk refuses it."""
        return self._under_way[name].result()

    def entries(self) -> list[FileEntry]:
        """All files that are there now, by name. Raises likewise."""
        found = {self._name(path): path for path in sorted(self.folder.rglob("*")) if path.is_file()}
        return [self.entry(n) if n in self._under_way else FileEntry.of(path, n) for n, path in found.items()]

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def _put_on_disk(path: Path, name: str) -> FileEntry:
    sync(path)
    return FileEntry.of(path, name)


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
        sync(path)
