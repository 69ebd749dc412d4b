"""Marks the commented passages in a revision's HTML, so that they are seen without any script."""

from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from proposals.domain.passages import BLANK, without_blanks


class Mark(NamedTuple):
    """A passage: from inked character `first` up to `last` (excluded), of this thread."""

    thread: int
    first: int
    last: int


def marked(html: str, marks: Sequence[Mark]) -> str:
    """The HTML with `<mark data-threads="3 5">` around the passages; one passage may need several marks.

    `html` is what nh3 wrote: well-formed, and its words are the flat text's.
    """
    if not marks:
        return html
    writer = _Writer(marks)
    writer.feed(html)
    writer.close()
    return "".join(writer.out)


class _Writer(HTMLParser):
    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__(convert_charrefs=True)
        self.marks = sorted(marks, key=lambda mark: mark.first)
        self.bounds = sorted({edge for mark in marks for edge in (mark.first, mark.last)})
        self.out: list[str] = []
        self.seen = 0
        self.begun: set[int] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        start = 0
        for index, char in enumerate(data):
            if BLANK.match(char):
                continue
            # A passage begins before its first inked character and ends after its last one.
            if index > start and self.seen in self.bounds:
                self._write(data[start:index], self.seen - 1)
                start = index
            self.seen += 1
        self._write(data[start:], self.seen - 1)

    def _write(self, words: str, last_inked: int) -> None:
        """Words without a bound inside; `last_inked` is the number of the last inked character in or before them."""
        if not words:
            return
        covering = [m for m in self.marks if m.first <= last_inked < m.last]
        if not covering or not BLANK.sub("", words):
            self.out.append(escape(words, quote=False))
            return
        end = len(words)
        # A mark does not end with a blank, unless one of its passages goes on behind it.
        if all(m.last == last_inked + 1 for m in covering):
            _start, end = without_blanks(words, 0, end)
        threads = [m.thread for m in covering]
        first = [thread for thread in threads if thread not in self.begun]
        self.begun.update(threads)
        # The place that the note's « see the passage » leads to.
        ids = f' id="passage-{first[0]}"' if first else ""
        marked_words, after = escape(words[:end], quote=False), escape(words[end:], quote=False)
        self.out.append(f'<mark{ids} data-threads="{" ".join(map(str, threads))}">{marked_words}</mark>{after}')
