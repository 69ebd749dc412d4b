"""What every unit of a text said, also those that are deleted: the document forgets them, and to read the log for them
would take as long as it has lines.

Kept joined, by client, beside the log: a process holds what came since it loaded the document, and writes it down every
so many lines. Nothing is read or written for a keystroke.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby

from django.db.models import Max

from realtime.lines import lines
from realtime.models import Document, Words
from realtime.replica import Heard
from realtime.yprotocol import Struct, decode_update

KEEP_EVERY = 500
LONGEST = 100_000


def keep(document: Document, heard: Heard) -> None:
    """Writes down what was heard, once it is much. Within the transaction of a held document, its copy at its end."""
    if document.sequence - document.worded >= KEEP_EVERY or len(heard.structs) >= 4 * KEEP_EVERY:
        _write(document, _missed(document, heard) + heard.structs, document.sequence)
        heard.structs.clear()
        heard.since = document.sequence


class Contents:
    """Looks units up, for one update of a held document: each client's words are read once, however much is asked."""

    def __init__(self, document: Document, heard: Heard) -> None:
        missed = _missed(document, heard)
        if missed:
            _write(document, missed, heard.since)
        self._document = document
        self._written: set[int] | None = None
        self._heard: dict[int, list[Struct]] = {}
        for struct in heard.structs:
            self._heard.setdefault(struct.client, []).append(struct)
        self._pieces: dict[int, list[tuple[int, bytes]]] = {}

    def __call__(self, client: int, clock: int, length: int) -> bytes | None:
        """These units in UTF-16-LE; None where one of them never was a letter of this text."""
        pieces = self._of(client)
        found = b""
        while len(found) < 2 * length:
            at = clock + len(found) // 2
            place = bisect_right(pieces, at, key=lambda piece: piece[0]) - 1
            part = pieces[place][1][2 * (at - pieces[place][0]) :] if place >= 0 else b""
            if not part:
                return None
            found += part[: 2 * length - len(found)]
        return found

    def _of(self, client: int) -> list[tuple[int, bytes]]:
        """A client's words by their clocks."""
        if client not in self._pieces:
            if self._written is None:
                self._written = set(self._document.words.values_list("client", flat=True).distinct())
            pieces = [(struct.clock, struct.content.encode("utf-16-le")) for struct in self._heard.get(client, ())]
            if client in self._written:
                rows = self._document.words.filter(client=client).values_list("clock", "words")
                pieces += [(clock, words.encode("utf-16-le")) for clock, words in rows]
            self._pieces[client] = sorted(pieces)
        return self._pieces[client]


def _missed(document: Document, heard: Heard) -> list[Struct]:
    """What lies between what is written down and what was heard: the lines that the copy was loaded with."""
    found = Heard()
    for line in lines(document.pk, document.worded, heard.since):
        found.hear(decode_update(line.data).structs)
    return found.structs


def _write(document: Document, structs: list[Struct], sequence: int) -> None:
    """Writes what is not written yet; then all up to line `sequence` is."""
    clients = {struct.client for struct in structs}
    ends = dict(document.words.filter(client__in=clients).values_list("client").annotate(last=Max("end")).order_by())
    rows: list[Words] = []
    for client, written in groupby(sorted(structs, key=lambda one: (one.client, one.clock)), lambda one: one.client):
        for struct in written:
            # Another process may have written some of them down already.
            if struct.clock < ends.get(client, 0):
                continue
            last = rows[-1] if rows else None
            if last and last.client == client and last.end == struct.clock and len(last.words) < LONGEST:
                last.words += struct.content
                last.end = struct.end
            else:
                rows.append(
                    Words(document=document, client=client, clock=struct.clock, end=struct.end, words=struct.content)
                )
    Words.objects.bulk_create(rows)
    document.worded = sequence
    Document.objects.filter(pk=document.pk).update(worded=sequence)
