"""Markdown to the HTML that pages show: Python-Markdown, then nh3 with a strict allow-list.

Raw HTML in the source is shown as words, images too; nothing is loaded from elsewhere. Run it through
`sandbox.render_safely`: Python-Markdown takes minutes on some short texts.
"""

import re
from itertools import count

import nh3
from markdown import Markdown
from markdown.extensions import Extension

BLOCKS = {"p", "ul", "ol", "li", "blockquote", "pre", "br"}
INLINE = {"strong", "em", "del", "code", "a"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
SCHEMES = {"http", "https", "mailto"}
REL = "noopener nofollow ugc"

_ABSOLUTE = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_HEADING = re.compile(r"<(h[1-6])>")


class _Words(Extension):
    """No raw HTML, no images, no link definitions, `~~` for struck words."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        for name in ("html", "image_link", "image_reference", "short_image_ref", "reference", "short_reference"):
            md.inlinePatterns.deregister(name)
        md.parser.blockprocessors.deregister("reference")
        assert md.delimiters is not None
        md.delimiters.add("~", "del", double=True)


class _NoHeadings(Extension):
    """Signs of headings are shown as words."""

    def extendMarkdown(self, md: Markdown) -> None:
        md.parser.blockprocessors.deregister("hashheader")
        md.parser.blockprocessors.deregister("setextheader")


def render_html(md: str) -> str:
    """HTML of a text. Headings that hold words get `id="s-1"`, `s-2`.. in order, as the outline names them."""
    cleaned = _clean(_convert(md, ["tables", "sane_lists", "fenced_code", _Words()]), HEADINGS | TABLES | {"hr"})
    numbers = count(1)
    return _HEADING.sub(lambda found: f'<{found[1]} id="s-{next(numbers)}">', cleaned)


def render_comment_html(md: str) -> str:
    """HTML of a comment: no headings, no tables; a line feed is shown as one."""
    return _clean(_convert(md, ["sane_lists", "fenced_code", "nl2br", _Words(), _NoHeadings()]), set())


def _convert(md: str, extensions: list[str | Extension]) -> str:
    return Markdown(extensions=extensions).convert(md)


def _clean(html: str, more: set[str]) -> str:
    return nh3.clean(
        html,
        tags=BLOCKS | INLINE | more,
        clean_content_tags=set(),
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel=REL,
        strip_comments=True,
        generic_attribute_prefixes=set(),
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("a", "href"):
        return value if _ABSOLUTE.match(value) else None
    if (tag, name) == ("a", "rel"):
        return REL
    return value if value.isdecimal() else None
