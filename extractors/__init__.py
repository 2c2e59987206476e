"""From a source's URL to the numbers printed on its pages: discover, fetch, archive, read, extract."""

# Part of every piece of evidence: raise it when the reading of pages or figures changes.
EXTRACTOR_VERSION = "5"

DEFAULT_AREA = "bac-ninh"
"""The area (extractors/areas.yml) that figures typed by hand and the ranges of the catalogue are of, unless they say
another."""
