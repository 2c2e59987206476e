"""`bacninh site --serve`: the folder of the site over HTTP, for this machine only, to read and nothing else."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

ADDRESS = "127.0.0.1"
_HOSTS = frozenset({"127.0.0.1", "localhost"})
_HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class SiteHandler(SimpleHTTPRequestHandler):
    """GET and HEAD of files below the folder: no listings, no hidden files, nothing outside through links or `..`."""

    server_version, sys_version = "bacninh", ""
    extensions_map = {  # noqa: RUF012  a mapping of the class, as in the base class
        **SimpleHTTPRequestHandler.extensions_map,
        ".md": "text/plain; charset=utf-8",
    }

    def send_head(self) -> Any:
        """The file that was asked for, or why not."""
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        if host not in _HOSTS:  # a page elsewhere that had its name point here
            self.send_error(HTTPStatus.FORBIDDEN, "only by the name of this machine itself")
            return None
        if not self._is_ours(urlsplit(self.path).path):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_ours(self, path: str) -> bool:
        parts = unquote(path).split("/")
        if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
            return False
        root = Path(self.directory).resolve()
        return Path(self.translate_path(self.path)).resolve().is_relative_to(root)

    def list_directory(self, path: Any) -> None:  # noqa: ARG002  the base class gives it
        """Folders are not listed; the index names every page."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """What a browser may do with the pages."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the console says where the site is, and that is all."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of the folder on loopback; port 0: a free one. The caller runs `serve_forever` and closes it.

    Raises OSError where the port is taken.
    """
    return ThreadingHTTPServer((ADDRESS, port), partial(SiteHandler, directory=str(folder)))
