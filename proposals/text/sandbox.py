"""Rendering that always comes back: in a child process, killed after a second, with the plain words as a fallback.

Children are kept between texts: a comment costs a few milliseconds. From asyncio, call it in a thread.
"""

import html
import json
import logging
import re
from dataclasses import dataclass
from typing import Literal

from realtime.bounded import Children, Failed, Unanswered

from .lines import Line, from_json
from .markdown_in import literal
from .worker import LIMITS

Kind = Literal["text", "comment"]

children = Children("proposals.text.worker", LIMITS, count=2)
_REQUESTS = {"text": b"t", "comment": b"c", "parse": b"p"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rendering:
    """HTML safe to show. `plain`: the text could not be rendered in time and its words are shown as they are."""

    html: str
    plain: bool


def render_safely(md: str, kind: Kind = "text") -> Rendering:
    """The HTML of a text or of a comment. Takes at most about a second of rendering; raises nothing for any text."""
    answer = _asked(_REQUESTS[kind], md)
    return Rendering(plain_html(md), True) if answer is None else Rendering(answer, False)


def parse_safely(md: str) -> tuple[tuple[Line, ...], list[str]]:
    """`parse`, with every line of the source as a literal paragraph where it takes too long."""
    answer = _asked(_REQUESTS["parse"], md)
    if answer is None:
        return literal(md), ["The text could not be read as Markdown and was kept as literal words."]
    lines, notes = json.loads(answer)
    return from_json(lines), notes


def plain_html(md: str) -> str:
    """The source's words as they stand: a paragraph between blank lines, line feeds kept."""
    paragraphs = re.split(r"\n[^\S\n]*\n\s*", _encodable(md).replace("\r\n", "\n").replace("\r", "\n").strip())
    return "\n".join(f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part)


def _encodable(md: str) -> str:
    """Without NUL and lone surrogates, which neither a pipe nor a database takes."""
    return md.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _asked(kind: bytes, md: str) -> str | None:
    """The child's answer, None where it has none for this text."""
    request = _encodable(md).encode()
    try:
        return children.ask(kind, request).decode()
    except Failed:
        return None
    except Unanswered:
        _log.warning("A text of %d bytes could not be rendered in time; it is shown plain.", len(request))
        return None
