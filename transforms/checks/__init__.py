"""Checks on observations: Great Expectations suites built from the catalogue."""
