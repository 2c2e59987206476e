"""What can go wrong with an export."""

from __future__ import annotations

from warehouse.connect import RecordError


class ExportError(RecordError):
    """An export that was not made; the message says why and what to do. Nothing of it is left behind."""
