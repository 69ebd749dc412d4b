"""Bars one under the other: the frame of such a picture, and the pieces of a bar that do not depend on what it shows.

Two drawings: names beside the bars, or above them.
"""

from dataclasses import dataclass
from fractions import Fraction
from html import escape

from voting.pictures.svg import label, n, path, rect


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


def track(frame: Frame, y: int, name: str, note: str, *, strong: bool) -> list[str]:
    """The bar at this height while it is empty, with its name and the note at its end."""
    klass = "t-strong" if strong else ""
    if frame.narrow:
        words = [label(0, y - 7, name, klass, 14, "start"), label(frame.width, y - 7, note, klass, 14, "end")]
    else:
        middle = y + frame.bar / 2 + 5
        words = [
            label(frame.left - 14, middle, name, klass, 15, "end"),
            label(frame.width - frame.right + 12, middle, note, klass, 15, "start"),
        ]
    return [*words, rect(frame.left, y, frame.plot, frame.bar, klass="track")]


def part(frame: Frame, end: Fraction, y: int, drawn: str, words: str) -> list[str]:
    """A part of a bar with its tooltip, and the gap at its end."""
    return [f"<g><title>{escape(words)}</title>{drawn}</g>", path(f"M{n(end)} {y}v{frame.bar}", klass="gap")]


def figure(frame: Frame, x: Fraction, y: int, words: str, width: int) -> str:
    """A figure in a bar, around `x`: on a plate of this width, since no word is read on a pattern."""
    middle = y + Fraction(frame.bar, 2)
    return rect(x - Fraction(width, 2), middle - 10, width, 20, klass="ground", rx=3) + label(
        x, middle + 5, words, "t-strong", 14
    )
