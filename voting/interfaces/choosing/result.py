"""What the page of a choice's result shows: who is chosen, in one sentence, and the picture that suits the method."""

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.models import Category
from voting.counting.schulze import path_between
from voting.domain.chosen import LeafWeight, grade_profile, leaf_weights
from voting.interfaces.choosing import drawing
from voting.interfaces.choosing.counted import CountOfOptions
from voting.interfaces.choosing.naming import grade_word, winners_of
from voting.interfaces.wording import StandIn, listed
from voting.models import Body, Outcome, Poll, Tally


@dataclass(frozen=True)
class Table:
    """The figures of a picture: heads of columns, then rows with their head; `marked` rows are chosen."""

    caption: str
    heads: list[str]
    rows: list[tuple[str, list[str], bool]]


@dataclass(frozen=True)
class Leaf:
    category: Category | StandIn | None
    name: str
    entitled: int
    found: LeafWeight


class ChosenCount(CountOfOptions):
    """The parts of `voting/choosing/result.html`; every figure from the tally's result, or counted again from it."""

    def __init__(self, poll: Poll, tally: Tally) -> None:
        super().__init__(poll, tally)
        self.winners = winners_of(poll, self.result)
        self.weights = leaf_weights(poll, tally)
        self.grades = grade_profile(poll, tally) if self.is_decided and poll.method == "majority-judgment" else {}

    @property
    def is_decided(self) -> bool:
        """Whether there is anything to draw."""
        return self.tally.outcome != Outcome.VOID

    @property
    def whole(self) -> Fraction:
        """The weight of all ballots together."""
        with_tree = sum((leaf.weight for leaf in self.weights.values()), Fraction(0))
        return with_tree or Fraction(len(self.ballots))

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────

    def sentence(self) -> dict[str, str]:
        """The verdict: `what` was chosen, `bold` how it stands, `detail` with the exact figures."""
        body = _("The council") if self.poll.body == Body.COUNCIL else _("The assembly")
        chosen = listed([_("“%(name)s”") % {"name": name} for name in self.winners])
        if self.tally.outcome == Outcome.VOID:
            silent = _("Nobody has voted.")
            return {
                "what": _("%(body)s has chosen nothing.") % {"body": body},
                "bold": "",
                "detail": silent if not self.ballots else self._lacking(),
            }
        if self.tally.outcome == Outcome.TIE:
            return {"what": self._undecided(body, chosen), "bold": _("An exact tie:"), "detail": self._tied()}
        bold, detail = {
            "majority-judgment": self._by_median,
            "schulze": self._by_duels,
            "irv": self._by_majority,
            "approval": self._by_approvals,
            "stv": self._by_quota,
        }[self.poll.method]()
        return {
            "what": _("%(body)s chooses %(names)s.") % {"body": body, "names": chosen},
            "bold": bold,
            "detail": detail,
        }

    def _lacking(self) -> str:
        return _("A category that the rule asks for did not vote.")

    def _undecided(self, body: str, chosen: str) -> str:
        if not self.winners:
            return _("%(body)s has not decided.") % {"body": body}
        return ngettext(
            "%(body)s chooses %(names)s; %(count)d seat stays open.",
            "%(body)s chooses %(names)s; %(count)d seats stay open.",
            self.poll.seats - len(self.winners),
        ) % {"body": body, "names": chosen, "count": self.poll.seats - len(self.winners)}

    def _tied(self) -> str:
        tie = self.result["tie"]
        tied = tie["options"] if tie else [key for group in self.result["ranking"][:1] for key in group]
        names = {"names": listed([self.names[key] for key in sorted(tied)])}
        if self.poll.is_election:
            return _("the votes place %(names)s equal. Another election decides.") % names
        return _("the votes place %(names)s equal. Another poll decides.") % names

    def _by_median(self) -> tuple[str, str]:
        [winner] = self.result["winners"]
        medians = {key: found["median"] for key, found in self.result["grades"].items()}
        bold = _("Median grade: %(grade)s.") % {"grade": grade_word(medians[winner])}
        rivals = [key for key in self.names if key != winner and medians.get(key) == medians[winner]]
        if rivals:
            return bold, _("%(names)s has the same; the grades next to it decide.") % {
                "names": listed([self.names[key] for key in rivals])
            }
        scale = self.poll.rule["method"]["grades"]
        found = self.grades[winner]
        reached = sum(found[scale.index(medians[winner]) :], Fraction(0)) / sum(found, Fraction(0))
        return bold, _("%(share)s of the weight gives it this grade or a better one.") % {"share": reached}

    def _by_duels(self) -> tuple[str, str]:
        [winner] = self.result["winners"]
        votes = self.result["pairwise"]
        others = [key for key in self.names if key != winner]
        closest = min(others, key=lambda key: Fraction(votes[winner][key]) - Fraction(votes[key][winner]))
        figures = {
            "name": self.names[closest],
            "votes": votes[winner][closest],
            "against": votes[closest][winner],
        }
        if all(Fraction(votes[winner][key]) > Fraction(votes[key][winner]) for key in others):
            return _("It wins all its duels:"), _(
                "the closest, against %(name)s, by %(votes)s to %(against)s."
            ) % figures
        return _("No option wins all its duels:"), _("the strongest chains of duels decide for it.")

    def _by_majority(self) -> tuple[str, str]:
        [winner] = self.result["winners"]
        last = self.result["rounds"][-1]["tally"]
        whole = sum((Fraction(votes) for votes in last.values()), Fraction(0))
        figures = {"votes": Fraction(last[winner]), "whole": whole, "count": len(self.result["rounds"])}
        return _("More than half is reached:"), ngettext(
            "%(votes)s of %(whole)s in the first round.",
            "%(votes)s of %(whole)s in round %(count)d.",
            len(self.result["rounds"]),
        ) % figures

    def _by_approvals(self) -> tuple[str, str]:
        tally = self.result["rounds"][0]["tally"]
        shares = [str(Fraction(tally[key]) / self.whole) for key in self.result["winners"]]
        return _("Approved by the most weight:"), _("%(shares)s of the weight.") % {"shares": listed(shares)}

    def _by_quota(self) -> tuple[str, str]:
        whole = sum((Fraction(votes) for votes in self.result["rounds"][0]["tally"].values()), Fraction(0))
        quota = whole / (self.poll.seats + 1)
        return _("All seats are filled:"), ngettext(
            "elected is who holds more than %(quota)s of the weight, in %(count)d round.",
            "elected is who holds more than %(quota)s of the weight, in %(count)d rounds.",
            len(self.result["rounds"]),
        ) % {"quota": quota, "count": len(self.result["rounds"])}

    # ── picture and table ────────────────────────────────────────────────────────────────────────────────────────

    def picture(self) -> dict[str, Any] | None:
        """`{"title","caption","svg","table","notes"}` of the method, None where nothing was counted."""
        if not self.is_decided:
            return None
        return {
            "majority-judgment": self._grades,
            "schulze": self._duels,
            "irv": self._rounds,
            "approval": self._approvals,
            "stv": self._rounds,
        }[self.poll.method]()

    def _order(self) -> list[str]:
        return drawing.ranked_keys(self.names, self.result)

    def _grades(self) -> dict[str, Any]:
        scale = list(reversed(self.poll.rule["method"]["grades"]))
        rows = []
        for key in self._order():
            median = self.result["grades"].get(key, {}).get("median")
            shares = [str(share / self.whole) for share in reversed(self.grades[key])]
            cells = [*shares, grade_word(median) if median else "–"]
            rows.append((self.names[key], cells, key in self.result["winners"]))
        heads = [*map(grade_word, scale), _("Median")]
        return {
            "title": _("The grades"),
            "caption": _("Each option is a bar, its best grades at the left. The grade on the line is its median."),
            "svg": drawing.grades_picture(self.names, self.result, self.grades, self.poll.rule["method"]["grades"]),
            "table": Table(_("Weight of each grade, by option"), heads, rows),
            "notes": [],
        }

    def _approvals(self) -> dict[str, Any]:
        tally = self.result["rounds"][0]["tally"]
        rows = [
            (self.names[key], [str(Fraction(tally[key]) / self.whole)], key in self.result["winners"])
            for key in self._order()
        ]
        return {
            "title": _("The approvals"),
            "caption": _("Each bar is the weight that approves the option; the whole line is that of all ballots."),
            "svg": drawing.approvals_picture(self.names, self.result, self.whole),
            "table": Table(_("Weight of the approvals, by option"), [_("Approved by")], rows),
            "notes": [],
        }

    def _duels(self) -> dict[str, Any]:
        votes, order = self.result["pairwise"], self._order()
        rows = [
            (f"{key} {self.names[key]}", [votes[key].get(other, "–") for other in order], key in self.result["winners"])
            for key in order
        ]
        return {
            "title": _("The duels"),
            "caption": _("Each line against each column: the weight that prefers the line. Filled: a duel won."),
            "svg": drawing.duels_picture(self.names, self.result),
            "table": Table(_("Weight that prefers the line to the column"), order, rows),
            "notes": self._paths(),
        }

    def _paths(self) -> list[str]:
        """How each winner stands against each other option: a duel, or the strongest chain of duels."""
        votes = {a: {b: Fraction(number) for b, number in row.items()} for a, row in self.result["pairwise"].items()}
        found = []
        for winner in self.result["winners"]:
            for other in self._order():
                if other == winner:
                    continue
                path = path_between(votes, winner, other)
                figures = {"name": self.names[winner], "other": self.names[other]}
                if len(path) == 2:
                    mine, theirs = votes[winner][other], votes[other][winner]
                    sentence = _("%(name)s beats %(other)s, %(mine)s to %(theirs)s.")
                    found.append(sentence % {**figures, "mine": mine, "theirs": theirs})
                elif path:
                    weakest = min(votes[a][b] for a, b in itertools.pairwise(path))
                    chain = " → ".join(self.names[key] for key in path)
                    sentence = _("%(name)s goes before %(other)s by a chain: %(chain)s, at its weakest %(weakest)s.")
                    found.append(sentence % {**figures, "chain": chain, "weakest": weakest})
                else:
                    found.append(_("%(name)s and %(other)s are equal.") % figures)
        return found

    def _rounds(self) -> dict[str, Any]:
        steps, order = drawing.steps_of(self.names, self.result), self._order()
        rows = [
            (self.names[key], [str(step.tally.get(key, "–")) for step in steps], key in self.result["winners"])
            for key in order
        ]
        moves = drawing.moves_of(steps, self.names)
        return {
            "title": _("The rounds"),
            "caption": _("Each bar is a round, each part an option. Filled: elected. Hatched: it goes out."),
            "svg": drawing.rounds_picture(self.names, self.result),
            "table": Table(_("Weight of each option when a round begins"), [step.title for step in steps], rows),
            "notes": [
                drawing.in_a_line(step) + (" " + _("Passes on: %(moves)s.") % {"moves": moved} if moved else "")
                for step, moved in zip(steps, moves, strict=True)
            ],
        }

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def leaves(self) -> list[Leaf]:
        """By category: how many could vote, how many ballots counted, what they weigh."""
        entitled: dict[str, int] = {}
        for voter in self.register:
            entitled[voter.leaf] = entitled.get(voter.leaf, 0) + 1
        return [
            Leaf(self.words.categories.get(key), self.words.name(key), entitled[key], found)
            for key, found in self.weights.items()
            if key in entitled
        ]
