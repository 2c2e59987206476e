"""From a source's URL to the numbers printed on its pages: discover, fetch, archive, read, extract."""

import os
from datetime import timedelta, timezone

# The matrices of the networks are small: a second thread of the linear algebra only waits for the first, and doubles
# the processor's time. To be said before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Part of every piece of evidence: raise it when the reading of pages or figures changes.
EXTRACTOR_VERSION = "22"

DEFAULT_AREA = "bac-ninh"
"""The area (extractors/areas.yml) that figures typed by hand and the ranges of the catalogue are of, unless they say
another."""

VIET_NAM = timezone(timedelta(hours=7))
"""The time of the pages' days."""
