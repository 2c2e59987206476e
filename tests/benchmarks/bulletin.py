"""How long the bulletin takes: `PYTHONPATH=tests:. python -m benchmarks.bulletin HOME` on a home with a release.

Printed: seconds on the clock and of the processor for reading the release, a page, and the whole site; the page of the
second language beside the first, which also starts the drawing engine.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from warehouse.bulletin import issues, site
from warehouse.bulletin.page import bulletin
from warehouse.connect import Home


def timed(what: str, call: Callable[[], object]) -> object:
    clock, processor = time.perf_counter(), time.process_time()
    result = call()
    print(f"{what:24} {time.perf_counter() - clock:6.2f} s   processor {time.process_time() - processor:6.2f} s")
    return result


def main(root: str, profile: str = "sample") -> None:
    home = Home(Path(root), profile)
    issue = timed("the release is read", lambda: issues.read(home))
    timed("bulletin, English", lambda: bulletin(issue, "en", None))
    timed("bulletin, Vietnamese", lambda: bulletin(issue, "vi", None))
    timed("the whole site", lambda: site.publish(home))


if __name__ == "__main__":
    main(*sys.argv[1:])
