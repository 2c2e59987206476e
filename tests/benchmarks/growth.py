"""`make bench`: the cost of a page grows linearly with its length: pages of up to 5 MB, and the exponent fitted to them."""

from __future__ import annotations

import math
import time

from accuracy.goldset import gold_pages

from extractors import figures
from extractors.catalog import load_catalog
from extractors.records import Block, Page

SIZES = (50_000, 200_000, 1_000_000, 5_000_000)


def page_of(size: int, paragraphs: list[str]) -> Page:
    """A page of about `size` characters out of the sample's paragraphs, over and over."""
    parts: list[str] = []
    length = 0
    while length < size:
        part = paragraphs[len(parts) % len(paragraphs)]
        parts.append(part)
        length += len(part) + 1
    blocks, start = [], 0
    for part in parts:
        blocks.append(Block("paragraph", start, start + len(part)))
        start += len(part) + 1
    return Page("own", "big", "", "", "en", None, "\n".join(parts), tuple(blocks), (), "", "", "fragment")


def main() -> None:
    catalog = load_catalog()
    paragraphs = [
        e.page.text[b.start : b.end]
        for e in gold_pages(catalog) if e.language == "en"
        for b in e.page.blocks if b.kind == "paragraph"
    ]  # fmt: skip
    points = []
    for size in SIZES:
        page = page_of(size, paragraphs)
        begun = time.process_time()
        mentions = figures.read(page, catalog, "2024-01-01")
        seconds = time.process_time() - begun
        points.append((math.log(len(page.text)), math.log(seconds)))
        print(f"{len(page.text):>10,} characters {len(mentions):>8,} numbers {seconds:8.2f} s")
    mean_x, mean_y = (sum(v) / len(points) for v in zip(*points, strict=True))
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)
    print(f"exponent {slope:.2f}")


if __name__ == "__main__":
    main()
