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
        "PREFECT_CLI_COLORS": "false",
    }
    for name, value in quiet.items():
        os.environ.setdefault(name, value)
    if "PREFECT_API_URL" not in os.environ:
        os.environ.setdefault("PREFECT_HOME", str((home / "prefect").resolve()))
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
