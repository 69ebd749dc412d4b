"""Histories of writing, keystroke by keystroke, read from files and typed again through the real socket.

The format is that of https://github.com/josephg/editing-traces (sequential): `startContent`, `endContent` and `txns`,
each with `patches` of [position, deleted, inserted], positions in code points.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from pycrdt import Text

from realtime.positions import Mirror
from tests.realtime.client import Editor
from tests.server import LiveServer, ThreadServer

Patch = tuple[int, int, str]
MESSAGES = 900
"""Sent over one connection, which may send a thousand at once: writers who type faster than people come again."""


@dataclass(frozen=True)
class Trace:
    """A history; each of `edits` is what one keystroke (or paste) changed."""

    name: str
    start: str
    edits: list[list[Patch]]

    def first(self, count: int) -> Trace:
        return Trace(self.name, self.start, self.edits[:count])

    def texts(self) -> Iterator[str]:
        """The text after each edit, by plain strings."""
        text = self.start
        for edit in self.edits:
            for at, deleted, inserted in edit:
                text = text[:at] + inserted + text[at + deleted :]
            yield text

    @property
    def end(self) -> str:
        text = self.start
        for text in self.texts():  # noqa: B007
            pass
        return text


def read(path: Path) -> Trace:
    """A file of the format, compressed or not. Raises ValueError where its edits do not give its `endContent`."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    found = json.loads(content)
    edits = [[(at, deleted, inserted) for at, deleted, inserted in txn["patches"]] for txn in found["txns"]]
    # One that changes nothing is no update either.
    edits = [edit for edit in edits if any(deleted or inserted for _, deleted, inserted in edit)]
    trace = Trace(path.name.partition(".")[0], found["startContent"], edits)
    if trace.end != found["endContent"]:
        raise ValueError(f"{path.name} does not give the text that it says")
    return trace


WORDS = (
    "chaleur",
    "réseaux",
    "😀",
    "décarbonés",
    "n’œuvre",
    "qu’à",
    "l’échelle",
    "où",
    "chaque",
    "commune",
    "l’héberge",
)


def invented(keystrokes: int, seed: int = 1) -> Trace:
    """A history as people write: words by letters, corrections, jumps to other places, cuts and pastes."""
    chance = random.Random(seed)
    edits: list[list[Patch]] = []
    length = at = 0
    ahead = ""
    while len(edits) < keystrokes:
        dice = chance.random()
        if ahead:
            edits.append([(at, 0, ahead[0])])
            ahead, at, length = ahead[1:], at + 1, length + 1
        elif dice < 0.04 and length:
            at = chance.randrange(length + 1)
        elif dice < 0.22 and at > 0:
            for _ in range(min(at, chance.randrange(1, 7), keystrokes - len(edits))):
                at, length = at - 1, length - 1
                edits.append([(at, 1, "")])
        elif dice < 0.225 and length > 200:
            cut = min(chance.randrange(1, 80), length)
            start = chance.randrange(length - cut + 1)
            edits.append([(start, cut, "")])
            at, length = start, length - cut
        elif dice < 0.23 and length < 200_000:
            pasted = " ".join(chance.choices(WORDS, k=8))
            edits.append([(at, 0, pasted)])
            at, length = at + len(pasted), length + len(pasted)
        else:
            ahead = chance.choice(WORDS) + (". " if chance.random() < 0.1 else " ")
    return Trace(f"invented-{keystrokes}", "", edits)


class Writer(Editor):
    """One of those who type a history: comes again when a connection has sent what it may."""

    def __init__(self, server: LiveServer | ThreadServer, document_id: UUID, cookie: str) -> None:
        super().__init__(server, document_id, cookie)  # type: ignore[arg-type]

    async def enter(self) -> None:
        await self.join()
        await self.until_open_and(self.synced.is_set)

    async def until_open_and(self, condition: Callable[[], bool]) -> None:
        await self.until(lambda: condition() or self.close_code is not None, 120)
        if self.close_code is not None:
            raise ConnectionError(f"closed with {self.close_code}, told {self.notices[-1:]}")

    async def type(self, edits: Sequence[list[Patch]], before: Mirror) -> None:
        """Types `edits` from the text `before`, which follows. Nothing is awaited between keystrokes."""
        for edit in edits:
            if self.sent >= MESSAGES:
                await self.until_open_and(lambda: self.durable >= self.sent)
                await self.leave()
                self.received.clear()
                await self.enter()
            with self.doc.transaction():
                for at, deleted, inserted in edit:
                    patch(self.text, before, at, deleted, inserted)
            await self.flush()


def patch(shared: Text, mirror: Mirror, at: int, deleted: int, inserted: str) -> None:
    """One patch in a shared text, and in its `mirror`."""
    change: list[dict[str, Any]] = [{"retain": at}]
    if deleted:
        change.append({"delete": deleted})
    retain, *rest = list(mirror.in_bytes(change))
    start = retain["retain"]
    told: list[dict[str, Any]] = [{"retain": start}]
    if rest:
        del shared[start : start + rest[0]["delete"]]
        told.append(rest[0])
    if inserted:
        shared.insert(start, inserted)
        told.append({"insert": inserted})
    mirror.follow(told)


async def type_again(trace: Trace, writers: Sequence[Writer], seed: int = 1) -> list[int]:
    """The history by one writer, or by several who take turns, each going on where the former stopped.

    Gives for each edit which writer typed it. All that they typed is durable at the end.
    """
    chance = random.Random(seed)
    for writer in writers:
        await writer.enter()
    text = Mirror(writers[0].words)
    turns: list[int] = []
    while len(turns) < len(trace.edits):
        number = chance.randrange(len(writers))
        count = len(trace.edits) if len(writers) == 1 else chance.randrange(1, 200)
        writer, edits = writers[number], trace.edits[len(turns) : len(turns) + count]
        before = text.text
        await writer.until_open_and(lambda writer=writer, before=before: writer.words == before)  # type: ignore[misc]
        await writer.type(edits, text)
        turns += [number] * len(edits)
    for writer in writers:
        await writer.until(lambda writer=writer: writer.durable >= writer.sent, 120)  # type: ignore[misc]
    return turns


def authors(trace: Trace, turns: Sequence[int]) -> list[int | None]:
    """For each character of the end text who typed it; None for the start."""
    found: list[int | None] = [None] * len(trace.start)
    for edit, who in zip(trace.edits, turns, strict=True):
        for at, deleted, inserted in edit:
            found[at : at + deleted] = [who] * len(inserted)
    return found
