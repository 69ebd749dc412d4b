"""Starts the live floor and the periodic duties with the server; at its end commits what is queued."""

from __future__ import annotations

import logging
from typing import Any

from realtime import floor as floors
from realtime.periodic import Clock

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
    clock = Clock()
    clock.start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    clock.stop()
    await floors.stop()
    await send({"type": "lifespan.shutdown.complete"})
