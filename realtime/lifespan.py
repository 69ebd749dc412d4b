"""Starts the live floor with the server; at its end commits what is queued."""

from __future__ import annotations

import logging
from typing import Any

from realtime import floor as floors

logger = logging.getLogger(__name__)


async def lifespan(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The ASGI lifespan protocol."""
    await receive()
    try:
        await floors.current()
    except Exception as error:
        logger.exception("the live floor did not start")
        await send({"type": "lifespan.startup.failed", "message": str(error)})
        return
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await floors.stop()
    await send({"type": "lifespan.shutdown.complete"})
