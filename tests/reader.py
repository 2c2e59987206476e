"""A person with a DuckDB client, as a process: asks the released file again and again while others release.

`reader.py RELEASE STOP again|once PAUSE`: with `again` each question opens the file anew, with `once` the file stays
open; between two questions it thinks for PAUSE seconds. It says `ready` after the first answer, and goes on until the file STOP is there; then it asks once more, and writes what
it saw as JSON: versions in order, and every answer that cannot be of one release.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path

import duckdb

QUESTION = """
    SELECT r.version, r.observations = (SELECT count(*) FROM observation) AND r.evidence = (SELECT count(*) FROM evidence)
        AND r.statements = (SELECT count(*) FROM statement) AND r.verdicts = (SELECT count(*) FROM verdict) AS is_whole,
        r.observations, (SELECT count(*) FROM headline) AS figures
    FROM release r"""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    release, stop, how, pause = sys.argv[1:]
    answers: list[tuple[str, bool, int, int]] = []

    def ask(connection: duckdb.DuckDBPyConnection) -> None:
        answers.extend(connection.execute(QUESTION).fetchall())

    kept = duckdb.connect(release, read_only=True, config={"threads": 1})
    ask(kept)
    if how == "again":
        kept.close()
    say("ready")
    last = False
    while not last:
        last = Path(stop).exists()
        if how == "once":
            ask(kept)
        else:
            with closing(duckdb.connect(release, read_only=True, config={"threads": 1})) as connection:
                ask(connection)
        time.sleep(0 if last else float(pause))
    torn = [answer for answer in answers if not answer[1]]
    say(json.dumps({"versions": [answer[0] for answer in answers], "torn": torn}))


if __name__ == "__main__":
    main()
