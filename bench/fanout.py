"""One event to everybody in a room: from its announcement until the last client has it, beside other servers.

Peers: a plain C broadcaster (the least that it can cost), node's `ws`, socket.io, and a Channels consumer in a group.
Ours is announced as an act announces after its commit, from a thread of the server; peers are told by a client.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measuring import REPEATS
from bench.report import Aim, Report
from bench.site import ROOM
from bench.subjects import (
    Missing,
    Ours,
    Subject,
    compiled,
    free_port,
    installed_peers,
    measured,
    more_files,
    naive,
    peer,
    running,
)

SIZES = (200, 1000, 3000)
NAIVE_AT_MOST = 1000
"""Beyond, one event takes seconds."""
COLUMNS = ("p50_ms", "p95_ms", "events_s", "cpu_us", "load_cores", "join_ms")
AIMS = [
    Aim("ours/ws@1000", 1.3, 1.95),
    Aim("ours/ws@3000", 1.3, 1.95),
    Aim("ours/socket.io@1000", 1.0, 1.5),
    Aim("ours/socket.io@3000", 1.0, 1.5),
    Aim("ours/ws:cpu_us@1000", 1.0, 1.5),
    Aim("ours/c-floor:cpu_us@1000", 1.5, 2.25),
    Aim("ours/naive-channels@1000", 0.05, 0.075),
]


def run() -> Report:
    """Raises Missing where a compiler, Node or room for the sockets is lacking."""
    report = Report("fanout", list(AIMS))
    more_files()
    installed_peers()
    with TemporaryDirectory() as name:
        folder = Path(name)
        compiled(folder)
        ours = Ours(f"sqlite:///{folder / 'ours.sqlite3'}")
        cookie = ours.prepared(1)["cookies"][0]
        with _all(folder, ours) as subjects:
            for n in SIZES:
                runs: dict[str, list[dict[str, float]]] = {subject.name: [] for subject in subjects}
                for _ in range(REPEATS):
                    for subject in subjects:
                        if subject.name != "naive-channels" or n <= NAIVE_AT_MOST:
                            runs[subject.name].append(_once(folder, subject, n, cookie))
                report.add_medians(n, runs, ("cpu_us", "events_s"))
    return report


def _once(folder: Path, subject: Subject, n: int, cookie: str) -> dict[str, float]:
    path = {"socket.io": "/socket.io/?EIO=4&transport=websocket"}.get(subject.name, "/room")
    command = [str(folder / "fan"), str(subject.port)]
    pids = ",".join(map(str, subject.pids))
    if subject.how.startswith("udp:"):
        return measured([*command, f"/ws/rooms/{ROOM}/", str(n), subject.how, pids, cookie], COLUMNS)
    return measured([*command, path, str(n), subject.how, pids], COLUMNS)


@contextmanager
def _all(folder: Path, ours: Ours) -> Iterator[list[Subject]]:
    with ExitStack() as stack:
        port = free_port()
        servers = [
            ours.served(),
            running("c-floor", [str(folder / "floor"), str(port)], port),
            peer("ws", "ws"),
            peer("socket.io", "socketio", how="io"),
            naive(),
            ours.served("ours-daphne", daphne=True),
        ]
        if os.environ.get("REDIS_URL"):
            several = Ours(ours.database_url, os.environ["REDIS_URL"])
            servers += [several.served("ours-redis"), several.served("ours-redis-2-processes", processes=2)]
        try:
            yield [stack.enter_context(server) for server in servers]
        except OSError as error:
            raise Missing(f"a server of this benchmark can't be started: {error}") from error
