"""A member reads who can turn the outcome under a poll's rule, and tries the rule on a file; read by axe."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.test_design import faults
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import press, sideways
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.voting.acts import ADOPTED, decide
from voting.domain.records import record_of


def test_a_rules_power_is_read_from_its_poll_and_the_rule_is_tried_on_a_record(
    alliance: Alliance, enter: Enter, tmp_path: Path
) -> None:
    poll, _tally = decide(alliance, ADOPTED)
    record = json.loads(record_of(poll))
    # The same poll, had nobody been for it.
    counted = record["counts"][-1]["poll"]
    counted["ballots"] = [{**ballot, "choice": "no"} for ballot in counted["ballots"]]
    (tmp_path / "proces-verbal.json").write_text(json.dumps(record), "utf-8")

    page = enter("member", poll.urls.page)
    press(page, "Who can turn the outcome")
    expect(page.get_by_role("heading", level=1)).to_have_text(fr("Who can turn the outcome"))
    expect(page.get_by_role("img", name=fr("Weight and power by category")).first).to_be_visible()
    rows = page.get_by_role("table", name=fr("Weight and power by category"), exact=True).get_by_role("row")
    expect(rows.nth(1)).to_contain_text("21,7")
    page.set_viewport_size({"width": 320, "height": 800})
    assert not sideways(page)

    press(page, "What this rule would have done")
    assert not sideways(page)
    page.locator("input[type=file]").set_input_files(tmp_path / "proces-verbal.json")
    press(page, "Try the rule")
    tried = page.locator("#files .tried > li")
    expect(tried).to_have_count(1)
    expect(tried).to_contain_text(fr("unchanged", "outcome"))
    assert not sideways(page)
    assert not faults(page)
