"""Differences of words between two texts, for reading: inside sections, the old words before the new ones."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Literal, NamedTuple

from .align import Match, align
from .delta import TOKEN, aligned_tokens, formatted, marks_of
from .lines import WORD, Line, flat, heading_level

Act = Literal["equal", "format", "del", "ins"]

ALIKE = 0.3
"""Share of words that two sections have in common, from which on they are taken for one that changed."""
COMPARED = 2_500
"""Largest product of numbers of sections that are compared each with each."""


class Piece(NamedTuple):
    """Words that stayed (`equal`, or `format` where only their formatting changed), went (`del`) or came (`ins`).

    A line feed in `text` is the end of a line that went: two lines became one there.
    """

    act: Act
    text: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Block:
    """A line as it is read: `kind` now (before, if it went), `was` its former kind where that changed, else ''.

    `act`: `equal`, `ins` or `del` for a whole line, `changed` otherwise.
    """

    kind: str
    was: str
    act: Literal["equal", "ins", "del", "changed"]
    pieces: tuple[Piece, ...]


def compare(base: Sequence[Line], new: Sequence[Line]) -> list[Block]:
    """Blocks in reading order. The pieces that are not `ins` spell the base, those that are not `del` the new text."""
    blocks: list[Block] = []
    for before, after in paired_sections(sections(base), sections(new)):
        blocks.extend(_Section(before, after).blocks())
    return blocks


def changed(blocks: Sequence[Block]) -> tuple[int, int]:
    """Number of words that came and that went."""
    text = {act: " ".join(p.text for block in blocks for p in block.pieces if p.act == act) for act in ("ins", "del")}
    return len(WORD.findall(text["ins"])), len(WORD.findall(text["del"]))


def sections(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines cut before each heading."""
    bounds = [0, *(index for index, line in enumerate(lines) if heading_level(line.kind) and index), len(lines)]
    return [lines[a:b] for a, b in pairwise(bounds)]


def paired_sections(
    base: Sequence[Sequence[Line]], new: Sequence[Sequence[Line]]
) -> Iterator[tuple[Sequence[Line], Sequence[Line]]]:
    """Sections of equal headings, then those between them that have enough words in common; others went or came."""
    matches = align([_title(section) for section in base], [_title(section) for section in new])
    i = j = 0
    for match in [*matches, Match(len(base), len(new), 0)]:
        yield from _paired_by_words(base[i : match.base], new[j : match.new])
        for step in range(match.length):
            yield base[match.base + step], new[match.new + step]
        i, j = match.base + match.length, match.new + match.length


def _title(section: Sequence[Line]) -> tuple[bool, str]:
    return bool(section and heading_level(section[0].kind)), section[0].text.strip() if section else ""


def _paired_by_words(
    base: Sequence[Sequence[Line]], new: Sequence[Sequence[Line]]
) -> Iterator[tuple[Sequence[Line], Sequence[Line]]]:
    i = j = 0
    for a, b in [*_most_alike(base, new), (len(base), len(new))]:
        yield from ((section, ()) for section in base[i:a])
        yield from (((), section) for section in new[j:b])
        if a < len(base):
            yield base[a], new[b]
        i, j = a + 1, b + 1


def _most_alike(base: Sequence[Sequence[Line]], new: Sequence[Sequence[Line]]) -> list[tuple[int, int]]:
    """Pairs in order whose likeness adds up to the most."""
    if not base or not new or len(base) * len(new) > COMPARED:
        return []
    old_words, new_words = ([Counter(WORD.findall(flat(s))) for s in side] for side in (base, new))
    best = [[0.0] * (len(new) + 1) for _ in range(len(base) + 1)]
    alike = [[_likeness(x, y) for y in new_words] for x in old_words]
    for a in reversed(range(len(base))):
        for b in reversed(range(len(new))):
            best[a][b] = max(best[a + 1][b], best[a][b + 1], alike[a][b] + best[a + 1][b + 1] if alike[a][b] else 0.0)
    pairs = []
    a = b = 0
    while a < len(base) and b < len(new):
        if alike[a][b] and best[a][b] == alike[a][b] + best[a + 1][b + 1]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return pairs


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    most = max(one.total(), other.total())
    share = (one & other).total() / most if most else 0.0
    return share if share >= ALIKE else 0.0


