"""Blocks of a text as HTML: two versions in one, what came underlined and what went struck, or whose each word is."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from proposals.domain.writings import Writer
from proposals.text.canonical import canonical_url
from proposals.text.lines import Line, code_language, heading_level, is_empty, list_place, outline
from proposals.text.signed import TURN, WHO
from proposals.text.words import Block, Piece

INLINE = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}


def compared_html(blocks: Sequence[Block], new: Sequence[Line]) -> SafeString:
    """The compared blocks; items of one list stand in one list, at their depth.

    Headings bear the numbers that they have in the new text, `new`; one that went has none.
    """
    numbers = iter(outline(new))
    parts = []
    for kind, group in groupby(blocks, key=lambda block: (list_place(block.kind) or ("", 0))[0]):
        if kind:
            parts.append(format_html("<{}>{}</{}>", mark_safe(kind), _items(group), mark_safe(kind)))  # noqa: S308
        else:
            parts += [_block(block, next(numbers).number if _is_heading_now(block) else "") for block in group]
    return mark_safe("\n".join(parts))  # noqa: S308 (each part is escaped)


def named(blocks: Iterable[Block], writers: Mapping[Hashable, Writer]) -> list[Block]:
    """The blocks with writers in place of their keys; words of somebody unknown are left as they are."""

    def with_writer(piece: Piece) -> Piece:
        attributes = {key: value for key, value in piece.attributes.items() if key not in {WHO, TURN}}
        writer = writers.get(piece.attributes.get(WHO))
        if writer is not None:
            attributes |= {WHO: writer, TURN: bool(piece.attributes.get(TURN))}
        return Piece(piece.act, piece.text, attributes)

    return [replace(block, pieces=tuple(map(with_writer, block.pieces))) for block in blocks]


@dataclass(frozen=True)
class Row:
    """A line of two texts side by side; the side on which it is not is empty."""

    old: SafeString
    new: SafeString
    is_changed: bool


def side_by_side(blocks: Sequence[Block], old: Sequence[Line], new: Sequence[Line]) -> list[Row]:
    """The compared blocks as rows of two columns; headings bear the numbers of their own text."""
    numbers = {"old": _numbers(old), "new": _numbers(new)}
    rows = []
    for block in blocks:
        shown = {}
        for side, other, act in (("old", "ins", "del"), ("new", "del", "ins")):
            pieces = tuple(piece for piece in block.pieces if piece.act != other)
            is_there = block.act != other and (pieces or block.act in {"equal", act})
            if not is_there:
                shown[side] = mark_safe("")
                continue
            half = Block(block.was if side == "old" and block.was else block.kind, "", block.act, pieces)
            left = numbers[side].get(_title("".join(piece.text for piece in pieces)), [])
            shown[side] = _alone(half, left.pop(0) if left and heading_level(half.kind) else "")
        rows.append(Row(shown["old"], shown["new"], block.act != "equal"))
    return rows


def _numbers(lines: Sequence[Line]) -> dict[str, list[str]]:
    """The numbers of a text's headings by their words: two lines that became one are a row of another heading."""
    found: dict[str, list[str]] = {}
    for heading in outline(lines):
        found.setdefault(_title(heading.text), []).append(heading.number)
    return found


def _title(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


def _alone(block: Block, number: str) -> SafeString:
    place = list_place(block.kind)
    if place is None:
        return _block(block, number)
    return format_html("<{}>{}</{}>", mark_safe(place[0]), _items([block]), mark_safe(place[0]))  # noqa: S308


def _items(blocks: Iterable[Block]) -> SafeString:
    return format_html_join(
        "",
        '<li class="depth-{}">{}{}</li>',
        (((list_place(block.kind) or ("", 0))[1], _words(block), _was(block)) for block in blocks),
    )


def _is_heading_now(block: Block) -> bool:
    """Whether the outline of the new text has it: it holds words and is still there."""
    return (
        bool(heading_level(block.kind))
        and block.act != "del"
        and not is_empty("".join(piece.text for piece in block.pieces if piece.act != "del"))
    )


def _block(block: Block, number: str) -> SafeString:
    level = heading_level(block.kind)
    if level:
        # Under the page's one h1, as the sections of a text that is read.
        tag = f"h{max(level, 2)}"
    elif block.kind == "q":
        tag = "blockquote"
    elif code_language(block.kind) is not None:
        tag = "pre"
    elif block.kind == "hr":
        return mark_safe("<hr>")
    else:
        tag = "p"
    begun = format_html('{} data-number="{}"', tag, number) if number else tag
    return format_html("<{}>{}{}</{}>", mark_safe(begun), _words(block), _was(block), mark_safe(tag))  # noqa: S308


def _words(block: Block) -> SafeString:
    runs = [list(pieces) for _act, pieces in groupby(block.pieces, key=lambda piece: piece.act)]
    written = "".join(_run(pieces) for pieces in runs)
    # What came instead of what went is a word of its own, to the eye and to the ear.
    return mark_safe(written.replace("</del><ins>", "</del> <ins>"))  # noqa: S308 (escaped below)


def _run(pieces: Sequence[Piece]) -> str:
    """Neighbouring pieces of one act; their marks begin and end with words, unless blanks alone came or went."""
    texts = [piece.text.replace("\n", " ¶ ") for piece in pieces]
    whole = "".join(texts)
    first, last = 0, len(whole)
    if pieces[0].act != "equal" and not whole.isspace():
        first, last = len(whole) - len(whole.lstrip()), len(whole.rstrip())
    written, at = "", 0
    for piece, text in zip(pieces, texts, strict=True):
        begin, end = (min(max(edge - at, 0), len(text)) for edge in (first, last))
        written += text[:begin] + (_marked(piece, text[begin:end]) if begin < end else "") + text[end:]
        at += len(text)
    return written


def _marked(piece: Piece, text: str) -> str:
    words = escape(text)
    for key, tag in INLINE.items():
        if piece.attributes.get(key):
            words = mark_safe(f"<{tag}>{words}</{tag}>")  # noqa: S308
    url = canonical_url(piece.attributes.get("link"))
    if url:
        words = format_html('<a href="{}" rel="noopener nofollow ugc">{}</a>', url, words)
    writer = piece.attributes.get(WHO)
    if piece.act in {"ins", "del"}:
        begun = piece.act if writer is None else f"{piece.act} {_by(piece, writer)}"
        return f"<{begun}>{words}</{piece.act}>"
    if writer is not None:
        return f"<span {_by(piece, writer)}>{words}</span>"
    if piece.act == "format":
        return format_html('<span class="reformatted" title="{}">{}</span>', _("Only its formatting changed"), words)
    return words


def _by(piece: Piece, writer: Writer) -> str:
    """Attributes that say whose words these are; the number is shown where another goes on writing."""
    turn = format_html(' data-by="{}"', writer.number) if piece.attributes.get(TURN) else ""
    return format_html('class="by by-{}" title="{}"', writer.style, writer.name) + turn


def _was(block: Block) -> SafeString:
    """Says when a line became another kind of line, which no tint shows."""
    if not block.was:
        return mark_safe("")
    return format_html(' <span class="meta">({})</span>', _("was: %(kind)s") % {"kind": _kind(block.was)})


def _kind(kind: str) -> str:
    if heading_level(kind):
        return _("heading")
    if list_place(kind):
        return _("list item")
    if kind == "q":
        return _("quotation")
    return _("code") if code_language(kind) is not None else _("paragraph")
