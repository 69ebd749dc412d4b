"""A rule explains itself: every part of it has its sentence, in both languages, and none shows how a file says it."""

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tests.voting.counting.samples import CONDUCT, inner, leaf, rule
from tests.voting.counting.test_properties import tries
from tests.voting.explained import CATEGORIES, PRESETS, preset, text_of, words_of
from voting.counting import count, parse_rule
from voting.counting.explain import explain_clause
from voting.counting.matrix import COLUMNS, WORDS
from voting.counting.turning import FOR, Turn
from voting.interfaces.explanation import explanation
from voting.interfaces.measures import asked
from voting.interfaces.result_page.clauses import told
from voting.interfaces.result_page.turns import change_of
from voting.interfaces.sections import Condition
from voting.interfaces.wording import Words, capital
from voting.models import Purpose

HERE = Path(__file__).parent
INSTITUTIONS = {path.stem: path for path in sorted((HERE.parent / "counting" / "institutions").glob("*.json"))}
READ_ALOUD = ("fsc", "eu-council", "icann-gnso", "iso", "swiss-double-majority", "water-commission-special")
LANGUAGES = ("en", "fr")
# How files say it; what is also a word of the language is not looked for.
CODE = {
    "en": r"prorata|lapse|bloc-no|present_only|not-in-favour|until-close|per_holder|at_least|skip",
    "fr": r"prorata|lapse|bloc-no|present_only|not-in-favour|until-close|per_holder|at_least|expressed|entitled|voted|"
    r"absent|abstain|blank|heads|size|weight|categories|split|rejected|skip|fail|casting|chair|yes|final|equal|"
    # Words of what was left untranslated.
    r"of|the|those|must|may|is|are|has|have|at|than|votes|who|and|in|it|if|for|with|without|by",
}
# Titles that both languages write alike.
ALIKE = ("Abstentions", "Absences", "Quorum", "Participation")
# What each setting of a node must be told by; `present` depends on who votes.
TOLD_BY = {
    "bloc": "abstains at equality",
    "bloc-no": "is against at equality",
    "lapse": "nobody counts stays unused",
    "prorata": "nobody counts goes to the others, in proportion",
    "equal": "nobody counts goes to the others, in equal parts",
    "void": "in one of the parts, the vote is void",
    "head": "shared equally among",
    "size": "shared by size among",
    "expressed": "among those who vote for or against",
    "voted": "among those who vote, abstention and blank",
    "entitled": "among all who are entitled",
    "heads": "in proportion to the number of voters",
    "until-close": "may be changed until the poll closes",
    "final": "A ballot is final",
    "secret": "The vote is secret",
    "open": "The vote is open",
}
# What is called by names: any node, so that no key of one is read.
ROOT, NODES = "kroot", {"kauth": "Collectivités", "kagen": "Agences", "kcomp": "Entreprises", "khouse": "Maison"}


def institution(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(INSTITUTIONS[name].read_text(encoding="utf-8"))
    return dict(read.get("rule", read))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*PRESETS, *READ_ALOUD])
def test_presets_and_institutions_read_as_they_were_read_aloud(name: str, language: str) -> None:
    with override(language):
        words = preset(name) if name in PRESETS else words_of(institution(name), "", {})
        expected = (HERE / "expected" / f"{name}.{language}.txt").read_text(encoding="utf-8")
        assert text_of(words) == expected


def sentences(words: Words) -> list[str]:
    """All that is said, the titles and openings too."""
    short = words.rule()
    said = [short.key, *short.more]
    for section in explanation(words):
        said += [section.title, *section.sentences]
        said += flat(section.condition) if section.condition else []
    return said


def flat(condition: Condition) -> list[str]:
    own = [part for part in (condition.title, condition.sentence, condition.opening) if part]
    return own + [said for part in condition.parts for said in flat(part)]


def well_said(said: list[str], language: str) -> None:
    for sentence in said:
        assert not re.search(rf"(?<![\w-])({CODE[language]})(?![\w-])", sentence), sentence
        assert "%(" not in sentence and "  " not in sentence and ".." not in sentence, sentence
        assert sentence[0].isupper() or not sentence[0].isalpha(), sentence
        if language == "fr":
            assert "'" not in sentence, sentence
            assert not re.search(r"[^\u00a0\u202f][:;!?»]|«[^\u00a0]", sentence), sentence


def settings_of(parsed: Any) -> set[str]:
    """Every setting of the tree and of the conduct that must be told."""
    nodes = list(parsed.nodes.values())
    found = {node.give for node in nodes} | {node.empty for node in nodes if not node.is_leaf}
    found |= {setting for leaf in parsed.tree.leaves() for setting in (leaf.per, leaf.over)}
    found |= {parsed.conduct.change, parsed.conduct.secrecy}
    return found & set(TOLD_BY)


