"""The page of power: what each category and voter weighs under a rule, and how often its vote turns the outcome."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliance.models import Category
from voting.domain.powers import RulePower
from voting.domain.register import categories_of
from voting.interfaces.wording import StandIn, Words, decimals, listed
from voting.models import Body, Rule
from voting.pictures import Group, Measure, power_bars

# A tenth of a percent: what is shown as the same is told as the same.
SAME = Fraction(1, 1000)
# More names than this are not read in a sentence.
NAMED = 3
NOTHING = {"banzhaf": "0", "shapley": "0"}


@dataclass(frozen=True)
class PowerLine:
    """A category, or one voter of it: `who` it is, how many `voters` there are, each figure exact."""

    category: Category | StandIn | None
    who: str
    voters: int
    weight: Fraction
    banzhaf: Fraction
    shapley: Fraction

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Weight and the two indices, each in percent and as a fraction."""
        return [(_percent(share), str(share)) for share in (self.weight, self.banzhaf, self.shapley)]


def rule_context(rule: Rule) -> dict[str, Any]:
    """What the pages of a rule share."""
    return {"rule": rule, "place": "polls", "of_council": rule.body == Body.COUNCIL}


def power_context(found: RulePower) -> dict[str, Any]:
    """Of `voting/rule_power.html`, where the power could be asked for."""
    words = Words.of(found.document, found.rule.body, categories_of(found.rule.club))
    shared = {"words": words.rule(), "problems": found.problems, "electorate": len(found.voters)}
    if found.problems or not found.voices:
        return shared
    lines = _categories(found, words)
    shared |= {"lines": lines, "checks": _checks(found, words), "weighs": _weighs(words)}
    if found.power is None:
        return {**shared, "is_untold": True}
    adopting = Fraction(int(found.power["winning"]), 2 ** _players(found, words))
    return {
        **shared,
        "pictures": [_picture(lines, narrow=narrow) for narrow in (False, True)],
        "voters": _voters(found, words),
        "adopting": _percent(adopting),
        "never": not adopting,
        "difference": _difference(lines),
    }


def _players(found: RulePower, words: Words) -> int:
    consulted = {leaf["key"] for leaf in words.leaves if leaf["consultative"]}
    return sum(voter.leaf not in consulted for voter in found.voters)


def _weighs(words: Words) -> bool:
    """Whether any condition asks for the weight."""
    return any("weight" in (clause["unit"], clause["won"]) for clause in words.facts["clauses"].values())


def _categories(found: RulePower, words: Words) -> list[PowerLine]:
    lines = []
    for leaf in (leaf["key"] for leaf in words.leaves):
        inside = [voter for voter in found.voters if voter.leaf == leaf]
        shares = (found.power or {"leaves": {}})["leaves"].get(leaf, NOTHING)
        lines.append(
            PowerLine(
                words.categories.get(leaf),
                words.name(leaf),
                len(inside),
                sum((found.voices[voter.key].weight for voter in inside), Fraction(0)),
                Fraction(shares["banzhaf"]),
                Fraction(shares["shapley"]),
            )
        )
    return lines


def _voters(found: RulePower, words: Words) -> list[PowerLine]:
    """One line for all voters of a category who have the same figures."""
    alike: dict[tuple[str, Fraction, Fraction, Fraction], list[str]] = {}
    for voter in found.voters:
        shares = (found.power or {"voters": {}})["voters"][voter.key]
        figures = (found.voices[voter.key].weight, Fraction(shares["banzhaf"]), Fraction(shares["shapley"]))
        alike.setdefault((voter.leaf, *figures), []).append(voter.name)
    order = [leaf["key"] for leaf in words.leaves]
    return [
        PowerLine(words.categories.get(leaf), _who(words, leaf, names), len(names), *figures)
        for (leaf, *figures), names in sorted(alike.items(), key=lambda each: order.index(each[0][0]))
    ]


def _who(words: Words, leaf: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(category)s: each of %(count)d") % {"category": words.name(leaf), "count": len(names)}


def _checks(found: RulePower, words: Words) -> list[str]:
    """Who could block or decide alone, in sentences; categories first."""
    if found.checks is None:
        return []
    by_code: dict[str, list[str]] = {}
    for code, leaf in found.checks:
        by_code.setdefault(code, []).append(words.name(leaf))
    said = [
        sentence % {"names": listed(by_code[code])}
        for code, sentence in (
            ("decides-alone", _("Voting as one, these categories could each adopt a text alone: %(names)s.")),
            ("blocks-alone", _("Voting as one, these categories could each block a text alone: %(names)s.")),
            ("never-matters", _("Voting as one, these categories could never change the outcome: %(names)s.")),
        )
        if code in by_code
    ]
    if "blocks-alone" not in by_code and sum(not leaf["consultative"] for leaf in words.leaves) > 1:
        said.append(_("No category could block a text alone."))
    if found.power is None:
        return said
    deciding, blocking = (_names(found, found.power[name]) for name in ("deciding", "blocking"))
    if deciding:
        said.append(_("A single vote for suffices, all others against: %(names)s.") % {"names": deciding})
    if blocking:
        said.append(_("A single vote against blocks, all others for: %(names)s.") % {"names": blocking})
    else:
        said.append(_("No single voter could block a text alone."))
    return said


def _names(found: RulePower, keys: Iterable[str]) -> str:
    return listed([voter.name for voter in found.voters if voter.key in set(keys)])


def _difference(lines: Sequence[PowerLine]) -> str:
    """Where power departs most from weight, both ways."""
    said = []
    for side, sentence in (
        (1, _("More power than weight: %(names)s (%(power)s for %(weight)s).")),
        (-1, _("Less power than weight: %(names)s (%(power)s for %(weight)s).")),
    ):
        by = [side * (line.shapley - line.weight) for line in lines]
        most = max(by, default=Fraction(0))
        if most >= SAME:
            first = lines[by.index(most)]
            alike = [line.who for line in lines if (line.shapley, line.weight) == (first.shapley, first.weight)]
            names = _("each of %(count)d categories") % {"count": len(alike)} if len(alike) > NAMED else listed(alike)
            told = {"names": names, "power": _percent(first.shapley), "weight": _percent(first.weight)}
            said.append(sentence % told)
    return " ".join(said) or _("Each category has as much power as weight.")


def _picture(lines: Sequence[PowerLine], *, narrow: bool) -> SafeString:
    legend = measures()
    groups = [
        Group(
            line.who,
            [
                Measure(share, _percent(share), f"{line.who}, {word}: {share}")
                for share, word in zip((line.weight, line.banzhaf, line.shapley), legend, strict=True)
            ],
        )
        for line in lines
    ]
    told = {
        "title": _("Weight and power by category"),
        "desc": " ".join(
            f"{line.who}: {_percent(line.weight)}, {_percent(line.banzhaf)}, {_percent(line.shapley)}."
            for line in lines
        ),
    }
    drawn = power_bars(groups, legend=legend, labels=told, prefix="power-narrow" if narrow else "power", narrow=narrow)
    return mark_safe(drawn)  # noqa: S308 (escaped by the picture)


def measures() -> list[str]:
    """The three figures by name, in the order of the columns."""
    return [pgettext("figure", "Nominal weight"), _("Power after Banzhaf"), _("Power after Shapley and Shubik")]


def _percent(share: Fraction) -> str:
    return pgettext("percent", "%(number)s%%") % {"number": decimals(share)}
