"""A rule is written once: new ones, next versions, retiring and taking up again, and what a check forbids."""

from typing import Any

import pytest
from django.utils.translation import override

from alliance.domain.errors import Conflict, NotAllowed, NotVisible, Refused
from alliance.models import JournalEntry, Partner
from tests.factories import Alliance, make_club
from tests.voting.acts import open_council, rule_of
from voting.composing import Condition, Parts, compose
from voting.counting import sha256
from voting.counting.presets import load
from voting.domain import writing_rules
from voting.domain.opening import rules_for
from voting.domain.presets import load_presets
from voting.domain.rulebook import rule_for, rules_by_body, versions_of
from voting.domain.writing_rules import LARGEST, add_rule, add_version, retire_rule, take_up_rule
from voting.models import Rule


def definition(*conditions: Condition, elected: bool = True, **parts: Any) -> dict[str, Any]:
    return compose(Parts(conditions=conditions or (Condition(),), **parts), [], elected=elected)


# Half of all who are entitled, present or not: nobody decides or blocks alone.
PLAIN = definition(Condition(base="entitled"))


def new(alliance: Alliance, **changed: Any) -> Rule:
    given = {"name": "Majorité des sièges", "body": "council", "definition": PLAIN, **changed}
    return add_rule(actor=alliance.actor("secretariat"), club=alliance.club, **given)


def following(alliance: Alliance, rule: Rule, **changed: Any) -> Rule:
    given = {"after": rule.version, "name": rule.name, "definition": definition(), "warnings_read": True, **changed}
    return add_version(actor=alliance.actor("secretariat"), rule=rule, **given)


def refusal(write: Any) -> dict[str, list[str]]:
    with override("en"), pytest.raises(Refused) as refused:
        write()
    return refused.value.fields


def acts(alliance: Alliance) -> list[str]:
    found = JournalEntry.objects.filter(chain=alliance.club.chain).order_by("sequence")
    return [entry.act for entry in found if "rule" in entry.act]


def in_use(alliance: Alliance) -> list[str]:
    return [f"{rule.key} {rule.version}" for rule in rules_for(alliance.actor("secretariat"))]


def test_a_new_rule_is_named_versioned_and_opens_polls(alliance: Alliance) -> None:
    rule = new(alliance)

    assert (rule.key, rule.version) == ("majorite-des-sieges", 1)
    assert (rule.definition["id"], rule.definition["version"]) == (rule.key, 1)
    assert rule.sha256 == sha256(rule.definition)
    assert open_council(alliance, rule=rule).source == rule
    entry = JournalEntry.objects.filter(chain=alliance.club.chain, act="add_rule").get()
    assert entry.data == {"rule": rule.pk, "key": rule.key, "version": 1, "rule_sha256": rule.sha256}


def test_two_rules_of_one_name_have_keys_of_their_own_and_never_stand_side_by_side(alliance: Alliance) -> None:
    first = new(alliance)
    assert "name" in refusal(lambda: new(alliance, name="majorité  des SIÈGES"))
    with override("fr"), pytest.raises(Refused):
        new(alliance, name="Conseil, double majorité")
    retire_rule(actor=alliance.actor("secretariat"), rule=first)
    second = new(alliance)
    assert second.key == "majorite-des-sieges-2"
    with pytest.raises(Conflict):
        take_up_rule(actor=alliance.actor("secretariat"), rule=first)


