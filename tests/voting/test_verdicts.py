"""The words of each kind of clause, in the rule and in the result: a veto is used or not, a majority reached or not."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from tests.factories import Alliance
from tests.voting.acts import cast, close, open_assembly, rule_of
from tests.voting.counting.samples import inner, leaf, rule
from tests.voting.test_pages import words
from voting.interfaces.verdicts import Kind, kind_of, verdict, verdict_of_several
from voting.interfaces.wording import Words

INSTITUTIONS = Path(__file__).parent / "counting" / "institutions"


def told(document: dict[str, Any]) -> Words:
    return Words.of(document, "assembly", [])


def institution(name: str) -> Words:
    read = json.loads((INSTITUTIONS / f"{name}.json").read_text(encoding="utf-8"))
    return told(read.get("rule", read))


@pytest.mark.parametrize(
    ("name", "key", "kind"),
    [
        ("category-veto", "veto", Kind.VETO),
        ("category-veto", "majority", Kind.MAJORITY),
        ("consent", "no-objection", Kind.OBJECTION),
        ("contribution-based", "no-majority-against", Kind.OPPOSITION),
        ("contribution-based", "quorum", Kind.QUORUM),
        ("eu-council", "no-blocking-minority", Kind.OPPOSITION),
        ("iso", "all", Kind.OPPOSITION),
        ("fsc", "chambers", Kind.MAJORITY),
        ("fsc", "quorum", Kind.QUORUM),
    ],
)
def test_a_clause_is_of_a_kind_that_people_know(name: str, key: str, kind: Kind) -> None:
    assert kind_of(institution(name).facts["clauses"][key]) == kind


@pytest.mark.parametrize(
    ("kind", "holds", "english", "french"),
    [
        (Kind.VETO, True, "no veto", "aucun veto"),
        (Kind.VETO, False, "veto", "veto"),
        (Kind.OBJECTION, True, "no objection", "aucune objection"),
        (Kind.OPPOSITION, False, "beyond the limit", "au-delà de la limite"),
        (Kind.QUORUM, True, "reached", "atteint"),
        (Kind.MAJORITY, True, "reached", "atteinte"),
        (Kind.PARTICIPATION, False, "not sufficient", "insuffisante"),
        (Kind.OTHER, True, "met", "remplie"),
    ],
)
def test_each_kind_comes_out_in_its_own_words(kind: Kind, holds: bool, english: str, french: str) -> None:
    with override("en"):
        assert verdict(kind, holds=holds) == english
    with override("fr"):
        assert verdict(kind, holds=holds) == french


def test_an_exact_equality_is_told_but_for_a_veto() -> None:
    with override("en"):
        assert verdict(Kind.MAJORITY, holds=False, tied=True) == "exactly equal"
        assert verdict(Kind.VETO, holds=False, tied=True) == "veto"
        assert verdict_of_several(Kind.VETO, holds=False, tied=False, failed=["A", "B"]) == "veto: A, B"
        assert verdict_of_several(Kind.VETO, holds=True, tied=False, failed=[]) == "no veto"


def of_two(**settings: Any) -> Words:
    """A rule of two categories and one clause named `asked`."""
    tree = inner("all", [leaf("a", "1/2"), leaf("b", "1/2")])
    return told(rule(tree, "asked", {"asked": settings}))


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"scope": {"each": ["a", "b"], "empty": "skip"}, "op": "<", "value": "2/3", "base": "expressed"},
            "A category stops the text by a veto if, within it, at least two thirds of the votes expressed"
            " are against.",
        ),
        (
            {"scope": {"each": ["a"], "empty": "fail"}, "op": "<=", "value": "1/2", "base": "expressed"},
            "Any of a stops the text by a veto if, within it, more than half of the votes expressed are against."
            " One where nobody votes stops it too.",
        ),
        (
            {"scope": {"node": "b"}, "op": "<=", "value": 0},
            "“b” stops the text by a veto if it has at least 1 vote against.",
        ),
        (
            {"scope": {"node": "b"}, "op": "<", "value": 3},
            "“b” stops the text by a veto if it has at least 3 votes against.",
        ),
    ],
)
def test_a_veto_is_told_by_what_makes_it(asked: dict[str, Any], sentence: str) -> None:
    with override("en"):
        assert of_two(unit="heads", quantity="no", **{"else": "rejected"}, **asked).clause("asked") == sentence


def result(alliance: Alliance, **choices: str) -> str:
    """The page of an assembly's result under the charter's rule; representatives of four categories have voted."""
    poll = open_assembly(alliance, rule=rule_of(alliance, "assembly-charter"))
    for slug in ["representative", "representative-1", "representative-2", "representative-3"]:
        voter = poll.voters.get(partner=alliance.partner_of(slug))
        cast(alliance, poll, slug, choices.get(slug.replace("-", "_"), "yes"), voter=voter)
    close(alliance, poll)
    return words(alliance.client("member", headers={"accept-language": "en"}).get(poll.urls.result))


def test_a_result_says_whose_veto_stopped_the_text(alliance: Alliance, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    page = result(alliance, representative_2="no")
    name = alliance.partner_of("representative-2").category.name
    assert f"A veto was used: {name} (1/1 against). Majority of the weight is reached." in page
    assert f"veto: {name}" in page
    assert f"{name} 1/1 of the votes expressed is against; the rule allows less than two thirds." in page
    assert "against 1 at least 2 / 3 : veto" in page
    assert "It holds in 3 of 4; the rule asks for each of them." in page
    assert page.count("against 0 less than 2 / 3 : no veto") == 3
    assert page.count("nobody voted: left out") == 3
    assert "is not reached" not in page


def test_an_adopted_text_says_that_there_was_no_veto(alliance: Alliance, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    page = result(alliance)
    assert "The majority is reached: 1 of the weight expressed. No veto." in page
    assert "Veto of the categories" in page and "no veto" in page
