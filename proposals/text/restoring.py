"""A section of a former text put back into the present one."""

from collections.abc import Sequence
from typing import NamedTuple

from .lines import Line, heading_level
from .words import paired_sections, sections


class Part(NamedTuple):
    """A section of a text: the words of its heading, empty for what stands before the first one, and its lines."""

    title: str
    lines: Sequence[Line]


def parts(lines: Sequence[Line]) -> list[Part]:
    """The sections of a text in their order, what stands before the first heading too."""
    return [
        Part(section[0].text.strip() if heading_level(section[0].kind) else "", section)
        for section in sections(lines)
        if section
    ]


def with_part(now: Sequence[Line], then: Sequence[Line], index: int) -> tuple[Line, ...]:
    """The present text with section `index` of the former one: in place of what it has become, or where it stood."""
    lines: list[Line] = []
    place = 0
    for present, former in paired_sections(sections(now), sections(then)):
        lines.extend(former if former and place == index else present)
        place += bool(former)
    return tuple(lines)


def shift_of(now: Sequence[Line], then: Sequence[Line], index: int) -> int:
    """How much further on, in code points, section `index` stood in the former text than it stands in `with_part`'s."""
    start = place = 0
    for present, former in paired_sections(sections(now), sections(then)):
        if former:
            if place == index:
                break
            place += 1
        start += _length(present)
    return sum(_length(part.lines) for part in parts(then)[:index]) - start


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) + 1 for line in lines)
