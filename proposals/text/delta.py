"""What changed from one text to another, as the operations of a Quill or Yjs delta, from one alignment of words.

Operations: `{"retain": n}`, `{"retain": n, "attributes": {...}}` (null takes a format away), `{"delete": n}`,
`{"insert": text, "attributes": {...}}`; lengths in code points. Inserted text names every attribute, null where it has
none, so that it inherits nothing from its neighbour. Words that stayed and changed their formatting become formats.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from .align import Match, align
from .lines import INLINE_KEYS, Line, TextError, flat, from_pairs

Operation = dict[str, Any]
Delta = list[Operation]

TOKEN = re.compile(r"\w+|\n|[^\S\n]+|[^\w\s]")
KEYS = (*INLINE_KEYS, "b")


class Span(NamedTuple):
    """`length` code points are kept from `base` on in the text before and from `new` on in the text after."""

    base: int
    new: int
    length: int


def delta(base: Sequence[Line], new: Sequence[Line]) -> Delta:
    """Operations that turn `base` into `new`: `apply(base, delta(base, new)) == new`."""
    old_words, new_words = flat(base), flat(new)
    old_marks, new_marks = marks_of(base), marks_of(new)
    operations = _Operations()
    i = j = 0
    for match in aligned(old_words, new_words):
        operations.insert(new_words, new_marks, j, match.new)
        operations.delete(match.base - i)
        operations.keep(old_marks, new_marks, match)
        i, j = match.base + match.length, match.new + match.length
    operations.insert(new_words, new_marks, j, len(new_words))
    operations.delete(len(old_words) - i)
    return operations.finished()


def apply(base: Sequence[Line], changes: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """The text after the operations. Raises TextError when they do not fit it."""
    words, marks = flat(base), marks_of(base)
    pairs: list[tuple[str, Mapping[str, Any]]] = []
    at = 0
    for operation in changes:
        if "insert" in operation:
            pairs.append((operation["insert"], _without_null(operation.get("attributes") or {})))
            continue
        length = operation.get("retain", operation.get("delete"))
        if not isinstance(length, int) or not 0 <= length <= len(words) - at:
            raise TextError("The changes do not fit the text.")
        if "retain" in operation:
            pairs.extend(formatted(words, marks, at, at + length, operation.get("attributes") or {}))
        at += length
    pairs.extend(formatted(words, marks, at, len(words), {}))
    return from_pairs(pairs)


def kept(changes: Iterable[Mapping[str, Any]], length: int) -> list[Span]:
    """What operations keep of a text of that length, in order."""
    spans: list[Span] = []
    base = new = 0
    for operation in changes:
        if "insert" in operation:
            new += len(operation["insert"]) if isinstance(operation["insert"], str) else 1
        elif "retain" in operation:
            taken = min(operation["retain"], length - base)
            if taken > 0:
                spans.append(Span(base, new, taken))
            base, new = base + operation["retain"], new + operation["retain"]
        else:
            base += operation["delete"]
    if base < length:
        spans.append(Span(base, new, length - base))
    return spans


def deleted(changes: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    """The ranges (start, end) that operations take out of the text they are made to."""
    at = 0
    for operation in changes:
        if "delete" in operation:
            yield at, at + operation["delete"]
        at += operation.get("retain", operation.get("delete", 0))


def aligned(base: str, new: str) -> list[Match]:
    """Matches of words in code points: first whole lines, then words inside what differs."""
    old_tokens, new_tokens = TOKEN.findall(base), TOKEN.findall(new)
    old_starts = [0, *accumulate(map(len, old_tokens))]
    new_starts = [0, *accumulate(map(len, new_tokens))]
    return [
        Match(old_starts[m.base], new_starts[m.new], old_starts[m.base + m.length] - old_starts[m.base])
        for m in aligned_tokens(old_tokens, new_tokens)
    ]


def aligned_tokens(base: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Matches of tokens: lines that stayed whole hold the rest in place, and words are aligned between them."""
    old_lines, new_lines = _line_bounds(base), _line_bounds(new)
    matches: list[Match] = []
    i = j = 0
    whole = align([tuple(base[a:b]) for a, b in pairwise(old_lines)], [tuple(new[a:b]) for a, b in pairwise(new_lines)])
    for match in [*whole, Match(len(old_lines) - 1, len(new_lines) - 1, 0)]:
        a, b = old_lines[match.base], new_lines[match.new]
        matches.extend(Match(i + m.base, j + m.new, m.length) for m in align(base[i:a], new[j:b]))
        i, j = old_lines[match.base + match.length], new_lines[match.new + match.length]
        if i > a:
            matches.append(Match(a, b, i - a))
    return matches


def _line_bounds(tokens: Sequence[str]) -> list[int]:
    bounds = [0, *(index for index, word in enumerate(tokens, 1) if word == "\n")]
    return bounds if bounds[-1] == len(tokens) else [*bounds, len(tokens)]


def marks_of(lines: Iterable[Line]) -> list[Mapping[str, Any]]:
    """The attributes of every code point of the flat text."""
    marks: list[Mapping[str, Any]] = []
    for line in lines:
        for run in line.runs:
            marks.extend([run.attributes] * len(run.text))
        marks.append({"b": line.kind})
    return marks


def _without_null(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in attributes.items() if value is not None}


def formatted(
    words: str, marks: Sequence[Mapping[str, Any]], begin: int, end: int, changes: Mapping[str, Any]
) -> list[tuple[str, Mapping[str, Any]]]:
    pairs: list[tuple[str, Mapping[str, Any]]] = []
    while begin < end:
        stop = begin + 1
        while stop < end and marks[stop] is marks[begin]:
            stop += 1
        held = marks[begin]
        pairs.append((words[begin:stop], _without_null({**held, **changes}) if changes else held))
        begin = stop
    return pairs


class _Operations:
    def __init__(self) -> None:
        self.done: Delta = []

    def insert(self, words: str, marks: Sequence[Mapping[str, Any]], begin: int, end: int) -> None:
        for text, attributes in formatted(words, marks, begin, end, {}):
            whole = {**dict.fromkeys(KEYS), **attributes}
            last = self.done[-1] if self.done else {}
            if "insert" in last and last["attributes"] == whole:
                last["insert"] += text
            else:
                self.done.append({"insert": text, "attributes": whole})

    def delete(self, length: int) -> None:
        if length:
            self.done.append({"delete": length})

    def keep(self, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], match: Match) -> None:
        for offset in range(match.length):
            before, after = old[match.base + offset], new[match.new + offset]
            changes: dict[str, Any] = {}
            if before is not after and before != after:
                changes = {
                    key: after.get(key) for key in before.keys() | after.keys() if before.get(key) != after.get(key)
                }
            last = self.done[-1] if self.done else {}
            if "retain" in last and last.get("attributes", {}) == changes:
                last["retain"] += 1
            else:
                self.done.append({"retain": 1, "attributes": changes} if changes else {"retain": 1})

    def finished(self) -> Delta:
        if self.done and "retain" in self.done[-1] and "attributes" not in self.done[-1]:
            self.done.pop()
        return self.done
