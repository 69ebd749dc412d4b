"""How the voices of each category divide: a bar a category, one under the other, each as long as all its voters.

For stands at the left, then abstention, then against; what stays empty took no part. Counts alone, no weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.pictures.rows import Frame, figure, part, track
from voting.pictures.svg import cut, dotted, hatched, picture, rect


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
    drawn = track(frame, y, cut(row.name, frame.chars), row.note, strong=row.sums)
    x = Fraction(frame.left)
    for share in row.shares:
        if not share.count:
            continue
        width = Fraction(share.count * frame.plot, row.voters)
        inside = rect(x, y, width, frame.bar, **_fill(share.kind, prefix))
        if width >= ROOM:
            words = str(share.count)
            inside += figure(frame, x + width / 2, y, words, 8 * len(words) + 10)
        x += width
        drawn.extend(part(frame, x, y, inside, share.words))
    return drawn


def _fill(kind: str, prefix: str) -> dict[str, str]:
    return {"yes": {"klass": "for"}, "no": {"fill": hatched(prefix)}, "abstain": {"fill": dotted(prefix)}}[kind]
