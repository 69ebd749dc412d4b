"""The canonical form of a text: what Markdown can carry, with the place in the live text that each part came from.

Nothing readable is lost: only control characters, formatting of blanks beside a change of formatting, empty lines
(except one that keeps two lists or two blocks of code apart), links to other schemes than http, https and mailto,
and kinds that Markdown has no sign for, which become paragraphs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import quote

from .lines import Line, Run, code_language, heading_level, is_empty, list_place, merged

MAX_DEPTH = 8
"""Deeper lists are drawn at this depth."""

STACK = ("link", "bold", "strike", "italic", "code")
"""Inline attributes that Markdown carries, the outermost first."""

Stack = tuple[tuple[str, Any], ...]

_SCHEME = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
_ENCODED = re.compile(r"""[\s\x00-\x20\x7f-\x9f()\[\]<>"'`\\^{|}\ud800-\udfff]""")
_LANGUAGE = re.compile(r"[^A-Za-z0-9_#+-]")
_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Char:
    """One kept character, the attributes that hold it (outermost first) and its offset in the live text."""

    text: str
    stack: Stack
    offset: int


@dataclass(slots=True)
class Prepared:
    """A line in canonical form. `start` and `end` are the live offsets of the line, its line feed excluded."""

    kind: str
    start: int
    end: int
    chars: list[Char] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)


def canonical(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that `parse(render(lines))` gives back."""
    return tuple(
        Line(line.kind, merged(Run("".join(c.text for c in group), dict(stack)) for stack, group in _grouped(line)))
        for line in prepare(lines)
    )


def prepare(lines: Iterable[Line]) -> list[Prepared]:
    """Lines in canonical form, each character with its live offset."""
    kept = _without_empty(list(_cleaned(lines)))
    depth = -1
    for line in kept:
        place = list_place(line.kind)
        depth = min(place[1], depth + 1, MAX_DEPTH) if place else -1
        if place:
            line.kind = place[0] + (str(depth) if depth else "")
    return kept


def canonical_url(url: Any) -> str | None:
    """The URL as links carry it (blanks, brackets, quotes percent-encoded), None unless http, https or mailto."""
    if not isinstance(url, str) or not _SCHEME.match(url.strip()):
        return None
    return _ENCODED.sub(lambda found: quote(found[0].encode("utf-8", "replace"), safe=""), url.strip())


def _grouped(line: Prepared) -> Iterator[tuple[Stack, Iterator[Char]]]:
    return groupby(line.chars, key=lambda char: char.stack)


def _cleaned(lines: Iterable[Line]) -> Iterator[Prepared]:
    offset = 0
    for line in lines:
        kind = _kind(line)
        prepared = Prepared(kind, offset, offset + len(line.text))
        plain = code_language(kind) is not None
        for run in line.runs:
            stack = () if plain else _stack(run)
            for position, char in enumerate(run.text, offset):
                if not _DROPPED.match(char):
                    prepared.chars.append(Char("\ufffd" if _SURROGATE.match(char) else char, stack, position))
            offset += len(run.text)
        offset += 1
        if not plain:
            _settle_blanks(prepared.chars)
        yield prepared


def _kind(line: Line) -> str:
    language = code_language(line.kind)
    if language is not None:
        return "code:" + _LANGUAGE.sub("", language)
    if line.kind == "hr" and is_empty(line.text):
        return "hr"
    if line.kind in ("p", "q") or heading_level(line.kind) or list_place(line.kind):
        return line.kind
    return "p"


def _stack(run: Run) -> Stack:
    held = []
    for key in STACK:
        value = run.attributes.get(key)
        if key == "link":
            value = canonical_url(value)
        if value:
            held.append((key, value if key == "link" else True))
    return tuple(held)


def _settle_blanks(chars: list[Char]) -> None:
    """Blanks keep the formatting that goes on across them: a marker never stands beside a blank inside."""
    index = 0
    while index < len(chars):
        if not chars[index].text.isspace():
            index += 1
            continue
        end = index
        while end < len(chars) and chars[end].text.isspace():
            end += 1
        around = [chars[index - 1].stack if index else (), chars[end].stack if end < len(chars) else ()]
        common = _common([*around, *(char.stack for char in chars[index:end])])
        for char in chars[index:end]:
            char.stack = common
        index = end


def _common(stacks: Sequence[Stack]) -> Stack:
    shared = []
    for level in zip(*stacks, strict=False):
        if any(item != level[0] for item in level):
            break
        shared.append(level[0])
    return tuple(shared)


def _without_empty(lines: list[Prepared]) -> list[Prepared]:
    kept: list[Prepared] = []
    gap: Prepared | None = None
    for line in lines:
        if line.kind != "hr" and code_language(line.kind) is None and is_empty(line.text):
            gap = gap or Prepared("p", line.start, line.end)
            continue
        if line.kind == "hr":
            line.chars = []
        if gap and kept and _would_join(kept[-1].kind, line.kind):
            kept.append(gap)
        gap = None
        kept.append(line)
    return kept


def _would_join(before: str, after: str) -> bool:
    if list_place(before) and list_place(after):
        return True
    return code_language(before) is not None and before == after


__all__ = ["Char", "Prepared", "Stack", "canonical", "canonical_url", "prepare"]