def test_two_rules_of_one_name_written_at_once_leave_one(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    first = new(alliance)
    # What the second writer saw before the first one had saved.
    monkeypatch.setattr(writing_rules, "_same_name", lambda rule, name: False)
    monkeypatch.setattr(writing_rules, "_new_key", lambda club, name: first.key)
    assert list(refusal(lambda: new(alliance))) == ["name"]


@pytest.mark.parametrize(
    ("conditions", "word"),
    [
        ([Condition(op=">=", value="0", base="")], "would not depend"),
        ([Condition(quantity="no", op="<", value="1", base="")], "without a single vote"),
        ([Condition(quantity="no", op="<=", value="1/2", base="entitled")], "abstentions"),
    ],
    ids=["constant", "adopts nobody", "adopts abstentions"],
)
def test_an_unfit_rule_is_refused_with_the_reason(alliance: Alliance, conditions: list[Condition], word: str) -> None:
    fields = refusal(lambda: new(alliance, definition=definition(*conditions), warnings_read=True))
    assert any(word in sentence for sentence in fields["definition"])
    assert not Rule.objects.filter(name="Majorité des sièges").exists()
    assert acts(alliance) == []


def test_warnings_are_read_before_a_rule_is_saved(alliance: Alliance) -> None:
    # A category of one with a veto blocks alone.
    veto = Condition(scope="each", quantity="no", op="<", value="2/3", empty="skip")
    blocked = definition(Condition(), veto)
    assert list(refusal(lambda: new(alliance, definition=blocked))) == ["warnings_read"]
    assert new(alliance, definition=blocked, warnings_read=True).pk


def test_a_secret_rule_or_one_that_is_too_long_is_refused(alliance: Alliance) -> None:
    secret = {**PLAIN, "conduct": {**PLAIN["conduct"], "secrecy": "secret"}}
    assert "definition" in refusal(lambda: new(alliance, definition=secret))
    assert "characters" in refusal(lambda: new(alliance, definition={**PLAIN, "more": "x" * LARGEST}))["definition"][0]
    often = {**PLAIN, "formula": {"and": ["c1"] * 101}}
    assert "100 times" in refusal(lambda: new(alliance, definition=often))["definition"][0]
    assert "definition" in refusal(lambda: new(alliance, definition={"format": "consult-rule/1"}))


@pytest.mark.parametrize("by", ["again", "lot"])
def test_a_tie_that_nothing_here_would_decide_is_refused(alliance: Alliance, by: str) -> None:
    waiting = definition(Condition(base="entitled", tie=True), tie=by)
    assert "On a tie" in refusal(lambda: new(alliance, definition=waiting))["definition"][0]
    assert new(alliance, definition=definition(Condition(base="entitled", tie=True), tie="casting")).pk


@pytest.mark.parametrize(
    ("changed", "word"),
    [({"method": {"kind": "schulze", "default": "A"}}, "default"), ({"tie": {"by": "lot"}}, "lot")],
)
def test_a_choice_that_no_poll_here_could_count_is_refused(
    alliance: Alliance, changed: dict[str, Any], word: str
) -> None:
    choice = {**load("council-choice-schulze"), **changed}
    assert word in refusal(lambda: new(alliance, definition=choice))["definition"][0]


def test_what_postgresql_does_not_keep_is_refused(alliance: Alliance) -> None:
    assert "U+0000" in refusal(lambda: new(alliance, definition={**PLAIN, "more": "\0"}))["definition"][0]


def test_a_club_without_a_register_yet_writes_rules_and_its_polls_are_tried_later(alliance: Alliance) -> None:
    Partner.objects.filter(club=alliance.club).update(standing="left")
    open_ = compose(Parts(conditions=(Condition(base="entitled"),)), [], elected=False)
    assert new(alliance, body="assembly", definition=open_).pk


def test_a_new_version_takes_the_place_of_the_former(alliance: Alliance) -> None:
    before = in_use(alliance)
    former = rule_of(alliance)
    poll = open_council(alliance, rule=former)
    with override("fr"):
        version = following(alliance, former, name="Conseil, double majorité")

    former.refresh_from_db()
    poll.refresh_from_db()
    assert former.is_retired and not version.is_retired
    assert (version.key, version.version, version.definition["version"]) == (former.key, 2, 2)
    assert poll.source == former and poll.rule["id"] == former.key
    # A preset keeps the name that every language has its own of; it keeps its place in the form too.
    assert version.name == former.name
    assert in_use(alliance) == [f"{former.key} 2", *before[1:]]
    assert [(entry.rule.version, entry.used) for entry in versions_of(former)] == [(2, 0), (1, 1)]
    with pytest.raises(Refused):
        open_council(alliance, rule=former)


def test_a_version_needs_something_new_and_the_latest_known(alliance: Alliance) -> None:
    rule = new(alliance)
    assert "definition" in refusal(lambda: following(alliance, rule, definition=PLAIN))
    assert following(alliance, rule).version == 2
    assert "" in refusal(lambda: following(alliance, rule))
    assert following(alliance, rule, after=2, definition=PLAIN).version == 3
    assert sorted(in_use(alliance))[-1] == "majorite-des-sieges 3"
    assert acts(alliance) == ["add_rule", "add_rule_version", "add_rule_version"]


def test_only_one_version_is_taken_up_again(alliance: Alliance) -> None:
    secretariat = alliance.actor("secretariat")
    first = new(alliance)
    second = following(alliance, first)
    for rule in (first, second):
        with pytest.raises(Conflict):
            take_up_rule(actor=secretariat, rule=rule)
    retire_rule(actor=secretariat, rule=second)
    with pytest.raises(Conflict):
        retire_rule(actor=secretariat, rule=second)
    take_up_rule(actor=secretariat, rule=first)
    first.refresh_from_db()
    assert not first.is_retired
    assert acts(alliance)[-2:] == ["retire_rule", "take_up_rule"]


def test_presets_that_a_club_retired_or_succeeded_stay_as_it_left_them(alliance: Alliance) -> None:
    succeeded, retired = rule_of(alliance), rule_of(alliance, "council-by-heads")
    following(alliance, succeeded)
    retire_rule(actor=alliance.actor("secretariat"), rule=retired)
    before = in_use(alliance)
    # As if the project had a later version of each by now.
    load_presets(alliance.club)
    assert in_use(alliance) == before
    assert f"{succeeded.key} 2" in before and "council-by-heads 1" not in before


def test_a_preset_that_the_project_changed_does_not_come_beside_the_clubs_own(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voting.domain import presets

    before = in_use(alliance)
    shipped = presets.load
    monkeypatch.setattr(presets, "load", lambda key: {**shipped(key), "version": 9})
    load_presets(alliance.club)
    assert in_use(alliance) == before


def test_rules_are_the_secretariats_and_read_by_the_clubs_own(alliance: Alliance) -> None:
    rule = rule_of(alliance)
    for act in (
        lambda: add_rule(actor=alliance.actor("chair"), club=alliance.club, body="council", name="X", definition=PLAIN),
        lambda: retire_rule(actor=alliance.actor("representative-1"), rule=rule),
        lambda: rules_by_body(alliance.actor("visitor")),
    ):
        with pytest.raises(NotAllowed):
            act()
    elsewhere = load_presets(make_club(code="other"))[0]
    with pytest.raises(NotVisible):
        rule_for(alliance.actor("observer"), elsewhere.pk)
