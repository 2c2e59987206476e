"""The record (work.duckdb), its verdicts, and the release that users open (bacninh.duckdb)."""
