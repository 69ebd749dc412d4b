"""The duels of a choice: each row against each column; won duels are filled, lost ones empty, even ones dotted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from voting.pictures.svg import dotted, label, picture, rect

HEIGHT, HEAD, GAP = 40, 26, 3
# Cells that are narrower bear no figure; the table beneath has it.
NARROWEST = 34


@dataclass(frozen=True, slots=True)
class Row:
    """An option: its letter, its name, and whether it is chosen."""

    letter: str
    name: str
    wins: bool


def pairwise(
    rows: Sequence[Row],
    votes: Mapping[str, Mapping[str, str]],
    *,
    labels: Mapping[str, str],
    prefix: str,
    narrow: bool = False,
) -> str:
    """The SVG, rows and columns in this order; `votes` as in a consult-result/1, by letter.

    `labels`: title, desc, `duel` ("{0} – {1} : {2} contre {3}").
    """
    left, widest, chars = (104, 62, 9) if narrow else (250, 96, 30)
    width = 358 if narrow else 900
    cell = min(Fraction(width - left, len(rows)), Fraction(widest))
    parts = []
    for n, row in enumerate(rows):
        parts.append(label(left + cell * n + cell / 2, HEAD - 8, row.letter, "t-strong", 14))
        y = HEAD + HEIGHT * n
        name = row.name if len(row.name) <= chars else row.name[: chars - 1].rstrip() + "…"
        words = f"{row.letter}  {name}"
        parts.append(label(left - 12, y + 25, words, "t-strong" if row.wins else "", 15 if not narrow else 14, "end"))
        for m, other in enumerate(rows):
            if row is not other:
                parts.append(_duel(row, other, votes, (left + cell * m, Fraction(y)), cell, labels, prefix))
    used = left + cell * len(rows)
    box = (0, 0, max(used, Fraction(width)), HEAD + HEIGHT * len(rows))
    return picture(prefix, "pic narrow" if narrow else "pic wide-pic", box, labels, parts)


def _duel(
    row: Row,
    other: Row,
    votes: Mapping[str, Mapping[str, str]],
    at: tuple[Fraction, Fraction],
    cell: Fraction,
    labels: Mapping[str, str],
    prefix: str,
) -> str:
    mine, theirs = votes[row.letter][other.letter], votes[other.letter][row.letter]
    (x, y), width, height = at, cell - GAP, HEIGHT - GAP
    if Fraction(mine) > Fraction(theirs):
        drawn = rect(x, y, width, height, klass="for", rx=3)
        klass = "on-for"
    elif mine == theirs:
        drawn = rect(x, y, width, height, fill=dotted(prefix), rx=3)
        klass = "t-strong"
    else:
        drawn = rect(x + Fraction(1, 2), y + Fraction(1, 2), width - 1, height - 1, klass="frame", rx=3)
        klass = ""
    if cell >= NARROWEST:
        size = 15 if 9 * len(mine) < cell else 11
        if mine == theirs:
            drawn += rect(x + width / 2 - 5 * len(mine), y + 8, 10 * len(mine), 21, klass="ground", rx=3)
        drawn += label(x + width / 2, y + 24, mine, klass, size)
    words = labels["duel"].format(row.name, other.name, mine, theirs)
    return f"<g><title>{escape(words)}</title>{drawn}</g>"
