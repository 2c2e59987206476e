"""What keeps the bulletin or the site from being made."""

from __future__ import annotations

from warehouse.connect import RecordError


class BulletinError(RecordError):
    """A bulletin, chart or site that cannot be made; the message says why and what to do."""
