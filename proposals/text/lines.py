"""The model of a text: lines of one kind each, made of runs of formatted words, and its conversions.

A text is flat: plain words, and every line ends in a line feed that carries one attribute `b`, the line's kind.
Kinds: `p`, `h1`..`h6`, `ul`, `ul1`.. and `ol`, `ol1`.. (digit = depth), `q`, `code:LANG`, `hr`; any other value is kept
and treated as `p`. Inline attributes: `bold`, `italic`, `strike`, `code` (true), `link` (URL), `note` (reserved).
Offsets are counted in code points of the flat text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

INLINE_KEYS = ("link", "bold", "strike", "italic", "code", "note")
"""Inline attributes, the outermost in Markdown first."""

WORD = re.compile(r"\w+(?:['’\-]\w+)*")
EMBED = "\ufffc"
"""Stands for an embedded object, which our editor never writes and another client might: it counts one position."""

_LIST = re.compile(r"(ul|ol)(\d{0,3})")
# `2. `, `2.1 `, `II – `, `a) `, `Article 3`: a heading that its author numbered by hand; numbers.ts has the same.
_OWN_NUMBER = re.compile(
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,3})*[.)]|[0-9]{1,3}(?:\.[0-9]{1,3})+|[A-Za-z][.)]|[IVXLCDM]+[.)]"
    r"|(?:[0-9]{1,3}|[IVXLCDM]+) ?[–—-]"
    r"|(?:[Aa]rticle|[Ss]ection|[Cc]hapitre|[Cc]hapter|[Tt]itre|[Pp]artie|[Pp]art|[Aa]nnexe?)"
    r" (?:[0-9]+|[IVXLCDM]+)[.:]?)(?= |$)"
)


class Run(NamedTuple):
    """Words that share their attributes. `text` holds no line feed."""

    text: str
    attributes: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its kind (the value of `b`) and its runs, without the line feed."""

    kind: str
    runs: tuple[Run, ...] = ()

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the outline: level 1..6, number, words, offset in the flat text, `id` in the HTML.

    The number is `2.` for a section and `2.1` below one; empty for the title of the whole text and for a heading that
    its author numbered.
    """

    level: int
    number: str
    text: str
    offset: int
    id: str


class TextError(ValueError):
    """The stored text is not in the form that a text has."""


def from_delta(operations: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    """Lines of a document delta: `[{"insert": text, "attributes": {...}}, ...]`, as Quill and Yjs write it.

    A last line without its line feed is kept, as a paragraph.
    """
    return from_pairs((op["insert"], op.get("attributes")) for op in operations)


def from_pairs(pairs: Iterable[tuple[Any, Mapping[str, Any] | None]]) -> tuple[Line, ...]:
    """Lines of `[(text, attributes or None), ...]`, as pycrdt's `Text.diff()` gives them."""
    lines: list[Line] = []
    runs: list[Run] = []
    for inserted, attributes in pairs:
        given = {key: value for key, value in (attributes or {}).items() if value not in (None, False)}
        text = inserted if isinstance(inserted, str) else EMBED
        kind = given.pop("b", None)
        parts = text.split("\n")
        for index, part in enumerate(parts):
            if index:
                lines.append(Line(kind if isinstance(kind, str) else "p", merged(runs)))
                runs = []
            if part:
                runs.append(Run(part, given))
    if runs:
        lines.append(Line("p", merged(runs)))
    return tuple(lines)


def to_delta(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """The document delta of lines; consecutive inserts of equal attributes are not joined across a line's end."""
    operations: list[dict[str, Any]] = []
    for line in lines:
        for run in line.runs:
            operations.append(
                {"insert": run.text, "attributes": dict(run.attributes)} if run.attributes else {"insert": run.text}
            )
        operations.append({"insert": "\n", "attributes": {"b": line.kind}})
    return operations


def to_json(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """What a revision stores: `[{"b": kind, "runs": [[text], [text, attributes], ...]}, ...]`."""
    return [
        {
            "b": line.kind,
            "runs": [[run.text, dict(run.attributes)] if run.attributes else [run.text] for run in line.runs],
        }
        for line in lines
    ]


def from_json(stored: Any) -> tuple[Line, ...]:
    """Lines of what `to_json` gave. Raises TextError for anything else."""
    try:
        return tuple(
            Line(
                _string(item["b"]),
                tuple(Run(_words(run[0]), dict(run[1]) if len(run) > 1 else {}) for run in item["runs"]),
            )
            for item in stored
        )
    except (KeyError, TypeError, IndexError, ValueError) as error:
        raise TextError("This is not a stored text.") from error


def flat(lines: Iterable[Line]) -> str:
    """The plain words, every line ended by a line feed. Offsets everywhere count this string's code points."""
    return "".join(line.text + "\n" for line in lines)


def starts(lines: Iterable[Line]) -> list[int]:
    """The offset at which each line starts, then the length of the whole."""
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line.text) + 1)
    return offsets