def told_whole(document: dict[str, Any], body: str, called: dict[str, str]) -> None:
    """Every node and every clause of the formulas has its words, in both languages, none of them the same."""
    parsed = parse_rule(document)
    by_language = {}
    for language in LANGUAGES:
        with override(language):
            words = words_of(document, body, called)
            said = sentences(words)
            well_said(said, language)
            whole = "\n".join(said)
            for setting in settings_of(parsed) if language == "en" else ():
                assert TOLD_BY[setting] in whole, setting
            for node in parsed.nodes.values():
                if node is not parsed.tree:
                    assert words.name(node.key) in whole
            asked = {key for formula in (parsed.formula, parsed.second) for key in formula.clauses()}
            for key in asked:
                assert words.title(key) in whole
                assert words.clause(key).rstrip(".") in whole
            assert len({words.title(key) for key in document["clauses"]}) == len(document["clauses"])
            conditions = [section.condition for section in explanation(words) if section.condition]
            for sentence in [*words.rule().more, *(one for section in explanation(words) for one in section.sentences)]:
                assert sentence.endswith("."), sentence
            assert conditions
            by_language[language] = [sentence for sentence in said if not sentence.startswith(ALIKE)]
    assert not set(by_language["en"]) & set(by_language["fr"])


@pytest.mark.parametrize("body", ["", "assembly"])
@pytest.mark.parametrize("name", INSTITUTIONS)
def test_every_institution_is_told_whole(name: str, body: str) -> None:
    document = institution(name)
    called = {node: f"Nom {n}" for n, node in enumerate(parse_rule(document).nodes)}
    told_whole(document, body, called)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_told_whole(name: str) -> None:
    for language in LANGUAGES:
        with override(language):
            said = sentences(preset(name))
            well_said(said, language)
            # What weighs nothing has no categories to tell of.
            weighs = preset(name).purpose == Purpose.DECISION
            assert all((called in "\n".join(said)) == weighs for called in CATEGORIES.values())


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Any]:
    def one(key: str, share: Any) -> dict[str, Any]:
        settings = {
            "per": draw(st.sampled_from(("head", "size"))),
            "over": draw(st.sampled_from(("expressed", "voted", "present", "entitled"))),
            "give": draw(st.sampled_from(("split", "bloc", "bloc-no"))),
        }
        return leaf(key, share, **settings)

    def some(n: int) -> list[Any]:
        kinds = {
            2: (("1/2", "1/2"), ("1/3", "2/3"), ("1", "0"), ("heads",) * 2, ("size",) * 2),
        }
        return list(draw(st.sampled_from(kinds[n])))

    def empty() -> str:
        return draw(st.sampled_from(("lapse", "prorata", "equal", "void")))

    if draw(st.integers(0, 9)) == 0:
        return {key: value for key, value in one(ROOT, None).items() if key != "share"}
    outer, within = some(2), some(2)
    give = draw(st.sampled_from(({}, {"give": "bloc"}, {"give": "bloc-no"})))
    house = inner("khouse", [one("kauth", within[0]), one("kagen", within[1])], outer[0], empty=empty(), **give)
    return inner(ROOT, [house, one("kcomp", outer[1])], empty=empty())


@st.composite
def clauses(draw: st.DrawFn, nodes: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "unit": draw(st.sampled_from(("heads", "size", "weight", "categories"))),
        "quantity": draw(st.sampled_from(sorted(WORDS))),
        "op": draw(st.sampled_from((">", ">=", "<", "<="))),
        "else": draw(st.sampled_from(("rejected", "void"))),
    }
    skip = draw(st.sampled_from(("fail", "skip")))
    listed = draw(st.lists(st.sampled_from(nodes), min_size=1, unique=True))
    found["scope"] = draw(
        st.sampled_from(
            (
                "all",
                {"node": listed[0]},
                {"mark": "P"},
                {"each": listed, "empty": skip},
                {"at_least": 1, "of": listed, "empty": skip},
            )
        )
    )
    if found["unit"] == "categories":
        found["won"] = draw(st.sampled_from(("heads", "size", "weight")))
        if draw(st.booleans()):
            found["of"] = [draw(st.sampled_from(nodes))]
    if draw(st.booleans()):
        found["base"] = draw(st.sampled_from(sorted(WORDS)))
        found["value"] = draw(st.sampled_from(("0", "1/2", "2/3", "7/12", "1", "2")))
    else:
        found["value"] = draw(st.integers(0, 3))
    return found


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    tree = draw(trees())
    nodes = [ROOT] if "children" not in tree else list(NODES)
    listed = {f"z{n}": draw(clauses(nodes)) for n in range(3)}
    formulas = ("z0", {"and": ["z0", "z1", "z2"]}, {"or": ["z0", {"and": ["z1", {"or": ["z2", "z0"]}]}]})
    more: dict[str, Any] = {}
    if draw(st.booleans()):
        more["second"] = draw(st.sampled_from(formulas))
    by = draw(st.sampled_from(("", "rejected", "casting", "again", "lot")))
    if by:
        more["tie"] = {"clauses": ["z0", "z1"], "by": by, **({"role": "chair"} if by == "casting" else {})}
    proxy = {"per_holder": draw(st.integers(0, 2)), "across": draw(st.booleans()), "present": draw(st.booleans())}
    conduct = {
        **CONDUCT,
        "proxy": proxy,
        "secrecy": draw(st.sampled_from(("open", "secret"))),
        "change": draw(st.sampled_from(("until-close", "final"))),
        "smallest": draw(st.integers(1, 3)),
    }
    size = draw(st.sampled_from(({"base": "0", "floor": None, "cap": None}, {"base": "3", "floor": "5", "cap": "40"})))
    return rule(tree, draw(st.sampled_from(formulas)), listed, conduct=conduct, size=size, **more)


