"""From a source's URL to the numbers printed on its pages: discover, fetch, archive, read, extract."""

# Part of every piece of evidence: raise it when the reading of pages or figures changes.
EXTRACTOR_VERSION = "4"
