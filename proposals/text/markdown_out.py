"""Lines to Markdown that Python-Markdown and CommonMark read alike, with a map between live and Markdown offsets.

Rules (EDITOR.md, "Markdown out"): a blank line between any two blocks except items of one list; four spaces a depth;
`&` and `<` as entities; signs by backslash; starts of lines escaped; markers never beside a blank inside; overlapping
formats closed and reopened in order. Where a marker would not count beside a letter (`x**«y»**`, `x_y_`), that
letter is written as an entity: both readers then take the marker for what it is.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from .canonical import Char, Prepared, Stack, prepare
from .lines import Line, code_language, heading_level, list_place

MARKERS = {"bold": "**", "strike": "~~", "italic": "_"}
EMPTY_LINE = "&#8203;"
"""An empty paragraph that keeps two lists apart: a zero-width space."""

_BACKSLASHED = frozenset("\\`*_[]")
_NUMBERED = re.compile(r"\d{1,9}[.)](?= |$)")
_BULLET = re.compile(r"([-+])(?: |$|\1)")


class SourceMap:
    """Places of the live text (code points of the flat words) and of its Markdown (code points), both ways.

    A place whose character Markdown does not carry answers with the next one that it does.
    """

    def __init__(self) -> None:
        self._live: list[int] = []
        self._markdown: list[int] = []
        self._lengths: list[tuple[int, int]] = []
        self._end = (0, 0)

    def to_markdown(self, offset: int) -> int:
        """Markdown offset of the character at a live offset (of its escape, where it has one)."""
        return self._across(offset, self._live, self._markdown, 0)

    def to_live(self, offset: int) -> int:
        """Live offset of the character that a Markdown offset belongs to."""
        return self._across(offset, self._markdown, self._live, 1)

    def _across(self, offset: int, origin: list[int], target: list[int], side: int) -> int:
        index = bisect_right(origin, offset) - 1
        if index < 0:
            return target[0] if target else self._end[1 - side]
        lengths = self._lengths[index]
        inside = offset - origin[index]
        if inside < lengths[side]:
            return target[index] + (inside if lengths[0] == lengths[1] else 0)
        return target[index + 1] if index + 1 < len(target) else self._end[1 - side]

    def _add(self, live: int, markdown: int, length: int) -> None:
        if self._live and length == 1:
            before = self._lengths[-1]
            joins = before[0] == before[1] and self._live[-1] + before[0] == live
            if joins and self._markdown[-1] + before[1] == markdown:
                self._lengths[-1] = (before[0] + 1, before[1] + 1)
                return
        self._live.append(live)
        self._markdown.append(markdown)
        self._lengths.append((1, length))

    def _finish(self, live: int, markdown: int) -> None:
        self._end = (live, markdown)


def render(lines: Iterable[Line]) -> tuple[str, SourceMap]:
    """The Markdown of lines, ended by one line feed (empty for an empty text), and the map of its places."""
    written = tuple(lines)
    out = _Out()
    before: Prepared | None = None
    for block in _blocks(prepare(written)):
        if before is not None:
            out.write("\n" if before.kind and block.tight else "\n\n")
        block.write(out)
        before = block.lines[-1]
    if out.length:
        out.write("\n")
    out.places._finish(sum(len(line.text) + 1 for line in written), out.length)
    return "".join(out.parts), out.places


class _Out:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.places = SourceMap()

    def write(self, text: str, live: int | None = None) -> None:
        if live is not None:
            self.places._add(live, self.length, len(text))
        self.parts.append(text)
        self.length += len(text)


@dataclass(slots=True)
class _Block:
    """Lines written together. `tight`: no blank line before it (an item after another of the same list)."""

    lines: list[Prepared]
    prefix: str = ""
    tight: bool = False

    def write(self, out: _Out) -> None:
        kind = self.lines[0].kind
        language = code_language(kind)
        if language is not None:
            _write_code(self.lines, language, out)
        elif kind == "hr":
            out.write("---", self.lines[0].start)
        elif kind == "q":
            for index, line in enumerate(self.lines):
                out.write("\n>\n> " if index else "> ")
                _write_inline(line, out)
        else:
            out.write(self.prefix)
            _write_inline(self.lines[0], out)


def _blocks(lines: Sequence[Prepared]) -> list[_Block]:
    blocks: list[_Block] = []
    for (what, _), group in groupby(lines, key=_family):
        members = list(group)
        if what in ("code", "q"):
            blocks.append(_Block(members))
        elif what == "list":
            blocks.extend(_list_blocks(members))
        else:
            blocks.extend(_Block([line], _heading_prefix(line.kind)) for line in members)
    return blocks


def _family(line: Prepared) -> tuple[str, str]:
    if code_language(line.kind) is not None:
        return "code", line.kind
    if list_place(line.kind):
        return "list", ""
    return ("q", "") if line.kind == "q" else ("line", "")


def _heading_prefix(kind: str) -> str:
    level = heading_level(kind)
    return "#" * level + " " if level else ""


def _list_blocks(lines: Sequence[Prepared]) -> list[_Block]:
    """Items with their marks. A list in which a nested list follows another of the other type is written loose:
    Python-Markdown would read the second one's marks as words."""
    blocks: list[_Block] = []
    begin = 0
    types: list[str] = []
    counts: list[int] = []
    loose = False
    for index, line in enumerate(lines):
        place = list_place(line.kind)
        assert place is not None
        kind, depth = place
        del types[depth + 1 :], counts[depth + 1 :]
        fresh = len(types) == depth
        if not fresh and types[depth] != kind:
            types[depth], counts[depth] = kind, 0
            if depth:
                loose = True
            else:
                _set_tightness(blocks[begin:], loose)
                begin, loose = index, False
        if fresh:
            types.append(kind)
            counts.append(0)
        counts[depth] += 1
        # From 100 on the mark would be wider than the four spaces of a nested item; readers count for themselves.
        mark = f"{min(counts[depth], 99)}. " if kind == "ol" else "- "
        blocks.append(_Block([line], "    " * depth + mark))
    _set_tightness(blocks[begin:], loose)
    return blocks


