"""Opening a choice among options: what is offered, for how many seats, under which rule; all of it frozen."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from alliance.capacities import NotAllowed
from alliance.domain.errors import Conflict, Refused
from tests.factories import Alliance
from tests.voting.acts import changed_rule, close, in_an_hour, open_council, rule_of
from tests.voting.choosing.acts import OPTIONS, open_choice
from tests.voting.conftest import Handler
from voting.counting import sha256
from voting.counting.presets import load
from voting.domain.opening import choice_rules_for, open_poll, rules_for, second_convocation
from voting.domain.options import MOST
from voting.domain.presets import PRESETS
from voting.models import Poll, Rule

METHODS = ["judgment", "schulze", "runoff", "approval", "transfer"]


def test_options_are_named_by_letters_in_their_order(alliance: Alliance) -> None:
    poll = open_choice(alliance, options=[*OPTIONS, ("", ""), ("  Aix   en Provence ", " au soleil ")])

    assert [option["key"] for option in poll.options] == ["A", "B", "C", "D"]
    assert poll.options[0] == {"key": "A", "label": OPTIONS[0][0], "description": OPTIONS[0][1]}
    assert poll.options[3] == {"key": "D", "label": "Aix en Provence", "description": "au soleil"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("body", ["council", "assembly"])
def test_every_category_has_one_share_whatever_the_method(alliance: Alliance, body: str, method: str) -> None:
    poll = open_choice(alliance, method, body=body)

    children = poll.rule["tree"]["children"]
    keys = [category.key for category in alliance.club.categories.order_by("position")]
    assert [child["key"] for child in children] == (["elected"] if body == "council" else []) + keys
    assert len({child["share"] for child in children}) == 1
    assert {child["over"] for child in children} == {"voted"}
    assert poll.rule_sha256 == sha256(poll.rule)
    assert "conduct" not in poll.rule
    assert poll.conduct == poll.terms == load(f"{body}-choice-{method}")["conduct"]


def test_seats_are_given_at_opening(alliance: Alliance) -> None:
    options = [(name, "") for name in ("Ada", "Bo", "Cy", "Di", "Ed")]

    assert open_choice(alliance, "transfer", options=options, seats=3).rule["method"] == {"kind": "stv", "seats": 3}
    assert open_choice(alliance, "approval", options=options, seats=2).seats == 2
    assert open_choice(alliance, "transfer", options=options).seats == 1


@pytest.mark.parametrize(
    ("method", "seats"),
    [("judgment", 2), ("schulze", 2), ("runoff", 2), ("transfer", 3), ("approval", 0)],
)
def test_seats_that_a_rule_can_t_fill_are_refused(alliance: Alliance, method: str, seats: int) -> None:
    with pytest.raises(Refused) as refusal:
        open_choice(alliance, method, seats=seats)
    assert set(refusal.value.fields) == {"seats"}
    assert not Poll.objects.exists()


@pytest.mark.parametrize(
    "options",
    [
        [],
        [("Grenoble", "")],
        [("Grenoble", ""), ("grenoble ", "")],
        [("Grenoble", ""), ("", "sans nom"), ("Metz", "")],
        [("Grenoble", ""), ("x" * 201, "")],
        [("Grenoble", "x" * 601), ("Metz", "")],
        [(str(n), "") for n in range(MOST + 1)],
    ],
    ids=["none", "one", "twice", "unnamed", "long", "long description", "many"],
)
def test_options_that_nobody_could_choose_among_are_refused(alliance: Alliance, options: list[tuple[str, str]]) -> None:
    with pytest.raises(Refused) as refusal:
        open_choice(alliance, options=options)
    assert set(refusal.value.fields) == {"options"}
    assert not Poll.objects.exists()


def test_secretariat_opens_any_choice_and_the_chair_those_of_the_council(alliance: Alliance) -> None:
    assert open_choice(alliance, by="chair").capacity == f"seat:{alliance.seats['chair'].pk}"
    for slug in ["seat-4", "representative", "rapporteur", "observer", "visitor"]:
        with pytest.raises(NotAllowed):
            open_choice(alliance, by=slug)
    with pytest.raises(NotAllowed):
        open_choice(alliance, by="chair", body="assembly")


def test_yes_no_rules_and_choices_are_two_lists(alliance: Alliance) -> None:
    of_texts = [rule.key for rule in rules_for(alliance.actor("secretariat"))]
    of_choices = [rule.key for rule in choice_rules_for(alliance.actor("secretariat"))]

    assert of_texts + of_choices == sorted(of_texts + of_choices, key=[key for key, _b, _n in PRESETS].index)
    assert of_choices[0] == "council-choice-judgment"
    assert len(of_choices) == 14
    assert {rule.body for rule in choice_rules_for(alliance.actor("chair"))} == {"council"}
    assert choice_rules_for(alliance.actor("seat-4")) == []


def test_a_text_is_put_under_yes_and_no_and_options_under_a_rule_for_them(alliance: Alliance, subject: Handler) -> None:
    with pytest.raises(Refused) as refusal:
        open_choice(alliance, subject=subject.name)
    assert set(refusal.value.fields) == {"rule"}
    with pytest.raises(Refused) as refusal:
        open_council(alliance, options=OPTIONS)
    assert set(refusal.value.fields) == {"rule"}
    assert not Poll.objects.exists()


def test_a_rule_without_place_for_a_voter_does_not_open(alliance: Alliance) -> None:
    tree = {"key": "all", "empty": "prorata", "children": [{"each_category": True, "over": "voted"}]}

    with pytest.raises(Refused) as refusal:
        open_choice_under(alliance, changed_rule(alliance, "council-choice-schulze", tree=tree))
    assert alliance.user("seat-1").name in " ".join(refusal.value.fields[""])


def test_a_secret_choice_is_not_offered_yet(alliance: Alliance) -> None:
    conduct = {**load("council-choice-schulze")["conduct"], "secrecy": "secret"}

    with pytest.raises(Refused):
        open_choice_under(alliance, changed_rule(alliance, "council-choice-schulze", conduct=conduct))


def open_choice_under(alliance: Alliance, rule: Rule) -> Poll:
    return open_poll(
        actor=alliance.actor("secretariat"), rule=rule, question="Où ?", closes_at=in_an_hour(), options=OPTIONS
    )


def test_a_choice_that_nobody_made_has_no_second_convocation(alliance: Alliance) -> None:
    poll = open_choice(alliance)
    assert close(alliance, poll).outcome == "void"
    with pytest.raises(Conflict):
        second_convocation(actor=alliance.actor("secretariat"), poll=poll, closes_at=in_an_hour())


@pytest.mark.parametrize("change", [{"options": []}, {"terms": {}}, {"rule": {}}])
def test_a30_what_is_offered_does_not_change(alliance: Alliance, change: dict[str, Any]) -> None:
    poll = open_choice(alliance)

    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.filter(pk=poll.pk).update(**change)


def test_clubs_that_were_there_before_get_the_rules_too(alliance: Alliance) -> None:
    migration = import_module("voting.migrations.0005_choice_rules")
    Rule.objects.filter(key__contains="-choice-").delete()

    migration.add(apps, None)
    migration.add(apps, None)

    found = Rule.objects.filter(club=alliance.club, key__contains="-choice-")
    assert [(rule.key, rule.body, rule.name) for rule in found.order_by("pk")] == migration.RULES
    assert {(key, str(body), name) for key, body, name in PRESETS} >= set(migration.RULES)
    assert rule_of(alliance, "council-choice-schulze").definition == load("council-choice-schulze")
