"""What was announced last in a room, as a stamp that every announcement changes.

A page that is drawn carries the stamp of its room as it was before anything was read for it; the room says at joining
what it is by then. Where they differ, something was announced between: the page reads itself again.
The stamps stand where every process finds them (the cache "live").
"""

from __future__ import annotations

import logging
import secrets

from django.core.cache import caches

logger = logging.getLogger(__name__)

KEPT_FOR = 24 * 3600
"""Seconds; a page that is older when it joins reads itself again, or is the first to after so long a silence."""
SILENT = "0"


def stamp_of(room: str) -> str:
    """The stamp of `room` now; where it can't be read one that was never given, so that the page reads itself again."""
    try:
        return str(caches["live"].get(room, SILENT))
    except Exception:
        logger.exception("the stamps of rooms can't be read")
        return secrets.token_hex(8)


def change_stamp(room: str) -> None:
    """Before something is announced in `room`: who joins afterwards knows that it came too late for it."""
    try:
        caches["live"].set(room, secrets.token_hex(8), KEPT_FOR)
    except Exception:
        logger.exception("the stamp of a room can't be changed")
