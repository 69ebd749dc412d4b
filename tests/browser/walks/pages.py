"""What people do on the pages, in the words of the walks: press, choose, write, comment, vote."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.editor.writers import Writer
from tests.browser.walks.words import fr

# Selects the words where they first stand in an element, as a hand does: the selection changes, the page hears of it.
SELECT = """
(root, words) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    walker.currentNode.parentElement.scrollIntoView({block: "center"});
    getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
    return;
  }
  throw new Error("no text with " + words);
}
"""


def press(page: Page | Locator, words: str, context: str = "", **values: object) -> None:
    """Presses the visible button or link of this name."""
    name = fr(words, context, **values)
    seen = page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True))
    seen.filter(visible=True).first.click()


def fill(page: Page, **values: str) -> None:
    """Fills the fields of these names."""
    for name, value in values.items():
        page.locator(f"main [name={name}]").fill(value)


def write_in(page: Page, path: str) -> Writer:
    """Opens the editor; errors of the page fail the test by its own watch."""
    page.goto(path)
    page.wait_for_selector("body[data-editor=ready]")
    return Writer(page, [])


def comment(page: Page, passage: str, words: str) -> None:
    """Comments on a passage of the frozen text."""
    page.locator("#reading").evaluate(SELECT, passage)
    page.locator("#comment-selection").click()
    # Beside the passage, or over the text on a phone.
    form = page.locator(":is(#notes, dialog[open]) #comment-form")
    expect(form.locator("textarea")).to_be_focused()
    form.locator("textarea").fill(words)
    form.get_by_role("button", name=fr("Send the comment")).click()
    expect(page.locator("#notes .note", has_text=words)).to_have_count(1)
    expect(page.locator("[data-thread=draft], mark[data-threads~=draft]")).to_have_count(0)


def cast(page: Page, choice: str) -> None:
    """Chooses and confirms: "yes", "no" or "abstain". The receipt stands on the page afterwards."""
    page.locator(f"#ballot label.choice:has(input[value={choice}])").click()
    page.locator("#ballot button[type=submit].wide").click()
    dialog = page.locator("#confirm-vote")
    expect(dialog).to_be_visible()
    dialog.locator("[data-confirmed]").click()
    expect(page.locator(".receipt")).to_be_visible()


def open_it(page: Page) -> None:
    """Opens the poll whose form is filled in, and confirms."""
    page.locator("main form button[data-asks]").click()
    page.locator("#confirm-open button[type=submit]").click()


def sideways(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
