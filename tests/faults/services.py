"""Redis and PostgreSQL of a test's own, on spare ports, which it may stop, freeze and kill."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

from tests.server import free_port


class Redis:
    """A redis-server that keeps nothing; `pause` freezes it as a machine that does not answer."""

    def __init__(self):
        self.command = shutil.which("redis-server")
        if self.command is None:
            pytest.skip("redis-server is not installed")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def start(self):
        self._process = subprocess.Popen(
            [self.command, "--port", str(self.port), "--save", "", "--appendonly", "no", "--bind", "127.0.0.1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        import redis

        client = redis.Redis.from_url(self.url)
        for _ in range(200):
            with contextlib.suppress(redis.ConnectionError):
                client.ping()
                client.close()
                return
            time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def kill(self):
        self._process.send_signal(signal.SIGCONT)
        self._process.kill()
        self._process.wait(20)

    def restart(self):
        self.kill()
        self.start()

    def pause(self):
        self._process.send_signal(signal.SIGSTOP)

    def resume(self):
        self._process.send_signal(signal.SIGCONT)

    def flush(self):
        import redis

        with redis.Redis.from_url(self.url) as client:
            client.flushall()


class Wire:
    """A TCP connection's way from one process to a service: `cut` it, and nothing comes through until it is `heal`ed.

    As with lost packets nobody is told: what was on its way arrives late, new connections are begun and not answered.
    """

    def __init__(self, port):
        self.port, self.own_port = port, free_port()
        self._loop = asyncio.new_event_loop()
        self._passes = {}

    def __enter__(self):
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(10)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def cut(self, *ways):
        """`there`, `back`, or without a word both."""
        for way in ways or ("there", "back"):
            self._loop.call_soon_threadsafe(self._passes[way].clear)

    def heal(self):
        for passes in self._passes.values():
            self._loop.call_soon_threadsafe(passes.set)

    async def _open(self):
        self._passes = {"there": asyncio.Event(), "back": asyncio.Event()}
        for passes in self._passes.values():
            passes.set()
        await asyncio.start_server(self._connected, "127.0.0.1", self.own_port)

    async def _connected(self, reader, writer):
        await self._passes["there"].wait()
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(
            self._carry(reader, far_writer, self._passes["there"]),
            self._carry(far_reader, writer, self._passes["back"]),
        )

    @staticmethod
    async def _carry(reader, writer, passes):
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await passes.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


class Postgres:
    """A PostgreSQL cluster in a folder of its own; as root it runs as the user postgres, which it insists on."""

    def __init__(self):
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        initdb = shutil.which("initdb") or (str(found[-1]) if found else None)
        if initdb is None:
            pytest.skip("PostgreSQL is not installed")
        self.folder = Path(tempfile.mkdtemp(prefix="consult-postgres-"))
        if os.getuid() == 0:
            try:
                shutil.chown(self.folder, "postgres")
            except LookupError:
                pytest.skip("there is no user postgres")
        self.port = free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self._run(initdb, "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "--no-sync")
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(f"port = {self.port}\nunix_socket_directories = '{self.folder}'\nfsync = off\n")
        (self.folder / "bin").write_text(str(Path(initdb).resolve().parent))

    def __enter__(self):
        self._control(self.folder, "start")
        return self

    def __exit__(self, *_):
        self._control(self.folder, "stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    @classmethod
    def restart(cls, folder, how):
        """`how` is "fast" or "immediate", which is a crash."""
        cls._control(folder, "restart", "-m", how)

    @classmethod
    def _control(cls, folder, *what):
        program = Path((folder / "bin").read_text()) / "pg_ctl"
        cls._run(str(program), "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", *what)

    @staticmethod
    def _run(*command):
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run([*as_postgres, *command], check=True, stdout=subprocess.DEVNULL, cwd="/")
