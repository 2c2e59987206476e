"""A page of the bulletin as PDF, printed by Chromium."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from warehouse.bulletin.errors import BulletinError

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SECONDS = 120


def browser() -> str | None:
    """The first Chromium on the PATH."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def pdf(page: Path, to: Path) -> None:
    """Print an HTML page to a PDF file (A4, page numbers are the browser's business: none).

    Raises BulletinError, with the cure, where there is no Chromium or it does not print.
    """
    program = browser()
    if program is None:
        raise BulletinError(
            "no Chromium on this machine, which prints the PDF; install it (Debian: `apt-get install chromium`), or "
            "leave --pdf out and print the page from a browser"
        )
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch, "page.pdf")
        # the page is our own file and asks for nothing; a sandbox needs rights that containers do not give
        command = [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-extensions", "--no-first-run",
            "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={scratch}/profile", "--no-pdf-header-footer",
            f"--print-to-pdf={made}", page.resolve().as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(  # noqa: S603  our own command, no shell
                command, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise BulletinError(f"{program} did not print {page} within {_SECONDS} s; try again") from error
        if not made.exists() or made.read_bytes()[:5] != b"%PDF-":
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise BulletinError(f"{program} did not print {page} (exit {done.returncode}: {last})")
        shutil.move(made, to)
