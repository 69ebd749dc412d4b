"""The hemicycle: a seat a voice. In the arc stands the base of the clause alone, so that the ray is the threshold.

Geometry: docs/voting.md, "Pictures". Angles need a sine, so floats draw here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from math import cos, pi, sin
from typing import Any

from voting.counting.matrix import COLUMNS, WORDS
from voting.pictures.mosaic import Category
from voting.pictures.svg import circle, dotted, hatched, label, n, path, picture, rect

CENTRE, RADIUS, INNER = (200, 206), 170, 94
SMALLEST_MARKED = 7.5
# From the left: pour, those in the base who took no side, contre.
ORDER = ("yes", "abstain", "blank", "present_only", "absent", "no")


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat: the mark of its category, who sits there (its tooltip), and one of yes no abstain blank present_only
    absent."""

    mark: str
    who: str
    choice: str


def seats_of(result: Mapping[str, Any], categories: Sequence[Category]) -> list[Seat]:
    """The seats of a result without persons: as many of each category and choice as the matrix counts heads."""
    return [
        Seat(category.mark, category.name, choice)
        for category in categories
        for line in result["matrix"]
        if line["leaf"] == category.key
        for choice in COLUMNS
        for _ in range(line[choice])
    ]


def hemicycle(
    seats: Sequence[Seat], *, base: str, value: Fraction | str, labels: Mapping[str, str], prefix: str
) -> str:
    """The SVG of a clause counted in heads: `base` is its base word, `value` its threshold.

    `labels`: title, desc, big ("6 sur 9"), sub ("voix exprimées pour"), and for tooltips one of each choice with a
    place for who sits there: yes ("{} : pour"), no, abstain, blank, present_only, absent.
    """
    inside = [seat for choice in ORDER for seat in seats if seat.choice == choice and choice in WORDS[base]]
    outside = [seat for choice in ORDER for seat in seats if seat.choice == choice and choice not in WORDS[base]]
    return _Hemicycle(inside, outside, Fraction(value), labels, prefix).draw()


class _Hemicycle:
    def __init__(
        self, inside: list[Seat], outside: list[Seat], value: Fraction, labels: Mapping[str, str], prefix: str
    ) -> None:
        self.inside, self.outside, self.value, self.labels, self.prefix = inside, outside, value, labels, prefix
        self.many = len(inside) > 12
        self.parts: list[str] = []

    def draw(self) -> str:
        x, y = CENTRE
        if self.inside:
            self._arc()
        else:
            self.parts.append(path(f"M{x - RADIUS} {y}A{RADIUS} {RADIUS} 0 0 1 {x + RADIUS} {y}", klass="ghost"))
        self.parts.append(label(x, y - (18 if self.many else 44), self.labels["big"], "t-big", 32 if self.many else 44))
        self.parts.append(label(x, y + (4 if self.many else -20), self.labels["sub"]))
        self._well()
        height = 232 if not self.outside else 274 if self.many else 254
        return picture(self.prefix, "pic", (0, -16, 400, height), self.labels, self.parts)

    def _arc(self) -> None:
        places, r = arrange(len(self.inside))
        self._ray(min(radius for _, radius in places), r)
        x, y = CENTRE
        for (angle, radius), seat in zip(places, self.inside, strict=True):
            self._seat(seat, x + radius * cos(angle), y - radius * sin(angle), r)
        # The flag lies over the seats, at the outer end of the ray.
        self.parts.append(self.flag)

    def _ray(self, last: float, r: float) -> None:
        x, y = CENTRE
        angle = pi * (1 - float(self.value))
        near, far = last - r - 22, RADIUS + r + 12
        end = (x + far * cos(angle), y - far * sin(angle))
        start = f"M{n(x + near * cos(angle))} {n(y - near * sin(angle))}"
        self.parts.append(path(f"{start}L{n(end[0])} {n(end[1])}", klass="thr"))
        self.flag = rect(end[0] - 17, end[1] - 21, 34, 20, klass="thr-flag", rx=3) + label(
            end[0], end[1] - 6.5, str(self.value), "thr-t", 13
        )

    def _seat(self, seat: Seat, x: float, y: float, r: float) -> None:
        """Pour a disc, contre a hatched square, abstention a dotted disc with a dashed edge, the rest a dashed ring."""
        words = "t-soft"
        if seat.choice == "yes":
            shape, words = circle(x, y, r, klass="for"), "on-for"
        elif seat.choice == "no":
            half, words = r * 0.9, "on-against"
            shape = rect(x - half, y - half, 2 * half, 2 * half, fill=hatched(self.prefix), rx=3)
            shape += rect(x - half * 0.78, y - r * 0.42, half * 1.56, r * 0.84, klass="plate", rx=2)
        elif seat.choice in ("abstain", "blank"):
            words = "on-abstain"
            shape = circle(x, y, r, fill=dotted(self.prefix)) + circle(x, y, r, klass="ghost")
            shape += circle(x, y, r * 0.73, klass="abstain")
        else:
            shape = circle(x, y, r - 1, klass="ghost")
        title = escape(self.labels[seat.choice].format(seat.who))
        # Letters below 5 px would be dirt; the tooltip still says who it is.
        mark = label(x, y + r * 0.24, seat.mark, f"seat-c {words}", r * 0.66) if r >= SMALLEST_MARKED else ""
        self.parts.append(f"<g><title>{title}</title>{shape}{mark}</g>")

    def _well(self) -> None:
        """Those outside the base, small, in a row below the arc."""
        if not self.outside:
            return
        x, y = CENTRE
        apart = min(32, 390 / len(self.outside))
        start = x - apart * len(self.outside) / 2 + apart / 2
        for place, seat in enumerate(self.outside):
            self._seat(seat, start + apart * place, y + (34 if self.many else 18), apart * 13 / 32)


def arrange(count: int) -> tuple[list[tuple[float, float]], float]:
    """Angle and radius of each seat from the left, and the radius of a seat.

    Up to 12 sit in one row; more in rows 2.5 r apart between 170 and 94, ordered by angle so that camps stay wedges.
    """
    if count <= 12:
        row = [(pi * (1 - (place + 0.5) / count), float(RADIUS)) for place in range(count)]
        return row, min(21, pi * RADIUS / (2.6 * count))
    r, rows = _largest(count)
    radii = [RADIUS - row * 2.5 * r for row in range(rows)]
    seats = [int(count * radius / sum(radii)) for radius in radii]
    for place in range(count - sum(seats)):
        seats[place % rows] += 1
    places = [
        (pi * (1 - (place + 0.5) / many), radius)
        for radius, many in zip(radii, seats, strict=True)
        for place in range(many)
    ]
    # Seats of two rows at one angle: the outer first, whatever the last bit of a float says.
    return sorted(places, key=lambda place: (-round(place[0], 6), -place[1])), r


def _largest(count: int) -> tuple[float, int]:
    """The largest radius, in quarters, for which the rows hold `count` seats 2.4 r apart; and how many rows."""
    r = 15.0
    while True:
        rows = int((RADIUS - INNER) / (2.5 * r)) + 1
        held = sum(int(pi * (RADIUS - row * 2.5 * r) / (2.4 * r)) + 1 for row in range(rows))
        if held >= count or r <= 0.25:
            return r, rows
        r -= 0.25
