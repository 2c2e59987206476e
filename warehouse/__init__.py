"""The record (work.duckdb), its verdicts, and the release that users open (bacninh.duckdb)."""

PROFILES = ("sample", "live")
"""The embedded site on loopback, and the web."""
