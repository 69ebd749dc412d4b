"""What each category said of each option: a row an option, a column a category, all together at the end.

A cell is all voters of its category, filled from the floor by those who said something of the option, the best first;
what stays empty took no part, or left the option out. Counts alone, no weights. Two drawings: names beside the rows
and marks above the columns, or names above and marks beneath each cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from voting.pictures.steps import fill, legend_of, patterns
from voting.pictures.svg import cut, label, picture, rect

LOW, HIGH = 40, 84
GAP, BEFORE_SUMS = 3, 14
# A figure stands in a part that has room for its plate.
ROOM = 22
# Marks in columns that are narrower shrink, then leave it to tooltip and table.
SHRINKS, NARROWEST = 24, 14


@dataclass(frozen=True, slots=True)
class Said:
    """How many voters said this of an option, how good it is (0 to 4, 4 the best), what its tooltip says."""

    count: int
    step: int
    words: str


@dataclass(frozen=True, slots=True)
class Answering:
    """A column: the mark of its category, its voters, what stands beneath the mark; `sums` is all together."""

    mark: str
    voters: int
    note: str
    sums: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """An option: letter, name, and what each column said of it, the best first; `words` are the tooltips of cells."""

    letter: str
    name: str
    cells: Sequence[Sequence[Said]]
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """One of the two drawings, in units of its viewBox; `above` and `below` is what a row has beside its cells, `chars`
    how much of a name fits."""

    klass: str
    width: int
    left: int
    head: int
    above: int
    below: int
    widest: int
    chars: int
    narrow: bool


WIDE = Frame("pic wide-pic", 900, 250, 44, 0, 8, 72, 30, False)
NARROW = Frame("pic narrow", 358, 0, 0, 24, 50, 58, 46, True)


def answers(
    rows: Sequence[Offered],
    columns: Sequence[Answering],
    *,
    legend: Sequence[tuple[int, str]] = (),
    labels: Mapping[str, str],
    prefix: str,
    narrow: bool = False,
) -> str:
    """The SVG; with a `legend` (pairs of a step and its word) cells are higher, since they are divided. `labels`:
    title, desc."""
    frame = NARROW if narrow else WIDE
    height = HIGH if legend else LOW
    places = _places(columns, frame)
    parts = [patterns(prefix)]
    if not narrow:
        for column, (x, cell) in zip(columns, places, strict=True):
            parts.extend(_head(column, column.note, x + (cell - GAP) / 2, 16, cell))
    y = frame.head
    for row in rows:
        parts.extend(_row(row, columns, places, y, height, frame, prefix))
        y += frame.above + height + frame.below
    if legend:
        parts.extend(legend_of(legend, (frame.left, y + 4), frame.width - frame.left, prefix, narrow=narrow))
        y += 24
    return picture(prefix, frame.klass, (0, 0, frame.width, y), labels, parts)


def _places(columns: Sequence[Answering], frame: Frame) -> list[tuple[Fraction, Fraction]]:
    """Where each column begins, and how wide it is."""
    room = frame.width - frame.left - BEFORE_SUMS
    cell = min(Fraction(room, len(columns)), Fraction(frame.widest))
    return [(frame.left + cell * n + (BEFORE_SUMS if column.sums else 0), cell) for n, column in enumerate(columns)]


def _head(column: Answering, note: str, middle: Fraction, y: int, cell: Fraction) -> list[str]:
    if cell < NARROWEST:
        return []
    small = cell < SHRINKS
    drawn = [label(middle, y, column.mark, "t-strong", 9 if small else 12)]
    if not small:
        drawn.append(label(middle, y + 16, note, "t-soft", 11 if cell < 44 else 12))
    return drawn


def _row(
    row: Offered,
    columns: Sequence[Answering],
    places: Sequence[tuple[Fraction, Fraction]],
    y: int,
    height: int,
    frame: Frame,
    prefix: str,
) -> list[str]:
    name = f"{row.letter}  {cut(row.name, frame.chars)}"
    if frame.narrow:
        drawn = [label(0, y + 15, name, "t-strong", 14, "start")]
    else:
        drawn = [label(frame.left - 14, y + height / 2 + 5, name, "", 15, "end")]
    top = y + frame.above
    for column, (x, cell), said, words in zip(columns, places, row.cells, row.words, strict=True):
        drawn.append(f"<g><title>{escape(words)}</title>{_cell(column, said, x, top, cell, height, frame, prefix)}</g>")
        if frame.narrow:
            note = f"{sum(part.count for part in said)}/{column.voters}"
            drawn.extend(_head(column, note, x + (cell - GAP) / 2, top + height + 15, cell))
    return drawn


def _cell(
    column: Answering,
    said: Sequence[Said],
    x: Fraction,
    top: int,
    cell: Fraction,
    height: int,
    frame: Frame,
    prefix: str,
) -> str:
    width = cell - GAP
    drawn = [rect(x, top, width, height, klass="track")]
    floor = Fraction(top + height)
    for part in said:
        if not part.count:
            continue
        tall = Fraction(part.count * height, column.voters)
        floor -= tall
        inside = rect(x, floor, width, tall, fill=fill(part.step, prefix))
        drawn.append(f"<g><title>{escape(part.words)}</title>{inside}</g>")
        if len(said) > 1 and tall >= ROOM and width >= ROOM:
            drawn.append(_figure(x + width / 2, floor + tall / 2, str(part.count)))
    if len(said) == 1 and not frame.narrow and width >= ROOM:
        drawn.append(_figure(x + width / 2, top + Fraction(height, 2), str(said[0].count)))
    return "".join(drawn)


def _figure(x: Fraction, y: Fraction, words: str) -> str:
    """On a plate, since no word is read on a pattern."""
    width = 8 * len(words) + 10
    return rect(x - Fraction(width, 2), y - 10, width, 20, klass="ground", rx=3) + label(
        x, y + 5, words, "t-strong", 14
    )
