"""People writing at once in shared texts: until the others have a letter, and until it is acknowledged as durable.

Peers: Hocuspocus as it comes and with a durable INSERT for each update, @y/websocket-server (memory, acknowledges
nothing), and a Channels consumer in a group that passes bytes on. Every editor writes five times a second.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from bench.measuring import REPEATS
from bench.report import Aim, Report
from bench.subjects import PEERS, Ours, Subject, compiled, installed_peers, measured, more_files, naive, peer

SHAPES = ((1, 50, 200), (50, 4, 200), (50, 4, 40))
"""Documents, editors in each, milliseconds between two letters of one editor."""
SECONDS = 4
COLUMNS = ("p50_ms", "p95_ms", "p99_ms", "ack_p50_ms", "ack_p95_ms", "cpu_us", "load_cores", "lost", "unconfirmed")
AIMS = [
    Aim("ours/hocuspocus-insert:p95_ms@50", 1.0, 1.5),
    Aim("ours/hocuspocus-insert:p99_ms@50", 0.7, 1.05),
    Aim("ours/hocuspocus-insert:p95_ms@200", 1.0, 1.5),
    Aim("ours/y-websocket:p95_ms@50", 1.5, 2.25),
    Aim("ours/y-websocket:p95_ms@200", 1.5, 2.25),
    Aim("ours/hocuspocus:p95_ms@1000", 0.5, 0.75),
    Aim("ours/hocuspocus:cpu_us@50", 1.0, 1.5),
    Aim("ours/hocuspocus:cpu_us@200", 1.2, 1.8),
]


def run() -> Report:
    """`n` is the number of editors; 1,000 stands for 200 of them at 25 letters a second, 5,000 updates.

    Raises Missing where a compiler or Node is lacking.
    """
    report = Report("coediting", list(AIMS))
    more_files()
    installed_peers()
    with TemporaryDirectory() as name:
        folder = Path(name)
        compiled(folder)
        sites = {"ours": Ours(f"sqlite:///{folder / 'ours.sqlite3'}")}
        if os.environ.get("DATABASE_URL", "").startswith("postgres"):
            sites["ours-postgresql"] = Ours(os.environ["DATABASE_URL"])
        with _all(folder, sites) as subjects:
            for documents, editors, pace in SHAPES:
                updates = folder / "updates"
                most = 1000 * (SECONDS + 2) // pace + 2
                subprocess.run(
                    ["node", "updates.mjs", str(documents * editors), str(most), str(updates)], cwd=PEERS, check=True
                )
                runs: dict[str, list[dict[str, float]]] = {subject.name: [] for subject in subjects}
                for _ in range(REPEATS):
                    for subject in subjects:
                        runs[subject.name].append(
                            _once(folder, subject, sites.get(subject.name), documents, editors, pace)
                        )
                n = documents * editors * (200 // pace)
                report.add_medians(n, runs, ("p95_ms", "p99_ms", "cpu_us"))
    return report


def _once(
    folder: Path, subject: Subject, site: Ours | None, documents: int, editors: int, pace: int
) -> dict[str, float]:
    """One run in new documents: the load's client ids and clocks begin anew."""
    listed, cookies = folder / "documents", folder / "cookies"
    command = [str(folder / "coed"), str(subject.port), subject.how if subject.how == "hp" else "y", str(pace)]
    command += [str(SECONDS), ",".join(map(str, subject.pids)), str(folder / "updates"), str(listed)]
    if site is not None:
        prepared = site.prepared(editors, documents)
        listed.write_text("".join(f"{name} /ws/documents/{name}?ack=1\n" for name in prepared["documents"]))
        cookies.write_text("".join(f"{cookie}\n" for cookie in prepared["cookies"]))
        command.append(str(cookies))
    else:
        names = [uuid4().hex for _ in range(documents)]
        listed.write_text("".join(f"{name} /{'' if subject.how == 'hp' else name}\n" for name in names))
    return measured(command, COLUMNS)


@contextmanager
def _all(folder: Path, sites: dict[str, Ours]) -> Iterator[list[Subject]]:
    for site in sites.values():
        site.prepared(1)
    with ExitStack() as stack:
        servers = [
            *(site.served(name) for name, site in sites.items()),
            peer("hocuspocus-insert", "hocuspocus", how="hp", STORE=str(folder / "hocuspocus.sqlite3")),
            peer("hocuspocus", "hocuspocus", how="hp"),
            peer("y-websocket", "ywebsocket"),
            naive(),
        ]
        yield [stack.enter_context(server) for server in servers]
