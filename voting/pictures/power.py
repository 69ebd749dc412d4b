"""Weight beside power: for each category three bars, told apart by outline, stripes and ink, without any colour.

Two drawings: names beside the bars, or above them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from voting.pictures.svg import attributes, cut, label, n, path, picture, rect

BAR, GAP = 14, 4
STRIPE = '<path class="needle" d="M0 0V6"/>'
# Outline, stripes, ink.
FILLS = ("box", "stripes", "ink")


@dataclass(frozen=True, slots=True)
class Measure:
    """A bar: its share of the whole, the words at its end, what its tooltip says."""

    share: Fraction
    note: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """A category with its measures, in the order of the legend."""

    name: str
    measures: Sequence[Measure]


@dataclass(frozen=True, slots=True)
class Frame:
    """One of the two drawings, in units of its viewBox; `chars` is how much of a name fits."""

    klass: str
    width: int
    left: int
    right: int
    top: int
    step: int
    chars: int


WIDE = Frame("pic wide-pic", 900, 250, 80, 6, 74, 30)
NARROW = Frame("pic narrow", 358, 0, 66, 26, 92, 38)


def power_bars(
    groups: Sequence[Group],
    *,
    legend: Sequence[str],
    labels: Mapping[str, str],
    prefix: str,
    narrow: bool = False,
) -> str:
    """The SVG; the longest bar fills the width; `legend` has a word for each measure; `labels`: title, desc."""
    frame = NARROW if narrow else WIDE
    longest = max((measure.share for group in groups for measure in group.measures), default=Fraction(0)) or Fraction(1)
    parts = [_stripes(prefix)]
    for number, group in enumerate(groups):
        parts.extend(_group(group, frame.top + number * frame.step, frame, longest, prefix))
    bottom = frame.top + len(groups) * frame.step
    parts.extend(_legend(legend, bottom, frame, prefix))
    height = bottom + (22 * len(legend) if narrow else 22)
    return picture(prefix, frame.klass, (0, 0, frame.width, height), labels, parts)


def _group(group: Group, y: int, frame: Frame, longest: Fraction, prefix: str) -> list[str]:
    name, plot = cut(group.name, frame.chars), frame.width - frame.left - frame.right
    if frame.left:
        middle = y + Fraction(len(group.measures) * (BAR + GAP) - GAP, 2)
        drawn = [label(frame.left - 14, middle + 5, name, "t-strong", 15, "end")]
    else:
        drawn = [label(0, y - 8, name, "t-strong", 14, "start")]
    for number, (measure, fill) in enumerate(zip(group.measures, FILLS, strict=False)):
        top, width = y + number * (BAR + GAP), measure.share / longest * plot
        bar = _bar(frame.left, top, width, BAR, fill, prefix)
        note = label(frame.left + width + 8, top + 12, measure.note, "", 13, "start")
        drawn.append(f"<g><title>{escape(measure.words)}</title>{bar}{note}</g>")
    drawn.append(path(f"M{n(frame.left)} {y - 3}v{len(group.measures) * (BAR + GAP) + 2}", klass="tick"))
    return drawn


def _bar(x: int, y: int, width: Fraction | int, height: int, fill: str, prefix: str) -> str:
    if fill == "box":
        # The stroke stands inside the bar, whose length is exact.
        return rect(x, y, width, height, klass="track") + rect(
            x + Fraction(1, 2), y + Fraction(1, 2), max(width - 1, 0), height - 1, klass="frame"
        )
    return (
        rect(x, y, width, height, fill=f"url(#{prefix}-stripes)")
        if fill == "stripes"
        else rect(x, y, width, height, klass="short")
    )


def _legend(legend: Sequence[str], y: int, frame: Frame, prefix: str) -> list[str]:
    drawn = []
    place = (frame.width - frame.left) // max(len(legend), 1)
    for number, (word, fill) in enumerate(zip(legend, FILLS, strict=False)):
        x, top = (frame.left + place * number, y) if frame.left else (0, y + 22 * number)
        drawn.append(_bar(x, top, 22, BAR, fill, prefix))
        drawn.append(label(x + 30, top + 12, word, "", 13, "start"))
    return drawn


def _stripes(prefix: str) -> str:
    given = attributes(
        id=f"{prefix}-stripes", width=5, height=6, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
    )
    return f'<defs><pattern{given}><rect class="ground" width="5" height="6"/>{STRIPE}</pattern></defs>'
