"""Markdown to lines, for imports: a stated subset, and a list of what was flattened. No word is dropped.

Read by markdown-it (CommonMark with `~~`). Tables, footnotes, images, unknown HTML and unused definitions arrive as
literal words. A line feed inside a paragraph or a quotation starts a line of its own (people write it to be seen);
inside a list item or a heading it becomes a blank.
"""

import html
import re
from collections.abc import Iterable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.token import Token

from .canonical import canonical, canonical_url
from .lines import Line, Run, is_empty, list_place

MAX_NESTING = 60
"""Blocks nested deeper are read as literal words."""

TAGS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "s": "strike", "del": "strike", "code": "code"}

_TAG = re.compile(r"<(/?)([A-Za-z]+)((?:\s[^<>]*)?)/?>")
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def parse(md: str) -> tuple[tuple[Line, ...], list[str]]:
    """Lines in canonical form, and in words of English msgids, once each, what the subset had to flatten."""
    reader = _Reader(md)
    return canonical(reader.read()), list(dict.fromkeys(reader.notes))


def literal(md: str) -> tuple[Line, ...]:
    """Every line of the source as a paragraph, nothing read into it."""
    return canonical(Line("p", (Run(part),) if part else ()) for part in md.splitlines())


def _no_footnote_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark would take `[^1]: word` for a link's definition and show nothing of it."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.src.startswith("[^", begin):
        return False
    return reference(state, start, end, silent)


def _markdown_it() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING + 20}).enable("strikethrough").disable("html_block")
    parser.block.ruler.at("reference", _no_footnote_definition)
    # Links are judged below, so that one refused stays as literal words with its address.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


_PARSER = _markdown_it()


