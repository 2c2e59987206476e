"""Settings that Prefect and Great Expectations read when they are imported: import this module before either.

Without a server named by PREFECT_API_URL a run brings up Prefect's own for its duration: its files stay in the home,
it sends nothing out, and its logs at the end of a run (tasks that a shutdown interrupts) are no errors of ours.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path


def configure(home: Path) -> None:
    """Set what is not set yet. `home`: the folder of all profiles; Prefect's files go into `prefect/` below it."""
    quiet = {
        "GX_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        # a busy machine takes longer than Prefect's 20 s to bring its server up
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    }
    for name, value in quiet.items():
        os.environ.setdefault(name, value)
    if "PREFECT_API_URL" not in os.environ:
        own = (home / "prefect").resolve()
        # Prefect makes the folder but not its parents; its server then starts over and over without a word
        own.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("PREFECT_HOME", str(own))
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
