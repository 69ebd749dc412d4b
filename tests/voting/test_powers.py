"""The page of a rule's power: weight beside power on today's register, exact, and what is not told."""

from typing import Any

import pytest
from django.core.cache import cache

from alliance.domain.errors import Busy, NotVisible
from tests.factories import Alliance, make_club
from tests.voting.acts import changed_rule, rule_of
from tests.voting.test_pages import words
from voting.domain import powers
from voting.domain.children import TooCostly
from voting.domain.powers import power_of
from voting.domain.rulebook import rule_for
from voting.models import Rule


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    # A cache of several processes is emptied by whichever test ends beside this one.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def page(alliance: Alliance, rule: Rule, status: int = 200) -> str:
    answer = alliance.client("observer").get(f"/rules/{rule.pk}/power/")
    assert answer.status_code == status
    return words(answer)


def test_the_council_of_ten_has_its_weight_and_its_exact_power(alliance: Alliance) -> None:
    found = power_of(rule_of(alliance))

    assert found.power is not None
    shares = {leaf: each["shapley"] for leaf, each in found.power["leaves"].items()}
    # Reckoned by trying all orders of ten voters by hand of the counting core (tests/voting/counting/test_power.py).
    assert len(set(shares.values())) == 2, "seven categories of one seat each are alike"
    text = page(alliance, rule_of(alliance))
    assert "On today’s register, of 10 voters." in text
    assert "More power than weight: Elected officials (21.7% for 12.5%)." in text
    assert "Less power than weight: each of 7 categories (11.2% for 12.5%)." in text
    assert "Elected officials: each of 3 1 / 24 · 4.2% 7.6% 7.2%" in text
    assert "34.3% of them adopt the text." in text
    assert "No category could block a text alone." in text
    assert shares["elected"].replace("/", " / ") in text, "the exact fraction stands there too"


def test_a_veto_is_told_of_the_categories_that_have_it(alliance: Alliance) -> None:
    text = page(alliance, rule_of(alliance, "assembly-charter"))
    assert "Voting as one, these categories could each block a text alone:" in text
    assert "A single vote for suffices" not in text


def test_a_rule_without_weight_says_that_the_weight_decides_nothing(alliance: Alliance) -> None:
    said = "No condition of this rule asks for the weight"
    assert said in page(alliance, rule_of(alliance, "council-by-heads"))
    assert said not in page(alliance, rule_of(alliance, "council-by-weight"))


def test_what_is_found_is_kept_by_rule_and_register_and_not_by_who_they_are(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = power_of(rule_of(alliance))
    monkeypatch.setattr(powers, "answer_of", lambda *_: pytest.fail("asked again"))
    holder = alliance.actor("seat-4").user
    assert holder is not None
    holder.name = "Somebody else"
    holder.save()
    again = power_of(rule_of(alliance))
    assert again.power == first.power
    assert "Somebody else" in [voter.name for voter in again.voters]


def test_what_takes_too_long_is_told_so_once_and_never_estimated(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_costly(*_: Any) -> None:
        raise TooCostly

    monkeypatch.setattr(powers, "answer_of", too_costly)
    text = page(alliance, rule_of(alliance))
    assert "Nothing is estimated" in text
    assert "12.5%" in text, "the weights are told"
    assert "Banzhaf" not in text
    assert "No category could block" not in text, "what was not reckoned is not said"
    monkeypatch.setattr(powers, "answer_of", lambda *_: pytest.fail("asked again"))
    assert "Nothing is estimated" in page(alliance, rule_of(alliance))


def test_a_machine_without_time_says_when_to_come_back(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise Busy(10)

    monkeypatch.setattr(powers, "answer_of", busy)
    answer = alliance.client("observer").get(f"/rules/{rule_of(alliance).pk}/power/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_where_sizes_are_missing_or_there_are_options_there_is_nothing_to_measure(alliance: Alliance) -> None:
    preset = rule_of(alliance, "assembly-charter")
    clauses = {**preset.definition["clauses"]}
    clauses["weight"] = {**clauses["weight"], "unit": "size"}
    sized = changed_rule(alliance, "assembly-charter", clauses=clauses)
    assert "The rule counts sizes" in page(alliance, sized)
    assert "this rule chooses among options" in page(alliance, rule_of(alliance, "council-choice-schulze"))


def test_a_rule_for_other_categories_is_said_not_to_fit(alliance: Alliance) -> None:
    tree = {"key": "elsewhere", "per": "head", "over": "expressed", "give": "split"}
    rule = changed_rule(alliance, "council-by-heads", format="consult-rule/1", tree=tree)
    assert "The rule does not fit today’s register:" in page(alliance, rule)


def test_the_rules_of_another_club_are_not_there(alliance: Alliance) -> None:
    other = make_club("be", "Ailleurs", "be")
    rule = Rule.objects.filter(club=other).first()
    assert rule is not None
    with pytest.raises(NotVisible):
        rule_for(alliance.actor("observer"), rule.pk)
    assert alliance.client("observer").get(f"/rules/{rule.pk}/power/").status_code == 404
    assert alliance.client("observer").get(f"/rules/{rule.pk}/tried/").status_code == 404
