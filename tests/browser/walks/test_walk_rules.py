"""The workshop of rules: a sentence that follows what is chosen, a rule saved, offered, dropped as a file, retired."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.browser.test_design import faults
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import press, sideways
from tests.browser.walks.test_count_files import drop
from tests.browser.walks.test_walk_phone import PHONE
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.voting.acts import rule_of
from voting.counting.presets import load
from voting.domain.rulebook import version_in_use
from voting.models import Rule

NAME = "Conseil, trois cinquièmes des présents"


def test_a_rule_is_composed_saved_offered_and_retired(alliance: Alliance, enter: Enter) -> None:
    page = enter("secretariat", "/polls/")
    press(page, "Rules of vote")
    press(page, "New rule")
    expect(page.get_by_role("button", name=fr("Show what it says"))).to_be_hidden()
    page.fill("[name=name]", NAME)
    said = page.locator("[data-live=sentence] .key")
    expect(said).to_contain_text("plus de la moitié")

    # The sentence and the sentence of the condition follow what is chosen; nothing of the form is drawn again.
    page.locator("[name=c2-op]").select_option(">=")
    page.locator("[name=c2-value]").fill("3/5")
    page.locator("[name=c2-base]").select_option("present")
    expect(said).to_contain_text("au moins 3/5")
    expect(page.locator("[data-live=condition-2]")).to_contain_text("3/5")

    # What is wrong stands beside at once, and leaves again.
    page.locator("[name=c2-value]").fill("0,6")
    expect(page.locator("[data-live=found]")).to_contain_text(
        fr("A decimal is not exact: write a fraction, such as 2/3 for two thirds or 13/20 for 65 %.").split(":")[0]
    )
    page.locator("[name=c2-value]").fill("60 %")
    # Enter neither saves nor presses another button of the form.
    page.locator("[name=c2-value]").press("Enter")
    expect(said).to_contain_text("au moins 3/5")
    expect(page.locator(".cond")).to_have_count(2)
    expect(page.locator("[name=c2-value]")).to_be_focused()

    # A veto of each category: those of one seat block alone, which is to be read.
    press(page, "One more condition")
    third = page.locator(".cond").nth(2)
    expect(third.locator("[name=c3-unit]")).to_be_focused()
    expect(page.locator("[name=c3-empty]")).to_be_hidden()
    third.locator("[name=c3-scope]").select_option("each")
    third.locator("[name=c3-quantity]").select_option("no")
    third.locator("[name=c3-op]").select_option("<")
    expect(page.locator("[data-live=found]")).to_contain_text("Pourrait bloquer seul")
    expect(page.locator("[name=c3-empty]")).to_be_visible()
    third.get_by_role("button").click()
    expect(page.locator(".cond")).to_have_count(2)
    expect(page.locator("[name=c2-value]")).to_have_value("60 %")
    expect(page.locator("[data-live=found]")).to_contain_text(fr("Nothing stands against this rule."))

    press(page, "Save the rule")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    rule = Rule.objects.get(name=NAME)
    assert rule.definition["clauses"]["c2"]["value"] == "3/5"
    page.goto("/polls/open/")
    expect(page.get_by_role("radio", name=NAME)).to_be_enabled()

    page.goto(rule.urls.page)
    press(page, "Retire", "rule")
    page.locator("#confirm-retire").get_by_role("button", name=fr("Retire", "rule")).click()
    expect(page.locator("main .badge")).to_have_text(fr("Retired", "rule"))
    press(page, "Take up again")
    expect(page.locator("main .badge")).to_have_text(fr("In use"))


def test_a_file_is_dropped_on_a_telephone_too_and_becomes_the_next_version(alliance: Alliance, enter: Enter) -> None:
    rule = rule_of(alliance, "council-by-heads")
    page = enter("secretariat", rule.urls.next, **PHONE)
    expect(page.locator("[name=document]")).to_be_hidden()
    document = load("council-by-heads")
    document["tree"]["give"] = "bloc"
    document["clauses"]["heads"]["value"] = "2/3"
    drop(page, "main form.workshop", ("regle.json", json.dumps(document)))
    expect(page.locator("[name=document]")).to_be_visible()
    expect(page.locator("[data-live=sentence] .key")).to_contain_text("plus des deux tiers")
    # The sentence stays in sight while one scrolls.
    page.locator("h1").scroll_into_view_if_needed()
    expect(page.locator("[data-live=sentence]")).to_be_in_viewport()
    page.locator("[name=document]").fill("{")
    expect(page.locator("[data-live=sentence]")).to_contain_text(fr("This is not a whole rule yet."))
    page.locator("[name=document]").fill(json.dumps(document))
    expect(page.locator("[data-live=sentence] .key")).to_contain_text("plus des deux tiers")
    press(page, "Save the rule")
    expect(page.get_by_role("heading", level=1)).to_have_text(rule.title)
    latest = version_in_use(rule)
    assert latest is not None and latest.version == 2 and latest.definition["tree"]["give"] == "bloc"


def test_axe_finds_nothing_where_every_field_is_asked_and_refused_and_nothing_scrolls_sideways(
    alliance: Alliance, enter: Enter
) -> None:
    page = enter("secretariat", "/rules/new/", width=320, color_scheme="dark", reduced_motion="reduce")
    page.locator("[name=weights][value=shares]").check()
    page.locator("[name=c1-group]").select_option("A")
    page.locator("[name=c1-scope]").select_option("least")
    page.locator("[name=c1-least]").fill("")
    page.locator("[name=c2-unit]").select_option("size")
    page.locator("[name=tie]").select_option("casting")
    press(page, "Save the rule")
    expect(page.locator(".summary")).to_be_visible()
    assert faults(page) == []
    assert not sideways(page)
