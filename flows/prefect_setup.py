"""Settings that Prefect and Great Expectations read when they are imported: import this module before either.

Without a server named by PREFECT_API_URL a run brings up Prefect's own for its duration: its files stay in the home,
it sends nothing out, and its logs at the end of a run (tasks that a shutdown interrupts) are no errors of ours.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path

STARTUP = "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"
"""Environment variable: how long Prefect's own server may take to start."""


def did_not_start(error: BaseException) -> bool:
    """Whether an error is Prefect's, of its own server that was not up in time: it has no class of its own."""
    return isinstance(error, RuntimeError) and "ephemeral Prefect API server" in str(error)


def cure(error: BaseException, environment: Mapping[str, str] = os.environ) -> str:
    """What to do about a server that did not start in time, and what it said itself where it ended."""
    ended = " (" + " ".join(str(error).split())[:300] + ")" if "exited" in str(error) else ""
    return (
        f"Prefect's server did not start within {environment.get(STARTUP)} s{ended}; is the machine busy? "
        f"Raise {STARTUP}, or leave one running (`prefect server start`) and name it in PREFECT_API_URL"
    )


def configure(home: Path) -> None:
    """Set what is not set yet. `home`: the folder of all profiles; Prefect's files go into `prefect/` below it."""
    quiet = {
        "GX_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        # a busy machine takes longer than Prefect's 20 s to bring its server up
        STARTUP: "180",
    }
    for name, value in quiet.items():
        os.environ.setdefault(name, value)
    if "PREFECT_API_URL" not in os.environ:
        own = (home / "prefect").resolve()
        # Prefect makes the folder but not its parents; its server then starts over and over without a word
        own.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("PREFECT_HOME", str(own))
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
