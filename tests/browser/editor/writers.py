"""A person in the editor, as the tests drive it: selects, presses, goes offline, and says what is on the screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect

from proposals.text.lines import from_delta
from proposals.text.markdown import render
from realtime.documents import read_state

SELECT = """
([words, from, to]) => {
  const surface = document.querySelector(".ProseMirror");
  const textsOf = (line) => {
    const texts = [];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(".caret")) texts.push(walker.currentNode);
    return texts;
  };
  const said = (texts) => texts.map((text) => text.data).join("");
  const line = [...surface.querySelectorAll("[data-b]")].find((one) => said(textsOf(one)).includes(words));
  if (!line) throw new Error("no line with " + words);
  const texts = textsOf(line);
  const start = said(texts).indexOf(words);
  const at = (offset) => {
    for (const text of texts) {
      if (offset <= text.data.length) return [text, offset];
      offset -= text.data.length;
    }
    throw new Error("beyond the line");
  };
  surface.focus();
  const put = () => {
    getSelection().setBaseAndExtent(...at(start + from), ...at(start + to));
    return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)));
  };
  // ProseMirror takes a caret that comes to the text's start right after the focus, without a click, for the browser's
  // doing and puts it back, once: a person clicks.
  return put().then(() => (getSelection().isCollapsed === (from === to) ? null : put()));
}
"""

LINES = """
() => [...document.querySelectorAll(".ProseMirror [data-b]")].map((line) => {
  const copy = line.cloneNode(true);
  for (const caret of copy.querySelectorAll(".caret, .ProseMirror-separator")) caret.remove();
  for (const br of copy.querySelectorAll("br")) br.replaceWith(br.className ? "" : "\\u2028");
  return [line.dataset.b, copy.textContent];
})
"""

MARKS = {"STRONG": "bold", "EM": "italic", "S": "strike", "CODE": "code", "A": "link"}

RUNS = """
() => [...document.querySelectorAll(".ProseMirror [data-b]")].map((line) => {
  const runs = [];
  const read = (node, marks) => {
    if (node.nodeType === 3) { if (node.data) runs.push([node.data, [...marks].sort()]); return; }
    if (node.nodeType !== 1 || node.matches(".caret, .ProseMirror-separator")) return;
    if (node.tagName === "BR") { if (!node.className) runs.push(["\\u2028", [...marks].sort()]); return; }
    const name = {STRONG: "bold", EM: "italic", S: "strike", CODE: "code", A: "link"}[node.tagName];
    for (const child of node.childNodes) read(child, name ? [...marks, name] : marks);
  };
  for (const child of line.childNodes) read(child, []);
  const merged = [];
  for (const [text, marks] of runs) {
    const last = merged.at(-1);
    if (last && String(last[1]) === String(marks)) last[0] += text; else merged.push([text, marks]);
  }
  return [line.dataset.b, merged];
})
"""


@dataclass
class Writer:
    """One browser in one text."""

    page: Page
    errors: list[str]

    def select(self, words: str, start: int = 0, end: int | None = None) -> None:
        """Selects `words[start:end]` where they first stand; without `end`, the caret goes to `start`."""
        self.page.evaluate(SELECT, [words, start, start if end is None else end])

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def act(self, name: str) -> None:
        """Presses the button of an act, in the toolbar or in the menu of kinds."""
        button = self.page.locator(f'#editor-toolbar [data-act="{name}"]')
        if not button.count():
            self.page.locator("#editor-kind").click()
            button = self.page.locator(f'#editor-kind-menu [data-act="{name}"]')
        button.click()

    def offers(self, name: str) -> bool:
        """Whether the act can be done where the selection is: code has neither bold nor italic."""
        button = self.page.locator(f'[data-act="{name}"]').first
        return button.get_attribute("aria-disabled") != "true"

    def go_offline(self) -> None:
        self.page.context.set_offline(True)
        expect(self.saved).to_have_attribute("data-state", "offline")

    def go_online(self) -> None:
        self.page.context.set_offline(False)

    @property
    def saved(self) -> Any:
        return self.page.locator("#editor-saved")

    def is_saved(self) -> None:
        """Waits until the page says that the server has committed all."""
        expect(self.saved).to_have_attribute("data-state", "saved", timeout=15_000)

    @property
    def lines(self) -> list[list[str]]:
        """What is on the screen: kind and words of each line."""
        return self.page.evaluate(LINES)

    @property
    def runs(self) -> list[Any]:
        """What is on the screen with its formats: kind, and pieces of words with their marks."""
        return self.page.evaluate(RUNS)


def shared_runs(document_id: UUID) -> list[Any]:
    """The text as the server has it, in the form of `Writer.runs`."""
    told = []
    for line in from_delta(read_state(document_id).ops):
        merged: list[list[Any]] = []
        for run in line.runs:
            marks = sorted(key for key, value in run.attributes.items() if value and key in MARKS.values())
            if merged and merged[-1][1] == marks:
                merged[-1][0] += run.text
            else:
                merged.append([run.text, marks])
        told.append([line.kind, merged])
    return told


def markdown(document_id: UUID) -> str:
    """The text as it will be frozen."""
    return render(from_delta(read_state(document_id).ops))[0]


def all_agree(document_id: UUID, *writers: Writer) -> None:
    """Every screen shows the text that the server has committed, words, kinds and formats."""
    for writer in writers:
        writer.is_saved()
    shared = shared_runs(document_id)
    for writer in writers:
        try:
            writer.page.wait_for_function(
                f"(expected) => JSON.stringify(({RUNS})()) === expected", arg=_json(shared), timeout=8000
            )
        except Exception:
            assert writer.runs == shared
        assert writer.errors == []


def _json(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def plain(md: str) -> str:
    """Markdown without blank lines and without blanks at the ends of lines, to compare what scenes end in."""
    return re.sub(r"[ ]*\n\s*", "\n", md.replace("&#32;", " ")).strip()
