"""The ring of participation: outside, an arc a category, as long as its voters are many and filled as far as they
voted; inside, all of them together with a tick at the quorum. Ink only: it never says how anybody voted.

Angles need a sine, so floats draw here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from math import cos, pi, sin

from voting.pictures.svg import label, n, path, picture

CENTRE, OUTER, INNER, MARKS = 150, 112, 90, 138
JOINT = 1.5
"""Half of the gap between two arcs, in pixels of the outer ring."""
SHORTEST_MARKED = 22
"""Arcs that are shorter, in pixels, bear no letters; their tooltip still says whose they are."""


@dataclass(frozen=True, slots=True)
class Share:
    """A category's voters: the letters, what the tooltip says, how many have voted, how many they are.

    `value`: the share that a quorum asks of this very category, where it asks each.
    """

    mark: str
    words: str
    done: int
    all: int
    value: Fraction | None = None


def ring(
    shares: Sequence[Share], *, done: int, of: int, value: Fraction | None, labels: Mapping[str, str], prefix: str
) -> str:
    """The SVG. `done` of `of` is what the quorum counts, `value` the share of it that is asked, None without a quorum
    of all; `labels`: title, desc, big ("5 sur 10"), sub ("ont voté")."""
    counted = [share for share in shares if share.all]
    parts = [*_arcs(counted), _arc(INNER, 0, 1, "ring-track thin")]
    if of and done:
        parts.append(_arc(INNER, 0, Fraction(min(done, of), of), "ring-done thin"))
    if value is not None and 0 < value <= 1:
        parts.append(_tick(value, INNER - 8, INNER + 8))
        x, y = _at(value, INNER - 20)
        parts.append(label(x, y + 5, str(value), "t-soft", 15))
    parts.append(label(CENTRE, CENTRE + 4, labels["big"], "t-big", 40))
    parts.append(label(CENTRE, CENTRE + 28, labels["sub"], "", 17))
    return picture(prefix, "pic ring", (0, 0, 300, 300), labels, parts)


def _arcs(shares: Sequence[Share]) -> list[str]:
    whole = sum(share.all for share in shares)
    joint = Fraction(JOINT) / Fraction(2 * pi * OUTER) if len(shares) > 1 else Fraction(0)
    parts, before = [], 0
    for share in shares:
        start, end = Fraction(before, whole) + joint, Fraction(before + share.all, whole) - joint
        before += share.all
        drawn = _arc(OUTER, start, end, "ring-track")
        if share.done:
            drawn += _arc(OUTER, start, start + (end - start) * share.done / share.all, "ring-done")
        if share.value is not None:
            drawn += _tick(start + (end - start) * share.value, OUTER - 14, OUTER + 14)
        if (end - start) * Fraction(2 * pi * OUTER) >= SHORTEST_MARKED:
            x, y = _at((start + end) / 2, MARKS)
            drawn += label(x, y + 5, share.mark, "t-strong", 15)
        parts.append(f"<g><title>{escape(share.words)}</title>{drawn}</g>")
    return parts


def _at(turn: Fraction | int, radius: int) -> tuple[float, float]:
    """Where a share of a full turn lies, clockwise from the top."""
    angle = 2 * pi * float(turn)
    return CENTRE + radius * sin(angle), CENTRE - radius * cos(angle)


def _arc(radius: int, start: Fraction | int, end: Fraction | int, klass: str) -> str:
    # A full turn ends where it begins, which no single arc can say: two halves always.
    middle = (Fraction(start) + end) / 2
    points = [_at(turn, radius) for turn in (start, middle, end)]
    written = [f"{n(x)} {n(y)}" for x, y in points]
    d = f"M{written[0]}" + "".join(f"A{radius} {radius} 0 0 1 {point}" for point in written[1:])
    return path(d, klass=klass)


def _tick(turn: Fraction, near: int, far: int) -> str:
    (x, y), (to_x, to_y) = _at(turn, near), _at(turn, far)
    return path(f"M{n(x)} {n(y)}L{n(to_x)} {n(to_y)}", klass="needle")
