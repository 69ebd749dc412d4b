"""The production server with the measured settings: uvicorn, uvloop, websockets-sansio, no permessage-deflate."""

from __future__ import annotations

import logging
from typing import Any

import uvicorn
from django.core.exceptions import ImproperlyConfigured

from realtime.frames import LendingProtocol

GRACE = 6
"""Seconds given to open requests when the server is told to stop; what is queued is committed after them."""
SILENCE = 30
"""Seconds without an answer after which a worker process is replaced; a loaded machine starts slowly."""
MAX_FRAME = 4 * 1024 * 1024
"""Bytes of a frame that the server reads at all; the doors allow less and answer with a reason."""


class WithoutQuery(logging.Filter):
    """Takes query strings out of the server's lines: they may hold what nobody should read in a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                arg.partition("?")[0] if isinstance(arg, str) and arg.startswith("/") else arg for arg in record.args
            )
        return True


def log_config() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_query": {"()": "realtime.serve.WithoutQuery"}},
        "formatters": {
            "line": {"()": "consult.logs.LineFormatter", "format": "{asctime} {levelname} {message}", "style": "{"}
        },
        "handlers": {
            "server": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_query"]},
        },
        "loggers": {
            "uvicorn": {"handlers": ["server"], "level": "INFO", "propagate": False},
        },
    }


def serve(*, host: str, port: int, processes: int, redis_url: str) -> None:
    """Runs until told to stop. Raises ImproperlyConfigured in one line that says what to set."""
    if processes < 1:
        raise ImproperlyConfigured("--processes must be 1 or more")
    if processes > 1 and not redis_url:
        raise ImproperlyConfigured(f"{processes} processes need a layer between them: set REDIS_URL, or --processes 1")
    uvicorn.run(
        "consult.asgi:application",
        host=host,
        port=port,
        workers=processes,
        loop="uvloop",
        ws=LendingProtocol,
        ws_per_message_deflate=False,
        ws_max_size=MAX_FRAME,
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=SILENCE,
        log_config=log_config(),
        server_header=False,
    )
