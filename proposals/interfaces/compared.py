"""Two versions in one text as HTML: what came underlined, what went struck, in the order of reading."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from proposals.text.canonical import canonical_url
from proposals.text.lines import Line, code_language, heading_level, is_empty, list_place, outline
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
    if piece.act in {"ins", "del"}:
        return f"<{piece.act}>{words}</{piece.act}>"
    if piece.act == "format":
        return format_html('<span class="reformatted" title="{}">{}</span>', _("Only its formatting changed"), words)
    return words


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