class _Reader:
    def __init__(self, md: str) -> None:
        self.source = md.replace("\r\n", "\n").replace("\r", "\n")
        self.notes: list[str] = []
        self.lines: list[Line] = []
        self.lists: list[str] = []
        self.last_list = ""
        self.fresh_item = False
        self.quotes = 0
        self.heading = 0
        self.targets: set[str] = set()

    def read(self) -> list[Line]:
        environment: dict[str, Any] = {}
        tokens = _PARSER.parse(self.source, environment)
        if any(token.level > MAX_NESTING for token in tokens):
            self.notes.append("Blocks nested too deeply were kept as literal words.")
            return list(literal(self.source))
        for token in tokens:
            self._block(token)
        self._unused_definitions(environment.get("references", {}).values())
        return self.lines

    def _block(self, token: Token) -> None:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self._open_list(token)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.last_list = self.lists.pop()
        elif kind == "list_item_open":
            self.fresh_item = True
        elif kind == "blockquote_open":
            if self.quotes or self.lists:
                self.notes.append("Nested quotations were flattened.")
            self.quotes += 1
        elif kind == "blockquote_close":
            self.quotes -= 1
        elif kind in ("heading_open", "heading_close"):
            self.heading = int(token.tag[1]) if kind == "heading_open" else 0
        elif kind == "inline":
            self._inline(token)
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "hr":
            self.lines.append(Line("hr"))

    def _open_list(self, token: Token) -> None:
        name = "ul" if token.type == "bullet_list_open" else "ol"
        if not self.lists and self.last_list == name and self.lines and list_place(self.lines[-1].kind):
            # Two lists of one type after each other, as another mark or a comment tells them apart in Markdown.
            self.lines.append(Line("p"))
        self.lists.append(name)
        if token.attrGet("start") not in (None, 1):
            self.notes.append("Numbered lists start at 1.")
        if self.quotes:
            self.notes.append("Lists inside quotations were taken out of them.")

    def _kind(self) -> str:
        if self.heading:
            if self.lists or self.quotes:
                self.notes.append("Headings inside lists or quotations were taken out of them.")
            return f"h{self.heading}"
        if self.lists and self.fresh_item:
            depth = len(self.lists) - 1
            return self.lists[-1] + (str(depth) if depth else "")
        if self.lists:
            self.notes.append("Further paragraphs of a list item became paragraphs of their own.")
        return "q" if self.quotes else "p"

    def _inline(self, token: Token) -> None:
        kind = self._kind()
        self.fresh_item = False
        breaks = kind in ("p", "q")
        runs: list[Run] = []
        for run in self._runs(token.children or []):
            if not run.text.startswith("\n"):
                runs.append(run)
            elif breaks:
                self._add(kind, runs)
                runs = []
            else:
                runs.append(Run(" ", run.attributes))
        self._add(kind, runs)

    def _add(self, kind: str, runs: list[Run]) -> None:
        text = "".join(run.text for run in runs)
        self.lines.append(Line(kind) if is_empty(text) else Line(kind, tuple(runs)))

    def _code(self, token: Token) -> None:
        if self.lists or self.quotes:
            self.notes.append("Code inside lists or quotations was taken out of them.")
        self.fresh_item = False
        language, _, rest = token.info.strip().partition(" ")
        if rest:
            self.notes.append("Words beside the language of a block of code were kept before it.")
            self.lines.append(Line("p", (Run(rest),)))
        content = token.content.removesuffix("\n").split("\n") if token.content else []
        if not content:
            self.notes.append("Empty blocks of code were dropped.")
        lines = [Line(f"code:{language}", (Run(text),) if text else ()) for text in content]
        if self.lines and lines and self.lines[-1].kind == lines[0].kind:
            self.lines.append(Line("p"))
        self.lines.extend(lines)

    def _runs(self, tokens: Iterable[Token]) -> list[Run]:
        runs: list[Run] = []
        state: dict[str, Any] = {}
        tags: list[str] = []
        links: list[tuple[Token, int]] = []
        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special", "code_inline"):
                if token.content:
                    runs.append(Run(token.content, {**state, "code": True} if kind == "code_inline" else dict(state)))
            elif kind in ("softbreak", "hardbreak"):
                runs.append(Run("\n", dict(state)))
            elif kind == "html_inline":
                self._tag(token.content, state, tags, runs)
            elif kind == "image":
                self.notes.append("Images were kept as literal words.")
                runs.append(Run(f"![{token.content}]({token.attrGet('src')})", dict(state)))
            elif kind == "link_open":
                links.append((token, len(runs)))
                self._open_link(token, state, runs)
            elif kind == "link_close":
                self._close_link(*links.pop(), state, runs)
            elif kind in ("strong_open", "em_open", "s_open"):
                state[_FORMATS[token.tag]] = True
            elif kind in ("strong_close", "em_close", "s_close"):
                state.pop(_FORMATS[token.tag], None)
        return runs

    def _open_link(self, token: Token, state: dict[str, Any], runs: list[Run]) -> None:
        address = str(token.attrGet("href") or "")
        self.targets.add(address)
        if token.attrGet("title"):
            self.notes.append("Titles of links were kept as words beside them.")
        if canonical_url(address):
            state["link"] = address
        else:
            runs.append(Run("[", dict(state)))

    def _close_link(self, token: Token, begin: int, state: dict[str, Any], runs: list[Run]) -> None:
        address, title = str(token.attrGet("href") or ""), token.attrGet("title")
        state.pop("link", None)
        if canonical_url(address):
            if len(runs) == begin:
                self.notes.append("Links without words show their address.")
                runs.append(Run(address, {**state, "link": address}))
            if title:
                runs.append(Run(f" ({title})", dict(state)))
            return
        self.notes.append("Links to other addresses than http, https and mailto were kept as literal words.")
        runs.append(Run(f']({address} "{title}")' if title else f"]({address})", dict(state)))

    def _tag(self, source: str, state: dict[str, Any], tags: list[str], runs: list[Run]) -> None:
        found = _TAG.fullmatch(source)
        closing, name, rest = (bool(found[1]), found[2].lower(), found[3]) if found else (False, "", "")
        href = _HREF.search(rest)
        if name == "br" and not closing:
            runs.append(Run("\n", dict(state)))
            return
        if name == "a" and not closing and href and "link" not in state:
            address = html.unescape(next(part for part in href.groups() if part is not None))
            if canonical_url(address):
                state["link"] = address
                tags.append("a")
                return
        if name == "a" and closing and "a" in tags:
            tags.remove("a")
            state.pop("link", None)
            return
        if name in TAGS and not rest.strip() and not closing and name not in tags:
            tags.append(name)
            state[TAGS[name]] = True
            return
        if name in TAGS and closing and name in tags:
            tags.remove(name)
            state.pop(TAGS[name], None)
            return
        self.notes.append("HTML was kept as literal words.")
        runs.append(Run(source, dict(state)))

    def _unused_definitions(self, definitions: Iterable[dict[str, Any]]) -> None:
        """A definition that no link uses would vanish: it is kept, as words, at the end."""
        for definition in definitions:
            if definition["href"] in self.targets:
                continue
            self.notes.append("Definitions that no link uses were kept as literal words.")
            begin, end = definition["map"]
            self.lines.extend(
                Line("p", (Run(text.strip()),)) for text in self.source.split("\n")[begin:end] if text.strip()
            )


_FORMATS = {"strong": "bold", "em": "italic", "s": "strike"}
