"""The form and the document say the same: taken apart and composed again, neither changes."""

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import Alliance
from tests.thorough import tries
from tests.voting.counting.samples import CATEGORIES
from voting.composing import Condition, Parts, compose, take_apart
from voting.composing.choices import ChoiceParts, compose_choice, take_apart_choice
from voting.composing.parts import ELECTED, GROUPS, WEIGHTS
from voting.composing.writing import keyed
from voting.counting import FormatError, parse_rule
from voting.counting.matrix import WORDS
from voting.counting.presets import instantiate, load, names
from voting.counting.rule import OPERATORS, TIES
from voting.counting.tree import EMPTY, GIVE, OVER, PER
from voting.interfaces.workshop.choosing import initial_of_choice
from voting.interfaces.workshop.form import RuleForm, initial_of
from voting.interfaces.workshop.words import BASES, QUANTITIES, UNITS
from voting.models import Body

YES_NO = [name for name in names() if load(name)["method"]["kind"] == "yes-no"]
# Rules of consent and of consultations are not composed.
PRESETS = [name for name in YES_NO if "purpose" not in load(name)]
CHOICES = [name for name in names() if name not in YES_NO and "purpose" not in load(name)]
NODES = [f"node:{key}" for key in (ELECTED, *CATEGORIES)]
FRACTIONS = ("0", "1/2", "2/3", "13/20", "1")
# Sums of 1 for a rule with and without elected officials.
SHARES = {True: ("1/5", "1/5", "0", "1/5", "2/5"), False: ("1/2", "1/4", "0", "1/4")}


@st.composite
def conditions(draw: st.DrawFn, elected: bool) -> Condition:
    scopes = ["all", "each", "least", *NODES[1:], *(["each-elected", "least-elected", NODES[0]] if elected else [])]
    scope = draw(st.sampled_from(scopes))
    base = draw(st.sampled_from(["", "expressed", "voted", "present", "entitled", "no"]))
    return Condition(
        unit=draw(st.sampled_from(["heads", "size", "weight", "categories:heads", "categories:weight"])),
        scope=scope,
        least=draw(st.integers(1, 4)) if scope.startswith("least") else 1,
        empty=draw(st.sampled_from(["fail", "skip"])) if scope[0] in "el" else "fail",
        quantity=draw(st.sampled_from(sorted(WORDS))),
        op=draw(st.sampled_from(OPERATORS)),
        value=draw(st.sampled_from(FRACTIONS if base else ("0", "1", "3"))),
        base=base,
        otherwise=draw(st.sampled_from(["rejected", "void"])),
        group=draw(st.sampled_from(["", *GROUPS])),
        again=draw(st.booleans()),
        tie=draw(st.booleans()),
    )


@st.composite
def rules(draw: st.DrawFn) -> tuple[Parts, bool]:
    elected = draw(st.booleans())
    weights = draw(st.sampled_from(WEIGHTS))
    listed = draw(st.lists(conditions(elected), min_size=1, max_size=6))
    # At least one is asked again, or nothing is left for a second convocation.
    listed[0] = replace(listed[0], again=True)
    leaves = [*([ELECTED] if elected else []), *CATEGORIES]
    parts = Parts(
        weights=weights,
        shares=tuple(zip(leaves, SHARES[elected], strict=True)) if weights == "shares" else (),
        per=draw(st.sampled_from(PER)),
        over=draw(st.sampled_from(OVER)),
        give=draw(st.sampled_from(GIVE)),
        empty=draw(st.sampled_from(EMPTY)),
        conditions=tuple(listed),
        join=draw(st.sampled_from(["each", "one"])),
        tie=draw(st.sampled_from(TIES)),
        proxies=draw(st.integers(0, 3)),
        across=draw(st.booleans()),
        present=draw(st.booleans()),
        change=draw(st.sampled_from(["until-close", "final"])),
    )
    return parts, elected


def composed(parts: Parts, *, elected: bool) -> dict[str, Any]:
    return compose(parts, CATEGORIES, elected=elected)


def apart(document: dict[str, Any], *, elected: bool) -> Parts | None:
    return take_apart(document, CATEGORIES, elected=elected)


@settings(max_examples=tries(60, 500), deadline=None)
@given(rules())
def test_what_the_form_composes_it_takes_apart_again(found: tuple[Parts, bool]) -> None:
    parts, elected = found
    document = composed(parts, elected=elected)
    parse_rule(instantiate(document, CATEGORIES) if parts.weights == "equal" else document)
    again = apart(document, elected=elected)
    assert again is not None
    assert composed(again, elected=elected) == {**document, "id": "rule"}
    assert apart(composed(again, elected=elected), elected=elected) == again
    assert {each.key for each in again.conditions} == set(keyed(parts.conditions))


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_of_yes_and_no_comes_back_as_it_was(name: str) -> None:
    preset, elected = load(name), name.startswith("council")
    parts = apart(preset, elected=elected)
    assert parts is not None
    assert composed(parts, elected=elected) == {**preset, "id": "rule"}
    assert apart(preset, elected=not elected) is None, "elected officials have seats in the council only"


@pytest.mark.parametrize("name", CHOICES)
def test_every_preset_of_a_choice_comes_back_as_it_was(name: str) -> None:
    preset, elected = load(name), name.startswith("council")
    parts = take_apart_choice(preset, elected=elected)
    assert parts is not None
    assert compose_choice(parts, elected=elected) == {**preset, "id": "rule"}
    assert take_apart_choice(preset, elected=not elected) is None
    assert take_apart_choice({**preset, "tie": {"by": "lot"}}, elected=elected) is None


