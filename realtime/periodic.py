"""What has to be done every so often: in the server where it is the only process, else in `manage.py worker`."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)


@dataclass
class _Duty:
    name: str
    function: Callable[[], object]
    every_seconds: float
    due: float = 0.0


_duties: dict[str, _Duty] = {}


def register(name: str, function: Callable[[], object], every_seconds: float) -> None:
    """Called in AppConfig.ready(). `function` runs in a thread with the database, never twice at once in a process.

    It must do no harm when it runs late, twice or not at all: deadlines are data, a duty only announces them.
    """
    _duties[name] = _Duty(name, function, every_seconds)


def run_due(now: float) -> None:
    """Runs what is due; what one duty raises is logged and stops no other."""
    for duty in list(_duties.values()):
        if duty.due <= now:
            duty.due = now + duty.every_seconds
            close_old_connections()
            try:
                duty.function()
            except Exception:
                logger.exception("the periodic duty %s failed", duty.name)
            finally:
                close_old_connections()


class Clock:
    """One thread that runs the duties as they fall due."""

    def __init__(self, *, here: bool | None = None) -> None:
        # With a layer between processes the worker can announce: one process does it, not each server.
        self._here = not settings.REDIS_URL if here is None else here
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="periodic", daemon=True)

    def start(self) -> None:
        if self._here:
            self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(0.5):
            run_due(time.monotonic())
        connections.close_all()
