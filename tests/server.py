"""The real server for the suite: `manage.py serve` in a process of its own, on the test database and a free port."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import uvicorn
from django.conf import settings
from django.db import connection

from realtime.serve import MAX_FRAME

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 120.0


# A death signal is tied to the thread that spawned: this one lives as long as the suite.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


def _die_with_parent() -> None:
    """A suite that is killed leaves no server behind (Linux's PR_SET_PDEATHSIG; elsewhere nothing)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_database_url() -> str:
    """The address of the database that this test run uses."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    user = f"{values['USER']}:{values['PASSWORD']}@" if values["PASSWORD"] else f"{values['USER']}@"
    return f"postgres://{user if values['USER'] else ''}{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"


class LiveServer:
    """Starts at `start()`; everything that it wrote is in `log`. `kill()` is SIGKILL to all its processes."""

    def __init__(
        self, *, processes: int | None = None, environment: dict[str, str] | None = None, log: Path | None = None
    ) -> None:
        layer = (environment or {}).get("REDIS_URL", settings.REDIS_URL)
        # Two where that is possible: so the whole suite plays on several processes.
        self.processes = processes or (2 if layer else 1)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws_url = f"ws://127.0.0.1:{self.port}"
        self.log = log or Path(settings.VAR) / f"test-server-{self.port}.log"
        self.environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> LiveServer:
        environment = {
            **os.environ,
            "DATABASE_URL": test_database_url(),
            "REDIS_URL": settings.REDIS_URL,
            "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": self.url,
            "PORT": str(self.port),
            **self.environment,
        }
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port), "--processes", str(self.processes)]
        with self.log.open("ab") as output:
            self._process = _spawner.submit(
                subprocess.Popen,
                command,
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            ).result()
        self._wait()
        return self

    def _wait(self) -> None:
        assert self._process is not None
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-4000:]}")

    @property
    def pid(self) -> int:
        """Of the command; with one process it is the server itself."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """kill -9, to the server and its worker processes at once."""
        self._signal(signal.SIGKILL)

    def terminate(self) -> float:
        """SIGTERM; gives the seconds until it had ended."""
        begun = time.monotonic()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        return time.monotonic() - begun

    def restart(self) -> None:
        """Starts again on the same port, after `kill` or `terminate`."""
        self.start()

    def _signal(self, number: int) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            self._process.wait(20)

    def __enter__(self) -> LiveServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.terminate()
        with contextlib.suppress(ProcessLookupError):
            if self._process is not None:
                os.killpg(self._process.pid, signal.SIGKILL)


class ThreadServer:
    """The same application in a thread of the suite's process: acts called by a test reach its rooms by memory."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws_url = f"ws://127.0.0.1:{self.port}"

    def __enter__(self) -> ThreadServer:
        from consult.asgi import application
        from realtime import floor as floors

        config = uvicorn.Config(
            application,
            host="127.0.0.1",
            port=self.port,
            lifespan="off",
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            ws_max_size=MAX_FRAME,
            log_level="warning",
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        started = threading.Event()

        async def run() -> None:
            await floors.current()
            started.set()
            await self._server.serve()
            await floors.stop()

        self._thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        self._thread.start()
        started.wait(20)
        until = time.monotonic() + 20
        while not self._server.started and time.monotonic() < until:
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
