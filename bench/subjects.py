"""Servers to be measured, ours as it is served and its peers: all on the first core, the load on the second."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

HERE = Path(__file__).parent
ROOT = HERE.parent
LOAD, PEERS = HERE / "load", HERE / "peers"
SECRET = "bench-bench-bench-bench-bench-bench-bench-bench"
START_WITHIN = 60.0
MOST_FILES = 16_384


class Missing(RuntimeError):
    """Something that this benchmark needs is not on this machine; says what."""


@dataclass
class Subject:
    """A server that runs: `pids` are its processes, whose processor time is read."""

    name: str
    port: int
    pids: list[int]
    how: str = "ws"
    """How the load makes one event, or frames an update: see the heads of fan.c and coed.c."""


def compiled(folder: Path) -> None:
    """Builds the generators and the C floor into `folder`."""
    if shutil.which("cc") is None:
        raise Missing("the load is written in C: a compiler named cc is needed")
    for name in ("fan", "coed", "floor"):
        command = ["cc", "-O2", "-Wall", "-o", str(folder / name), str(LOAD / f"{name}.c")]
        subprocess.run(command, check=True)


def installed_peers() -> None:
    """The peers of Node, as their lock file has them."""
    if not (PEERS / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent"], cwd=PEERS, check=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def on_core(number: int) -> None:
    """This process, and what it starts, runs on that core alone, where there are several."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > number:
        os.sched_setaffinity(0, {cores[number]})


def more_files() -> None:
    """Thousands of sockets need as many descriptors."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, MOST_FILES) if most > 0 else MOST_FILES, most))


@contextmanager
def running(
    name: str,
    command: Sequence[str],
    port: int,
    *,
    how: str = "ws",
    environment: dict[str, str] | None = None,
    cores: int = 1,
    cwd: Path = ROOT,
) -> Iterator[Subject]:
    """The server while it answers at `port`; its words are kept and shown if it does not come up."""

    def prepare() -> None:
        if cores == 1:
            on_core(0)

    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, "PORT": str(port), **(environment or {})},
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=prepare,
        )
        try:
            _wait(process, port, log)
            # Workers of a server with several processes come a moment after its port.
            time.sleep(1.0)
            yield Subject(name, port, _family(process.pid), how)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: BinaryIO) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    log.seek(0)
    raise Missing(f"{process.args!r} did not start: {log.read()[-2000:].decode(errors='replace')}")


def _family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


@dataclass(frozen=True)
class Ours:
    """Our site on a database of its own, so that several can run beside one another."""

    database_url: str
    redis_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SECRET_KEY": SECRET,
            "DJANGO_SETTINGS_MODULE": "consult.settings",
            "CONSULT_EXTRA_APPS": "bench.site.Site",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "DEMO": "",
        }

    def prepared(self, people: int, documents: int = 0) -> dict[str, list[str]]:
        """`cookies` of so many people, `documents` by id, all new."""
        return self._told("bench.prepare", str(people), str(documents))

    def asked(self, name: str, *arguments: str) -> dict[str, Any]:
        """What bench.texts says of our database."""
        return self._told("bench.texts", name, *arguments)

    def _told(self, module: str, *arguments: str) -> dict[str, Any]:
        command = [sys.executable, "-m", module, *arguments]
        said = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **self.environment}, check=True, stdout=subprocess.PIPE
        ).stdout
        return dict(json.loads(said))

    @contextmanager
    def served(self, name: str = "ours", *, processes: int = 1, daphne: bool = False) -> Iterator[Subject]:
        """`manage.py serve`, or daphne, which takes the settings as they come."""
        port, heard = free_port(), free_port()
        command = [sys.executable, "manage.py", "serve", "--port", str(port), "--processes", str(processes)]
        if daphne:
            command = [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "consult.asgi:application"]
        environment = {**self.environment, "BENCH_PORT": str(heard), "SITE_URL": f"http://127.0.0.1:{port}"}
        with running(name, command, port, how=f"udp:{heard}", environment=environment, cores=processes) as subject:
            yield subject


def peer(name: str, script: str, *, how: str = "ws", **environment: str) -> AbstractContextManager[Subject]:
    """A server of Node in peers/."""
    return running(name, ["node", f"{script}.mjs"], free_port(), how=how, environment=environment, cwd=PEERS)


def naive() -> AbstractContextManager[Subject]:
    """Channels as everybody writes it first, on the server that we use."""
    port = free_port()
    settings = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false", "--log-level", "warning"]
    command = [sys.executable, "-m", "uvicorn", "bench.naive:application", "--port", str(port), "--loop", "uvloop"]
    return running("naive-channels", [*command, *settings], port, environment={"DJANGO_SETTINGS_MODULE": ""})


def measured(command: Sequence[str], columns: Sequence[str]) -> dict[str, float]:
    """What a generator on the second core prints, by column. Raises Missing with what it says when it gives up."""
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=lambda: on_core(1))
    if done.returncode:
        raise Missing(f"{Path(command[0]).name}: {done.stderr.strip() or done.returncode}")
    return dict(zip(columns, map(float, done.stdout.split()), strict=True))
