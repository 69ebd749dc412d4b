"""Bars of options, one under the other: the profile of grades with the line of the median, or approvals.

A bar is the whole weight, its parts are exact. The best grade begins at the left, so that the line of the median falls
in the grade that more than half of the weight gives at least.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.pictures.rows import Frame, figure, part, track
from voting.pictures.steps import fill, legend_of, patterns
from voting.pictures.svg import cut, label, n, path, picture, rect

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its share of the whole, how good it is (0 to 4, 4 the best), what its tooltip says."""

    share: Fraction
    step: int
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An option: letter, name, what stands at its end; `wins` marks it."""

    letter: str
    name: str
    note: str
    parts: Sequence[Part]
    wins: bool = False


WIDE = Frame("pic wide-pic", 900, 250, 110, 36, 52, 34, 30, False)
NARROW = Frame("pic narrow", 358, 0, 0, 28, 62, 30, 32, True)


def profile(
    bars: Sequence[Bar],
    *,
    legend: Sequence[tuple[int, str]] = (),
    median: str = "",
    labels: Mapping[str, str],
    prefix: str,
    narrow: bool = False,
) -> str:
    """The SVG; `median` is the word on the line at one half, "" draws none; `legend` pairs a step with its word;
    `labels`: title, desc."""
    frame = NARROW if narrow else WIDE
    top = frame.top if median else (20 if narrow else 4)
    bottom = top + frame.step * len(bars)
    parts = [patterns(prefix)]
    for number, bar in enumerate(bars):
        parts.extend(_bar(bar, top + frame.step * number, frame, prefix, bool(median)))
    if median:
        parts.extend(_median(median, top, bottom - (frame.step - frame.bar), frame))
    if legend:
        parts.extend(legend_of(legend, (frame.left, bottom + 8), frame.plot, prefix, narrow=narrow))
    height = bottom + (34 if legend else 0)
    return picture(prefix, frame.klass, (0, 0, frame.width, height), labels, parts)


def _bar(bar: Bar, y: int, frame: Frame, prefix: str, median: bool) -> list[str]:
    name = f"{bar.letter}  {cut(bar.name, frame.chars - (len(bar.note) if frame.narrow else 0))}"
    drawn = track(frame, y, name, bar.note, strong=bar.wins)
    x = Fraction(frame.left)
    for each in bar.parts:
        width = each.share * frame.plot
        if not width:
            continue
        inside = rect(x, y, width, frame.bar, fill=fill(each.step, prefix))
        # Approvals have their figure at the end of the bar.
        if width >= 46 and median:
            words = str(each.share)
            inside += figure(frame, _beside(x, width, words, frame, median), y, words, 8 * len(words) + 8)
        x += width
        drawn.extend(part(frame, x, y, inside, each.words))
    return drawn


def _beside(x: Fraction, width: Fraction, words: str, frame: Frame, median: bool) -> Fraction:
    """Where a figure stands in its part: in the middle, or beside the line of the median where there is room."""
    middle, line = x + width / 2, frame.left + HALF * frame.plot
    away = Fraction(8 * len(words) + 8, 2) + 5
    if not median or abs(middle - line) >= away:
        return middle
    sides = sorted([(line - x, line - away), (x + width - line, line + away)])
    room, at = sides[-1]
    return at if room >= 2 * away else middle


def _median(words: str, top: int, bottom: int, frame: Frame) -> list[str]:
    x = frame.left + HALF * frame.plot
    width = 7 * len(words) + 20
    y = 2 if not frame.narrow else 0
    # On a phone the names stand between the bars: the line is broken there.
    spans = [(top - 8, bottom + 4)]
    if frame.narrow:
        spans = [(y, y + frame.bar) for y in range(top, bottom, frame.step)]
    drawn = []
    for start, end in spans:
        drawn.append(path(f"M{n(x)} {start}V{end}", klass="thr-u"))
        drawn.append(path(f"M{n(x)} {start}V{end}", klass="thr"))
    if not frame.narrow:
        drawn.append(rect(x - Fraction(width, 2), y, width, 22, klass="thr-flag", rx=3))
        drawn.append(label(x, y + 16, words, "thr-t", 13))
    return drawn
