"""Our time for a page of a PDF beside that of PDFium's own text extraction of the same pages, and what the process costs.

PYTHONPATH=tests:. python -m benchmarks.pdfs
"""

from __future__ import annotations

import hashlib
import io
import time
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2

from extractors import paper, pdfs
from extractors.records import Snapshot

BULLETINS = sorted((Path(__file__).parents[1] / "pages" / "bulletins").glob("*.pdf"))
COPIES = 20
"""Pages of one long document, so that the start of the process does not count."""


def long_document() -> bytes:
    """The bulletins one after the other, many times."""
    document = pypdfium2.PdfDocument.new()
    for _ in range(COPIES):
        for path in BULLETINS:
            document.import_pages(pypdfium2.PdfDocument(path))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def seconds(what: object) -> float:
    """Best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        what()  # type: ignore[operator]
        best = min(best, time.perf_counter() - begun)
    return best


def snapshot(body: bytes) -> Snapshot:
    return Snapshot("own", "x", "x", datetime.now(UTC), 200, {}, body, hashlib.sha256(body).hexdigest())


def main() -> None:
    body = long_document()
    count = len(pypdfium2.PdfDocument(body))
    library = seconds(lambda: [p.get_textpage().get_text_bounded() for p in pypdfium2.PdfDocument(body)])
    words = seconds(lambda: paper.read(body))
    ours = seconds(lambda: pdfs.read(snapshot(body), None))
    short = seconds(lambda: pdfs.read(snapshot(BULLETINS[0].read_bytes()), None))
    print(f"{count} pages: PDFium's text {1000 * library / count:.1f} ms a page")
    print(f"words with places and ruled lines {1000 * words / count:.1f} ms, ratio {words / library:.1f}")
    print(f"whole reading, in its process     {1000 * ours / count:.1f} ms, ratio {ours / library:.1f}")
    print(f"a bulletin of one page, with the start of the process: {1000 * short:.0f} ms")


if __name__ == "__main__":
    main()
