"""The rule of a choice in plain words: what wins, what a voter writes, what an option left out counts as."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.models import Category
from voting.counting import parse_rule
from voting.counting.explain import explain_choice
from voting.interfaces.choosing.naming import grade_word
from voting.interfaces.wording import RuleInWords, StandIn, Words
from voting.models import Poll


class ChoiceWords(Words):
    """A rule without clauses: who wins is said by its method, who weighs what by its tree."""

    @classmethod
    def of(cls, rule: Mapping[str, Any], body: str, categories: Iterable[Category | StandIn]) -> Self:
        return cls(explain_choice(parse_rule(dict(rule))), body, categories)

    def rule(self) -> RuleInWords:
        told = self.own()
        return RuleInWords(told.key, [*told.more, *self.shared()])

    def own(self) -> RuleInWords:
        """What the method alone says."""
        method = self.facts["method"]
        return {
            "majority-judgment": self._graded,
            "schulze": self._duels,
            "irv": self._runoff,
            "approval": self._approval,
            "stv": self._transfer,
        }[method["kind"]]()

    def shared(self) -> list[str]:
        """What choices of a body have in common: weights, and what becomes of a tie."""
        tie = (
            _("Where the votes leave two options equal, a public draw decides.")
            if self.facts["tie"]
            else _("Where the votes leave two options equal, the result says so, and another poll decides.")
        )
        return [*self._weights(), tie]

    def _graded(self) -> RuleInWords:
        more = [
            _("The median grade of an option: more than half of the weight gives it this grade or a better one."),
            _("Where medians are equal, the grades next to them decide."),
            *self._left_out(
                _("An option that you leave without a grade counts as its median."),
                _("An option that you leave without a grade counts as “%(grade)s”."),
            ),
        ]
        return RuleInWords(_("The option with the best median grade is chosen."), more)

    def _left_out(self, median: str, grade: str) -> list[str]:
        """What is left without a grade counts as: one of these sentences, none where it counts for nothing."""
        missing = self.facts["method"]["missing"]
        if missing == "none":
            return []
        return [median if missing == "median" else grade % {"grade": grade_word(missing)}]

    def _duels(self) -> RuleInWords:
        return RuleInWords(
            _("The option that wins its duel against each other one is chosen."),
            [
                _("The rankings say who wins each duel: whom more weight places above the other."),
                _("Where no option wins all of them, the strongest chains of duels decide (Schulze method)."),
            ],
        )

    def _runoff(self) -> RuleInWords:
        return RuleInWords(
            _("The option that more than half of the weight places first is chosen."),
            [_("As long as there is none, the last option goes out, and its ballots pass to their next choice.")],
        )

    def _approval(self) -> RuleInWords:
        seats = self.facts["method"]["seats"]
        sentence = ngettext(
            "The option approved by the most weight is chosen.",
            "The %(count)d options approved by the most weight are chosen.",
            seats,
        )
        return RuleInWords(sentence % {"count": seats})

    def _transfer(self) -> RuleInWords:
        seats = self.facts["method"]["seats"]
        sentence = ngettext(
            "The option that holds more than half of the weight is elected.",
            "%(count)d options are elected, in proportion to the rankings.",
            seats,
        )
        return RuleInWords(
            sentence % {"count": seats},
            [
                _("Elected is who holds more than 1/%(parts)d of the weight (the quota).") % {"parts": seats + 1},
                _("What an option holds beyond it passes to the next choices of its ballots."),
                _("Where nobody reaches it, the last option goes out, and its ballots pass on too."),
            ],
        )

    def _weights(self) -> list[str]:
        counting = [leaf for leaf in self.leaves if not leaf["consultative"]]
        if len(counting) < 2:
            return [_("All ballots weigh the same.")]
        found = []
        if len({leaf["share"] for leaf in counting}) == 1:
            found.append(_("Each category weighs the same, however many its voters are."))
        if self.facts["nodes"][0].get("empty") in {"prorata", "equal"}:
            found.append(_("The part of a category where nobody votes is shared among the others."))
        return found


def how_to_choose(poll: Poll) -> str:
    """What the voter does, in a sentence above the ballot."""
    return {
        "majority-judgment": _("Give each option a grade. The same grade may be given several times."),
        "approval": _("Tick every option that suits you, as many as you like."),
    }.get(poll.method, _("Put the options in your order. Several may be equal; those that you leave out stand below."))