def _set_tightness(blocks: Sequence[_Block], loose: bool) -> None:
    for block in blocks[1:]:
        block.tight = not loose


def _write_code(lines: Sequence[Prepared], language: str, out: _Out) -> None:
    longest = max((len(found) for line in lines for found in re.findall("`+", line.text)), default=0)
    fence = "`" * max(3, longest + 1)
    out.write(fence + language + "\n")
    for line in lines:
        for char in line.chars:
            out.write(char.text, char.offset)
        out.write("\n", line.end)
    out.write(fence)


@dataclass(slots=True)
class _Item:
    """What a line is written from: a character, a marker, or words that stand as they are."""

    text: str
    role: str = "char"
    offset: int | None = None
    entity: bool = False
    inside: list[Char] = field(default_factory=list)


def _write_inline(line: Prepared, out: _Out) -> None:
    if not line.chars:
        out.write(EMPTY_LINE, line.start)
        return
    items = _items(line.chars)
    _mark_entities(items)
    _mark_edges(items)
    _mark_tildes(items)
    escaped_start = _start_escape(items)
    hashes = _trailing_hashes(items) if heading_level(line.kind) else len(items)
    for index, item in enumerate(items):
        if item.role == "char":
            forced = index == escaped_start or index >= hashes
            out.write(_escaped(items, index, forced), item.offset)
        elif item.role == "code":
            _write_code_span(item, out)
        else:
            out.write(item.text)
    # Whatever follows a line begins with a line feed: it is the live line's own.
    out.places._add(line.end, out.length, 1)


def _items(chars: Sequence[Char]) -> list[_Item]:
    items: list[_Item] = []
    opened: Stack = ()
    for stack, group in groupby(chars, key=lambda char: char.stack):
        members = list(group)
        is_code = bool(stack) and stack[-1][0] == "code"
        held = stack[:-1] if is_code else stack
        _switch(items, opened, held)
        opened = held
        if is_code:
            items.append(_Item("`", "code", inside=members))
        else:
            items.extend(_Item(char.text, offset=char.offset) for char in members)
    _switch(items, opened, ())
    return items


