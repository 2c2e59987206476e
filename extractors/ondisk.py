"""A dictionary that is not in memory: of every address or body of an archive, however many there are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, MutableMapping
from typing import Any


class OnDisk(MutableMapping[str, Any]):
    """Text → JSON value, in a temporary file of SQLite's that is gone with it; a few megabytes of it in memory."""

    def __init__(self) -> None:
        # threads of a run look things up in one archive; SQLite lets one at a time do so
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")

    def __getitem__(self, key: str) -> Any:
        row = self._database.execute("SELECT value FROM entry WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return json.loads(row[0])

    def __setitem__(self, key: str, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False)
        self._database.execute("INSERT OR REPLACE INTO entry VALUES (?, ?)", (key, text))

    def __delitem__(self, key: str) -> None:
        if not self._database.execute("DELETE FROM entry WHERE key = ?", (key,)).rowcount:
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        for (key,) in self._database.execute("SELECT key FROM entry"):
            yield key

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(*) FROM entry").fetchone()[0])
