"""Checks on observations: row by row from the catalogue, and over the whole record, one SQL file a rule."""