def _switch(items: list[_Item], before: Stack, after: Stack) -> None:
    same = 0
    while same < len(before) and same < len(after) and before[same] == after[same]:
        same += 1
    for key, value in reversed(before[same:]):
        if key == "link":
            items.append(_Item("](" + value.replace("&", "&amp;") + ")", "link"))
        else:
            items.append(_Item(MARKERS[key], "close"))
    for key, _ in after[same:]:
        items.append(_Item("[", "link") if key == "link" else _Item(MARKERS[key], "open"))


def _mark_entities(items: list[_Item]) -> None:
    """A letter outside a marker is written as an entity where the marker would not count otherwise."""
    for index, item in enumerate(items):
        if item.role not in ("open", "close"):
            continue
        step = 1 if item.role == "close" else -1
        outside, inside = _at(items, index + step), _at(items, index - step)
        if outside is None or outside.role != "char" or not _is_letter_like(outside.text):
            continue
        if item.text == "_" or inside is None or inside.role != "char" or not inside.text.isalnum():
            outside.entity = True


def _mark_edges(items: list[_Item]) -> None:
    for item in (items[0], items[-1]):
        if item.role == "char" and item.text.isspace():
            item.entity = True


def _mark_tildes(items: list[_Item]) -> None:
    """Beside struck words each tilde is an entity: Python-Markdown takes a single one for half of a marker."""
    if any(item.text == MARKERS["strike"] and item.role in ("open", "close") for item in items):
        for item in items:
            if item.role == "char" and item.text == "~":
                item.entity = True


def _is_letter_like(text: str) -> bool:
    return not text.isspace() and unicodedata.category(text)[0] not in "PS"


def _at(items: Sequence[_Item], index: int) -> _Item | None:
    return items[index] if 0 <= index < len(items) else None


def _start_escape(items: Sequence[_Item]) -> int:
    """Index of the character to put a backslash before so that the line does not start a block, -1 if none."""
    if items[0].role != "char" or items[0].entity:
        return -1
    length = 0
    while length < min(len(items), 12) and items[length].role == "char" and not items[length].entity:
        length += 1
    start = "".join(item.text for item in items[:length])
    whole = length == len(items)
    if start[0] in "#>|":
        return 0
    if (found := _BULLET.match(start)) and (whole or found.end() < length or found[0] != found[1]):
        return 0
    if (found := _NUMBERED.match(start)) and (whole or found.end() < length):
        return found.end() - 1
    return -1


def _trailing_hashes(items: Sequence[_Item]) -> int:
    index = len(items)
    while index and items[index - 1].role == "char" and items[index - 1].text == "#":
        index -= 1
    return index


def _escaped(items: Sequence[_Item], index: int, forced: bool) -> str:
    item = items[index]
    text = item.text
    if item.entity or (text.isspace() and text not in " \u00a0\u202f"):
        return f"&#{ord(text)};"
    if text == "&":
        return "&amp;"
    if text == "<":
        return "&lt;"
    if forced or text in _BACKSLASHED:
        return "\\" + text
    following = _at(items, index + 1)
    if text == "!" and following is not None and following.role == "link" and following.text == "[":
        return "\\!"
    if text == "~" and (_touches_tilde(following) or _touches_tilde(_at(items, index - 1))):
        return "&#126;"
    return text


def _touches_tilde(item: _Item | None) -> bool:
    return item is not None and item.text[:1] == "~"


def _write_code_span(item: _Item, out: _Out) -> None:
    text = "".join(char.text for char in item.inside)
    runs = {len(found) for found in re.findall("`+", text)}
    length = next(size for size in range(1, len(runs) + 2) if size not in runs)
    fence = "`" * length
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    out.write(fence + pad)
    for char in item.inside:
        out.write(char.text, char.offset)
    out.write(pad + fence)
