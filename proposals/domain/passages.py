"""Passages of a text: the words that somebody selected, found in the flat text. Pure: imports no Django.

A page shows the text's words in paragraphs and lists, the flat text holds them line by line; blanks differ between the
two, and nothing else does. So a page names a passage by how many inked characters (neither blank nor dropped by the
rendering) stand before its first and up to its last one.
"""

import re
from collections.abc import Sequence

from proposals.text.anchors import find
from proposals.text.lines import Line, flat

# What `ink` skips; the page's script has the same class (frontend/src/live/ink.ts).
BLANK = re.compile(
    "[\\s\u0000-\u0020\u007f-\u00a0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
LONGEST = 2000


def ink(text: str) -> str:
    """The text without its blanks."""
    return BLANK.sub("", text)


def inked(text: str) -> list[int]:
    """The offset of each inked character, in code points."""
    return [offset for offset, char in enumerate(text) if not BLANK.match(char)]


def from_ink(text: str, first: int, last: int) -> tuple[int, int] | None:
    """The range in code points from the inked character `first` up to `last` (excluded), None outside the text."""
    offsets = inked(text)
    if not 0 <= first < last <= len(offsets):
        return None
    return offsets[first], offsets[last - 1] + 1


def to_ink(text: str, start: int, end: int) -> tuple[int, int]:
    """How many inked characters stand before `start`, and before `end`."""
    before = len(ink(text[:start]))
    return before, before + len(ink(text[start:end]))


def locate(lines: Sequence[Line], quote: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the quoted words stand: at the given range, else the nearest equal passage of its section, else None.

    The quote may come from a page, with other blanks than the flat text's.
    """
    words = flat(lines)
    start, end = max(0, min(start, len(words))), max(0, min(end, len(words)))
    asked = ink(quote)
    if not asked:
        return None
    if ink(words[start:end]) == asked:
        return without_blanks(words, start, end)
    found = find(quote.strip(), start, lines)
    if found:
        return found
    return _nearest(words, asked, start)


def without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the blanks at its two ends; a range of blanks alone is left as it is."""
    first, last = start, end
    while first < last and BLANK.match(text[first]):
        first += 1
    while last > first and BLANK.match(text[last - 1]):
        last -= 1
    return (first, last) if first < last else (start, end)


def _nearest(words: str, asked: str, start: int) -> tuple[int, int] | None:
    offsets = inked(words)
    whole = "".join(words[offset] for offset in offsets)
    near = len(ink(words[:start]))
    places = [at for at in (whole.rfind(asked, 0, near + len(asked)), whole.find(asked, near)) if at >= 0]
    if not places:
        return None
    place = min(places, key=lambda at: abs(at - near))
    return offsets[place], offsets[place + len(asked) - 1] + 1
