"""Blocks of a text whose pieces say whose they are: `attributes["who"]`, and `turn` where another goes on writing."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import groupby
from typing import Any

from .authors import Written
from .lines import Line
from .words import Block, Piece

WHO, TURN = "who", "turn"


def signed(lines: Sequence[Line], runs: Sequence[Written]) -> list[Block]:
    """The text as blocks, each piece written by one author. A piece of blanks alone is nobody's turn."""
    marks = _each(runs)
    at = 0
    last: Any = object()
    blocks = []
    for line in lines:
        pieces: list[Piece] = []
        for run in line.runs:
            for text, who in _cut(run.text, marks[at : at + len(run.text)]):
                turn = who != last and not text.isspace()
                last = who if turn else last
                pieces.append(Piece("equal", text, {**run.attributes, WHO: who, **({TURN: True} if turn else {})}))
            at += len(run.text)
        at += 1
        blocks.append(Block(line.kind, "", "equal", tuple(pieces)))
    return blocks


def credited(
    blocks: Sequence[Block], old: str, new: str, took_out: Sequence[Hashable], put_in: Sequence[Written]
) -> list[Block]:
    """Compared blocks, in which what came says who put it in and what went who took it out.

    `old` and `new` are the flat texts; `took_out` has one entry for each code point of the old one. The comparison
    goes by words: a letter that stayed in a word that changed is credited to who changed it.
    """
    # Ends of lines are told by blocks, not by their pieces; that of the last line may be missing in the log.
    gone = iter([who for who, char in zip(took_out, old, strict=False) if char != "\n"])
    came = iter([who for who, char in zip(_each(put_in), new, strict=False) if char != "\n"])
    return [_credited(block, gone, came) for block in blocks]


def _credited(block: Block, gone: Iterator[Hashable], came: Iterator[Hashable]) -> Block:
    found: list[tuple[Piece, list[Hashable]]] = []
    for piece in block.pieces:
        marks: list[Hashable] = []
        for char in piece.text:
            if char == "\n":
                marks.append(None)
                continue
            took = next(gone, None) if piece.act != "ins" else None
            put = next(came, None) if piece.act != "del" else None
            marks.append(took if piece.act == "del" else put)
        found.append((piece, marks))
    changed = [who for piece, marks in found if piece.act in {"ins", "del"} for who in marks if who is not None]
    pieces: list[Piece] = []
    for index, (piece, marks) in enumerate(found):
        if piece.act not in {"ins", "del"}:
            pieces.append(piece)
            continue
        beside = _known_beside(found, index) or (changed[0] if changed else None)
        for text, who in _cut(piece.text, _filled(marks, beside)):
            pieces.append(Piece(piece.act, text, {**piece.attributes, WHO: who, TURN: True}))
    return Block(block.kind, block.was, block.act, tuple(pieces))


def _known_beside(found: Sequence[tuple[Piece, list[Hashable]]], index: int) -> Hashable:
    """Who did the other half of a replacement: the nearest change beside this piece."""
    for step in (1, -1):
        if 0 <= index + step < len(found) and found[index + step][0].act in {"ins", "del"}:
            for who in found[index + step][1]:
                if who is not None:
                    return who
    return None


def _filled(marks: Sequence[Hashable], otherwise: Hashable) -> list[Hashable]:
    """Unknown ones take the one before them, the first ones the first that is known."""
    last = next((who for who in marks if who is not None), otherwise)
    filled = []
    for who in marks:
        last = who if who is not None else last
        filled.append(last)
    return filled


def _cut(text: str, marks: Sequence[Hashable]) -> Iterator[tuple[str, Any]]:
    at = 0
    for who, group in groupby(marks):
        length = len(list(group))
        yield text[at : at + length], who
        at += length


def _each(runs: Sequence[Written]) -> list[Hashable]:
    return [run.author for run in runs for _ in range(run.length)]