CHANGES = {
    "a mark": ("clauses", "weight", "scope", {"mark": "P"}),
    "some categories": ("clauses", "weight", "scope", {"each": ["auth", "agen"], "empty": "fail"}),
    "a title of its own": ("tie", "role", "president"),
    "secret": ("conduct", "secrecy", "secret"),
    "categories hidden": ("conduct", "smallest", 5),
    "a bloc of all": ("tree", "give", "bloc"),
    "deeper": ("formula", {"and": ["quorum", {"or": ["weight", {"and": ["heads", {"or": ["categories"]}]}]}]}),
    "one clause alone": ("formula", "weight"),
    "a second vote of its own": ("second", {"or": ["weight", "heads"]}),
}


@pytest.mark.parametrize("path", CHANGES.values(), ids=CHANGES)
def test_what_the_form_has_no_field_for_is_left_to_the_file(path: tuple[Any, ...]) -> None:
    document = load("assembly-recommendation")
    *way, last, value = path
    owner = document
    for key in way:
        owner = owner[key]
    owner[last] = value
    assert apart(document, elected=False) is None


@pytest.mark.parametrize(
    ("join", "letters", "formula"),
    [
        ("each", ["", "A", "A"], {"and": ["c1", {"or": ["c2", "c3"]}]}),
        ("each", ["A", "B", "B"], {"and": ["c1", {"or": ["c2", "c3"]}]}),
        ("each", ["A", "A", "A"], {"or": ["c1", "c2", "c3"]}),
        ("one", ["A", "B", "B"], {"or": ["c1", {"and": ["c2", "c3"]}]}),
        ("one", ["", "A", "B"], {"and": ["c1", {"or": ["c2", "c3"]}]}),
        ("one", ["", "A", "A"], {"and": ["c1", "c2", "c3"]}),
        ("each", ["", "", ""], {"and": ["c1", "c2", "c3"]}),
    ],
)
def test_groups_make_the_formula(join: str, letters: list[str], formula: dict[str, Any]) -> None:
    parts = Parts(conditions=tuple(Condition(group=letter) for letter in letters), join=join)
    assert composed(parts, elected=False)["formula"] == formula


def test_a_whole_number_in_a_file_is_a_fraction_of_the_form() -> None:
    document = composed(Parts(conditions=(Condition(quantity="no", op="<=", value="3", base=""),)), elected=False)
    document["clauses"]["c1"]["value"] = 3
    parts = apart(document, elected=False)
    assert parts and parts.conditions[0].value == "3"


def test_a_rule_over_other_categories_is_not_taken_apart() -> None:
    document = composed(Parts(weights="heads"), elected=False)
    assert take_apart(document, [*CATEGORIES, "new"], elected=False) is None


@pytest.mark.django_db
@pytest.mark.parametrize("weights", WEIGHTS)
def test_a_form_shows_and_reads_every_part(alliance: Alliance, weights: str) -> None:
    categories = list(alliance.categories)
    shares = tuple(zip([ELECTED, *categories], ["1/8"] * 8, strict=True)) if weights == "shares" else ()
    parts = Parts(
        weights=weights,
        shares=shares,
        per="size",
        over="entitled",
        give="bloc-no",
        empty="lapse",
        size=("1", "2", "100"),
        conditions=(
            Condition("q", "size", "least-elected", 3, "skip", "present", ">=", "1/2", "entitled", "void", "", False),
            Condition("w", "weight", "node:elected", value="2/3", group="A", tie=True),
            Condition("n", "categories:size", quantity="no", op="<=", value="3", base="", group="A"),
        ),
        tie="casting",
        proxies=0,
        across=False,
        present=False,
        change="final",
    )
    sent = QueryDict(mutable=True)
    for name, value in {**initial_of(parts), "name": "Essai", "body": Body.COUNCIL, "rows": 3}.items():
        if value is not False:
            sent[name] = "on" if value is True else str(value)
    form = RuleForm(sent, club=alliance.club)
    assert form.is_valid(), form.errors
    assert take_apart(form.definition, categories, elected=True) == parts


@pytest.mark.django_db
@pytest.mark.parametrize(
    "parts",
    [
        ChoiceParts(missing="median", empty="equal", proxies=2, across=False, change="final"),
        ChoiceParts(grades=("good", "Acceptable", "reject"), present=False),
        ChoiceParts(kind="stv", seats=3, empty="lapse"),
        ChoiceParts(kind="irv"),
    ],
    ids=["median", "own grades", "transfer", "run-off"],
)
def test_a_form_shows_and_reads_every_part_of_a_choice(alliance: Alliance, parts: ChoiceParts) -> None:
    sent = QueryDict(mutable=True)
    fields = {**initial_of(Parts()), **initial_of_choice(parts), "decides": "options"}
    for name, value in {**fields, "name": "Essai", "body": Body.COUNCIL, "rows": 1}.items():
        if value is not False:
            sent[name] = "on" if value is True else str(value)
    form = RuleForm(sent, club=alliance.club)
    assert form.is_valid(), form.errors
    assert take_apart_choice(form.definition, elected=True) == parts


def test_every_word_of_the_format_can_be_chosen() -> None:
    def offered(choices: list[Any]) -> set[str]:
        flat = [pair for value, label in choices for pair in (label if isinstance(label, list) else [(value, label)])]
        return {value for value, _label in flat}

    assert offered(QUANTITIES) == set(WORDS)
    assert offered(BASES) == {*WORDS, ""}
    assert {unit.split(":")[0] for unit in offered(UNITS)} == {"heads", "size", "weight", "categories"}


def test_nothing_is_left_of_a_formula_of_nothing() -> None:
    with pytest.raises(FormatError):
        parse_rule(composed(Parts(weights="heads", conditions=(Condition(again=False),)), elected=False))
