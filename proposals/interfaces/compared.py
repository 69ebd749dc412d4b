"""Two versions in one text as HTML: what came underlined, what went struck, in the order of reading."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from proposals.text.canonical import canonical_url
from proposals.text.lines import code_language, heading_level, list_place
from proposals.text.words import Block, Piece

INLINE = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}


def compared_html(blocks: Sequence[Block]) -> SafeString:
    """The compared blocks; items of one list stand in one list, at their depth."""
    parts = []
    for kind, group in groupby(blocks, key=lambda block: (list_place(block.kind) or ("", 0))[0]):
        if kind:
            parts.append(format_html("<{}>{}</{}>", mark_safe(kind), _items(group), mark_safe(kind)))  # noqa: S308
        else:
            parts += [_block(block) for block in group]
    return mark_safe("\n".join(parts))  # noqa: S308 (each part is escaped)


def _items(blocks: Iterable[Block]) -> SafeString:
    return format_html_join(
        "",
        '<li class="depth-{}">{}{}</li>',
        (((list_place(block.kind) or ("", 0))[1], _words(block), _was(block)) for block in blocks),
    )


def _block(block: Block) -> SafeString:
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
    return format_html("<{}>{}{}</{}>", mark_safe(tag), _words(block), _was(block), mark_safe(tag))  # noqa: S308


def _words(block: Block) -> SafeString:
    return mark_safe("".join(_piece(piece) for piece in block.pieces))  # noqa: S308 (escaped below)


def _piece(piece: Piece) -> str:
    words = escape(piece.text.replace("\n", " ¶ "))
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