def outline(lines: Sequence[Line]) -> list[Heading]:
    """Headings that hold words, numbered by nesting: a heading deeper than the one before it is its first child.

    A first heading that all others stand under is the text's title: numbers begin below it. A heading that its author
    numbered counts like the others and is shown as it is. `id` is `s-1`, `s-2`.. in order, as `render_html` gives them.
    """
    found = [
        (heading_level(line.kind), " ".join(line.text.replace("\u200b", "").split()), offset)
        for line, offset in zip(lines, starts(lines), strict=False)
        if heading_level(line.kind) and not is_empty(line.text)
    ]
    places = _nested([level for level, _text, _offset in found])
    title = len(places) > 1 and all(len(place) > 1 for place in places[1:])
    return [
        Heading(level, "" if _OWN_NUMBER.match(text) else _number(place[title:]), text, offset, f"s-{index}")
        for index, ((level, text, offset), place) in enumerate(zip(found, places, strict=True), 1)
    ]


def _nested(levels: Iterable[int]) -> list[tuple[int, ...]]:
    """The place of each heading among its siblings, its parents' before: `(2, 1)`."""
    places: list[tuple[int, ...]] = []
    open_levels: list[int] = []
    counts: list[int] = []
    for level in levels:
        while open_levels and open_levels[-1] > level:
            open_levels.pop()
        if not open_levels or open_levels[-1] < level:
            open_levels.append(level)
        del counts[len(open_levels) :]
        if len(counts) < len(open_levels):
            counts.append(0)
        counts[-1] += 1
        places.append(tuple(counts))
    return places


def _number(place: tuple[int, ...]) -> str:
    written = ".".join(map(str, place))
    return f"{written}." if len(place) == 1 else written


def section_at(lines: Sequence[Line], offset: int) -> tuple[int, int]:
    """Start and end offset of the section around an offset: from a heading (or the start) to the next heading."""
    offsets = starts(lines)
    bounds = [0, *(o for line, o in zip(lines, offsets, strict=False) if heading_level(line.kind)), offsets[-1]]
    index = max(1, min(bisect_right(bounds, offset), len(bounds) - 1))
    return bounds[index - 1], bounds[index]


def word_count(lines: Iterable[Line]) -> int:
    """Number of words; an elision (`l’énergie`) or a hyphen joins one word."""
    return sum(len(WORD.findall(line.text)) for line in lines)


def heading_level(kind: str) -> int:
    """1 to 6 for a heading, else 0."""
    return int(kind[1]) if len(kind) == 2 and kind[0] == "h" and kind[1] in "123456" else 0


def list_place(kind: str) -> tuple[str, int] | None:
    """`("ul" or "ol", depth from 0)` for a list item, else None."""
    found = _LIST.fullmatch(kind)
    return (found[1], int(found[2] or 0)) if found else None


def code_language(kind: str) -> str | None:
    """The language of a line of code (often empty), None for other kinds."""
    return kind[5:] if kind.startswith("code:") else "" if kind == "code" else None


def is_empty(text: str) -> bool:
    """Whether a line shows nothing: blanks and zero-width spaces alone."""
    return not text.replace("\u200b", "").strip()


def merged(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs without empty ones, neighbours of equal attributes joined."""
    joined: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if joined and joined[-1].attributes == run.attributes:
            joined[-1] = Run(joined[-1].text + run.text, run.attributes)
        else:
            joined.append(run)
    return tuple(joined)


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _words(value: Any) -> str:
    if "\n" in _string(value):
        raise ValueError("a run holds no line feed")
    return str(value)
