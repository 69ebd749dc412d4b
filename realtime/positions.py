"""The three ways in which one text is counted, and the only place that converts between them.

Yjs and browsers count UTF-16 units, pycrdt UTF-8 bytes, everything else here code points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from realtime.registry import Ops


class Mirror:
    """A shared text beside its document: it follows pycrdt's changes and tells them in code points.

    Kept in bytes, so that a keystroke costs one look at the text before it and no index.
    """

    def __init__(self, text: str = "") -> None:
        self._bytes, self._length = text.encode(), len(text)

    def __len__(self) -> int:
        """In code points."""
        return self._length

    @property
    def text(self) -> str:
        return self._bytes.decode()

    def ends_with(self, words: str) -> bool:
        return self._bytes.endswith(words.encode())

    def follow(self, delta: Iterable[Mapping[str, Any]]) -> Ops:
        """Makes this change, whose lengths are UTF-8 bytes, as pycrdt's `TextEvent.delta`; gives it in code points.

        Raises ValueError, and changes nothing, where it reaches beyond the text or into a character.
        """
        ops: Ops = []
        parts: list[bytes] = []
        at, length = 0, self._length
        for op in delta:
            if "insert" in op:
                parts.append(op["insert"].encode())
                length += len(op["insert"])
                ops.append(dict(op))
                continue
            verb = _verb(op)
            run = self._bytes[at : at + op[verb]]
            if len(run) != op[verb]:
                raise ValueError("a change reaches beyond the text")
            at += len(run)
            count = len(run.decode())
            if verb == "retain":
                parts.append(run)
            else:
                length -= count
            ops.append({**op, verb: count})
        parts.append(self._bytes[at:])
        self._bytes, self._length = b"".join(parts), length
        return ops

    def in_bytes(self, ops: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """A change counted in code points, one operation after the other, its lengths in UTF-8 bytes.

        What reaches beyond the text is cut to its end. The text must not change meanwhile.
        """
        at = 0
        for op in ops:
            if "insert" in op:
                yield dict(op)
                continue
            verb = _verb(op)
            # A character takes at most four bytes; one that is cut at the slice's end lies beyond the count.
            ahead = self._bytes[at : at + 4 * op[verb]].decode(errors="ignore")
            size = len(ahead[: op[verb]].encode())
            at += size
            yield {**op, verb: size}


def _verb(op: Mapping[str, Any]) -> str:
    return "retain" if "retain" in op else "delete"


def units(text: str) -> list[bytes]:
    """The text's UTF-16 units, two bytes each."""
    encoded = text.encode("utf-16-le")
    return [encoded[at : at + 2] for at in range(0, len(encoded), 2)]


def cut(text: str, count: int) -> tuple[str, str]:
    """The text before and after `count` UTF-16 units; of a character that is cut in two each has its surrogate."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    head, tail = (part.decode("utf-16-le", "surrogatepass") for part in (encoded[: 2 * count], encoded[2 * count :]))
    return head, tail


def length_in_units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def pairs(text: str) -> Iterator[int]:
    """Where, counted in UTF-16 units, each character begins that takes two of them."""
    at = 0
    for character in text:
        if character > "\uffff":
            yield at
            at += 1
        at += 1
