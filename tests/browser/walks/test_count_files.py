"""Counting two files in a browser: chosen without a script, dropped with one; the result and a fault, read by axe."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_design import faults
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import press, sideways
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.voting.counting import test_choices_bad_input as choices
from tests.voting.counting.samples import recommendation, worked_poll
from tests.voting.counting.test_bad_input import changed
from voting.counting import count, dumps

# Lets files fall on an element, as a hand does with the pointer over it.
DROP = """
([selector, files]) => {
  const dataTransfer = new DataTransfer();
  for (const [name, text] of files) dataTransfer.items.add(new File([text], name, {type: "application/json"}));
  const under = document.querySelector(selector);
  for (const type of ["dragover", "drop"])
    under.dispatchEvent(new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}));
}
"""
RULE, POLL = json.dumps(recommendation()), json.dumps(worked_poll())


def drop(page: Page, selector: str, *files: tuple[str, str]) -> None:
    page.evaluate(DROP, [selector, [list(file) for file in files]])


def stands(page: Page, name: str, file: str) -> None:
    """Waits until a file of this name is chosen."""
    expect(page.locator(f"input[type=file][name={name}]")).to_have_value(re.compile(re.escape(file)))


def test_without_a_script_two_files_are_chosen_counted_and_the_result_is_taken_away(
    alliance: Alliance, enter: Enter, tmp_path: Path
) -> None:
    (tmp_path / "regle.json").write_text(RULE, "utf-8")
    (tmp_path / "scrutin.json").write_text(POLL, "utf-8")
    page = enter("observer", "/polls/", java_script_enabled=False)
    press(page, "Count two files")
    page.get_by_role("button", name=fr("Rule"), exact=True).set_input_files(tmp_path / "regle.json")
    page.get_by_role("button", name=fr("Poll"), exact=True).set_input_files(tmp_path / "scrutin.json")
    expect(page.get_by_text(fr("It can be dropped here.")).first).to_be_hidden()
    press(page, "Count", "act")

    expect(page.get_by_role("heading", level=1)).to_have_text("Adoptée")
    expect(page.locator(".sentence")).to_contain_text("13/18 du poids exprimé")
    expect(page.get_by_text("13/18 du poids exprimé est pour")).to_be_visible()
    with page.expect_download() as download:
        press(page, "Download the result")
    assert Path(download.value.path()).read_text("utf-8") == dumps(count(recommendation(), worked_poll())) + "\n"
    assert download.value.suggested_filename == "consult-result.json"
    assert page.url.endswith("/count/")


def test_files_that_are_dropped_find_their_places_and_one_may_be_replaced(alliance: Alliance, enter: Enter) -> None:
    page = enter("observer", "/count/")
    # Both at once, the poll first, over the place of the rule: each says itself what it is.
    drop(page, "[data-slot=rule]", ("b.json", POLL), ("a.json", RULE))
    stands(page, "rule", "a.json")
    stands(page, "poll", "b.json")
    press(page, "Count", "act")
    expect(page.get_by_role("heading", level=1)).to_have_text("Adoptée")

    # The rule stays; another poll is dropped, and what it is can't be told from it.
    drop(page, "[data-slot=poll]", ("c.json", "{}"))
    stands(page, "poll", "c.json")
    press(page, "Count", "act")
    slot = page.locator("[data-slot=poll]")
    expect(slot.locator(".error")).to_contain_text("/format")
    expect(slot.locator(".error")).to_contain_text(fr("missing"))
    expect(page.locator("[data-slot=rule]")).to_contain_text("a.json")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")], ids=["wide light", "phone dark"])
def test_axe_finds_nothing_on_results_and_faults_and_nothing_scrolls_sideways(
    alliance: Alliance, enter: Enter, width: int, scheme: str
) -> None:
    page = enter("observer", "/count/", width=width, color_scheme=scheme, reduced_motion="reduce")
    wrong: list[object] = []
    for rule, poll in (
        (recommendation(), worked_poll()),
        (recommendation(), changed(worked_poll(), "/ballots/3/choice", "oui")),
        (choices.schulze(), choices.poll()),
        (choices.judgment(), choices.tallies()),
    ):
        page.goto("/count/")
        drop(page, "[data-slot=rule]", ("a.json", json.dumps(rule)), ("b.json", json.dumps(poll)))
        stands(page, "poll", "b.json")
        press(page, "Count", "act")
        expect(page.locator(".seal, .summary")).to_be_visible()
        wrong += faults(page)
        wrong += [sideways(page)] if sideways(page) else []
    assert wrong == []