class _Section:
    """One section before and after, read as blocks."""

    def __init__(self, base: Sequence[Line], new: Sequence[Line]) -> None:
        self.words = {"old": flat(base), "new": flat(new)}
        self.marks = {"old": marks_of(base), "new": marks_of(new)}
        self.tokens = {side: TOKEN.findall(words) for side, words in self.words.items()}
        self.starts = {side: [0, *accumulate(map(len, tokens))] for side, tokens in self.tokens.items()}
        self.done: list[Block] = []
        self.pieces: list[Piece] = []

    def blocks(self) -> list[Block]:
        i = j = 0
        end = Match(len(self.tokens["old"]), len(self.tokens["new"]), 0)
        for match in [*self._held(), end]:
            self._gone(i, match.base)
            self._come(j, match.new)
            for step in range(match.length):
                self._stayed(match.base + step, match.new + step)
            i, j = match.base + match.length, match.new + match.length
        return self.done

    def _held(self) -> Iterator[Match]:
        """Matches without blanks and signs that stand alone between two changes: they would only cut the reading."""
        for match in aligned_tokens(self.tokens["old"], self.tokens["new"]):
            held = self.tokens["new"][match.new : match.new + match.length]
            alone = match.base + match.new > 0 and (
                match.base + match.length < len(self.tokens["old"])
                or match.new + match.length < len(self.tokens["new"])
            )
            if not alone or "\n" in held or any(char.isalnum() for token in held for char in token):
                yield match

    def _gone(self, begin: int, end: int) -> None:
        for token in range(begin, end):
            at, stop = self.starts["old"][token], self.starts["old"][token + 1]
            if self.tokens["old"][token] != "\n":
                self._add("del", "old", at, stop)
            elif all(piece.act == "del" for piece in self.pieces):
                self._close(str(self.marks["old"][at]["b"]), "", "del")
            else:
                self._piece("del", "\n", {})

    def _come(self, begin: int, end: int) -> None:
        for token in range(begin, end):
            at, stop = self.starts["new"][token], self.starts["new"][token + 1]
            if self.tokens["new"][token] == "\n":
                self._close(str(self.marks["new"][at]["b"]), "", "ins")
            else:
                self._add("ins", "new", at, stop)

    def _stayed(self, old: int, new: int) -> None:
        before, after = self.starts["old"][old], self.starts["new"][new]
        length = len(self.tokens["new"][new])
        if self.tokens["new"][new] == "\n":
            kind, was = str(self.marks["new"][after]["b"]), str(self.marks["old"][before]["b"])
            self._close(kind, was if was != kind else "", "equal")
        elif self.marks["old"][before : before + length] == self.marks["new"][after : after + length]:
            self._add("equal", "new", after, after + length)
        else:
            self._add("format", "new", after, after + length)

    def _add(self, act: Act, side: str, begin: int, end: int) -> None:
        for text, attributes in formatted(self.words[side], self.marks[side], begin, end, {}):
            self._piece(act, text, attributes)

    def _piece(self, act: Act, text: str, attributes: Mapping[str, Any]) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last and last.act == act and last.attributes == attributes:
            self.pieces[-1] = Piece(act, last.text + text, attributes)
        else:
            self.pieces.append(Piece(act, text, attributes))

    def _close(self, kind: str, was: str, end: Literal["equal", "ins", "del"]) -> None:
        whole = all(piece.act == end for piece in self.pieces) and not was
        self.done.append(Block(kind, was, end if whole else "changed", tuple(self.pieces)))
        self.pieces = []