@tries
@given(rules(), st.sampled_from(("", "council", "assembly")))
def test_any_rule_is_told_whole(document: dict[str, Any], body: str) -> None:
    told_whole(document, body, NODES)


@tries
@given(rules(), st.data())
def test_every_clause_of_a_result_is_one_sentence_with_its_numbers(
    document: dict[str, Any], data: st.DataObject
) -> None:
    parsed = parse_rule(document)
    voters, ballots, present = [], [], []
    for n in range(data.draw(st.integers(0, 6))):
        key = data.draw(st.sampled_from([one.key for one in parsed.tree.leaves()]))
        voters.append({"id": f"v{n}", "leaf": key, "size": "3/2", "marks": data.draw(st.sampled_from(([], ["P"])))})
        choice = data.draw(st.sampled_from(COLUMNS))
        if choice == "present_only":
            present.append(f"v{n}")
        elif choice != "absent":
            ballots.append({"voter": f"v{n}", "choice": choice})
    poll = {"format": "consult-poll/1", "voters": voters, "ballots": ballots, "present_only": present}
    for found in count(document, poll)["clauses"]:
        facts = explain_clause(parsed.clauses[found["id"]])
        for part in found.get("parts") or [found]:
            said = {}
            for language in LANGUAGES:
                with override(language):
                    said[language] = told(facts, part, "assembly")
                    well_said([said[language]], language)
                    assert said[language].endswith(".")
            assert said["en"] != said["fr"]
            if not part["empty"]:
                assert part["amount"] in said["fr"] or str(part["ratio"]) in said["fr"]


@pytest.mark.parametrize("unit", ["heads", "size", "weight", "categories"])
def test_every_unit_quantity_base_and_comparison_has_its_words(unit: str) -> None:
    found = {"amount": "2", "base": "3", "ratio": "2/3", "holds": True, "tied": False, "empty": False}
    for quantity, base, op in product(WORDS, [*WORDS, None], (">", ">=", "<", "<=")):
        clause = {"unit": unit, "quantity": quantity, "op": op, "value": "1/2" if base else "2", "base": base}
        out = found if base else found | {"base": None, "ratio": None}
        for language, body in product(LANGUAGES, ("", "council", "assembly")):
            with override(language):
                well_said([capital(asked(clause, body)), told(clause, out, body)], language)


def test_a_clause_of_a_result_says_what_it_took() -> None:
    facts = {"unit": "heads", "quantity": "yes", "op": ">", "value": "1/2", "base": "expressed"}
    found = {"amount": "56", "base": "100", "ratio": "14/25", "holds": True, "tied": False, "empty": False}
    with override("fr"):
        assert (
            told(facts, found, "assembly") == "56/100 des voix exprimées sont pour\u202f; il fallait plus de la moitié."
        )
        tied = found | {"amount": "50", "ratio": "1/2", "holds": False, "tied": True}
        assert (
            told(facts, tied, "assembly")
            == "50/100 des voix exprimées sont pour\u00a0: exactement le seuil, et il fallait plus de la moitié."
        )
        against = facts | {"quantity": "no", "op": "<=", "value": "1/4"}
        assert (
            told(against, found | {"amount": "1", "ratio": "1/100"}, "assembly")
            == "1/100 des voix exprimées est contre\u202f; la règle admettait au plus 1/4."
        )


def test_every_change_of_ballots_has_its_words() -> None:
    for source, target in [*FOR, *((target, source) for source, target in FOR)]:
        for ballots in (1, 2):
            said = set()
            for language in LANGUAGES:
                with override(language):
                    said.add(change_of(Turn(source, target, ballots, (ballots,), "adopted")))
            assert len(said) == 2 and all(one.startswith(str(ballots)) for one in said)
