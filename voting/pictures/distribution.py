"""How the voices of each category divide: a bar a category, one under the other, each as long as all its voters.

For stands at the left, then abstention, then against; what stays empty took no part. Counts alone, no weights. Two
drawings: names beside the bars, or above them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from voting.pictures.svg import cut, dotted, hatched, label, n, path, picture, rect


@dataclass(frozen=True, slots=True)
class Share:
    """Voices of one kind ("yes", "abstain" or "no"), and what their tooltip says."""

    kind: str
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class Voices:
    """A category: its name, its voices in the order of the bar, of how many voters; `note` stands at the bar's end;
    `sums` is the line of all together."""

    name: str
    shares: Sequence[Share]
    voters: int
    note: str
    sums: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """One of the two drawings, in units of its viewBox; `chars` is how much of a name fits."""

    klass: str
    width: int
    left: int
    right: int
    bar: int
    step: int
    top: int
    chars: int
    narrow: bool

    @property
    def plot(self) -> int:
        return self.width - self.left - self.right


WIDE = Frame("pic wide-pic", 900, 250, 70, 30, 42, 4, 30, False)
NARROW = Frame("pic narrow", 358, 0, 0, 26, 56, 22, 34, True)
# A figure stands in a part that has room for its plate.
ROOM = 30


def distribution(rows: Sequence[Voices], *, labels: Mapping[str, str], prefix: str, narrow: bool = False) -> str:
    """The SVG; `labels`: title, desc."""
    frame = NARROW if narrow else WIDE
    parts: list[str] = []
    y = frame.top
    for row in rows:
        if row.sums:
            y += 10
        parts.extend(_row(row, y, frame, prefix))
        y += frame.step
    height = y - frame.step + frame.bar + 4
    return picture(prefix, frame.klass, (0, 0, frame.width, height), labels, parts)


def _row(row: Voices, y: int, frame: Frame, prefix: str) -> list[str]:
    strong = "t-strong" if row.sums else ""
    name = cut(row.name, frame.chars)
    if frame.narrow:
        drawn = [label(0, y - 7, name, strong, 14, "start"), label(frame.width, y - 7, row.note, strong, 14, "end")]
    else:
        middle = y + frame.bar / 2 + 5
        drawn = [
            label(frame.left - 14, middle, name, strong, 15, "end"),
            label(frame.width - frame.right + 12, middle, row.note, strong, 15, "start"),
        ]
    drawn.append(rect(frame.left, y, frame.plot, frame.bar, klass="track"))
    x = Fraction(frame.left)
    for share in row.shares:
        if not share.count:
            continue
        width = Fraction(share.count * frame.plot, row.voters)
        inside = rect(x, y, width, frame.bar, **_fill(share.kind, prefix))
        if width >= ROOM:
            inside += _figure(x + width / 2, y + Fraction(frame.bar, 2), str(share.count))
        drawn.append(f"<g><title>{escape(share.words)}</title>{inside}</g>")
        x += width
        drawn.append(path(f"M{n(x)} {y}v{frame.bar}", klass="gap"))
    return drawn


def _fill(kind: str, prefix: str) -> dict[str, str]:
    return {"yes": {"klass": "for"}, "no": {"fill": hatched(prefix)}, "abstain": {"fill": dotted(prefix)}}[kind]


def _figure(x: Fraction, y: Fraction, words: str) -> str:
    """On a plate, since no word is read on a pattern."""
    width = 8 * len(words) + 10
    return rect(x - Fraction(width, 2), y - 10, width, 20, klass="ground", rx=3) + label(
        x, y + 5, words, "t-strong", 14
    )
