"""Bars of options, one under the other: the profile of grades with the line of the median, or approvals.

A bar is the whole weight, its parts are exact. The best grade begins at the left, so that the line of the median falls
in the grade that more than half of the weight gives at least.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from voting.pictures.rows import Frame, figure, part, track
from voting.pictures.svg import attributes, cut, label, n, path, picture, rect

STEPS = 5
HALF = Fraction(1, 2)
FOR_LINE = '<path class="for-line" d="M0 3H6"/>'
DOT = '<circle class="dots" cx="3" cy="3" r="1.1"/>'
HATCH = '<path class="hatch" d="M0 0V7"/>'


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


def step_of(place: int, count: int) -> int:
    """How good the grade at this place (0 the worst) of so many is, on the five steps that are drawn."""
    return STEPS - 1 if count < 2 else round(Fraction(place * (STEPS - 1), count - 1))


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
    parts = [_patterns(prefix)]
    for number, bar in enumerate(bars):
        parts.extend(_bar(bar, top + frame.step * number, frame, prefix, bool(median)))
    if median:
        parts.extend(_median(median, top, bottom - (frame.step - frame.bar), frame))
    if legend:
        parts.extend(_legend(legend, bottom + 8, frame, prefix))
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
        inside = rect(x, y, width, frame.bar, fill=_fill(each.step, prefix))
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


def _legend(legend: Sequence[tuple[int, str]], y: int, frame: Frame, prefix: str) -> list[str]:
    drawn = []
    place = Fraction(frame.plot, len(legend))
    size = 12 if frame.narrow else 14
    for number, (step, word) in enumerate(legend):
        x = frame.left + place * number
        drawn.append(rect(x, y, 14, 14, fill=_fill(step, prefix), rx=2))
        drawn.append(label(x + 18, y + 12, word, "", size, "start"))
    return drawn


def _fill(step: int, prefix: str) -> str:
    return f"url(#{prefix}-g{step})"


def _patterns(prefix: str) -> str:
    """Five steps that are told apart without their colours: solid, stripes, dots, wide hatching, dense hatching."""
    against = '<path class="against-line" d="M0 0V8"/>'
    return "".join(
        [
            "<defs>",
            _pattern(f"{prefix}-g4", 8, '<rect class="for" width="8" height="8"/>'),
            _pattern(f"{prefix}-g3", 6, '<rect class="for-ground" width="6" height="6"/>' + FOR_LINE),
            _pattern(f"{prefix}-g2", 6, '<rect class="abstain" width="6" height="6"/>' + DOT),
            _pattern(f"{prefix}-g1", 8, '<rect class="against-ground" width="8" height="8"/>' + against, "rotate(45)"),
            _pattern(f"{prefix}-g0", 7, '<rect class="against" width="7" height="7"/>' + HATCH, "rotate(45)"),
            "</defs>",
        ]
    )


def _pattern(name: str, size: int, drawn: str, turn: str = "") -> str:
    given = attributes(id=name, width=size, height=size, patternUnits="userSpaceOnUse", patternTransform=turn)
    return f"<pattern{given}>{drawn}</pattern>"
