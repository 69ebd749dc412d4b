"""One count, read by clause and by category, of a poll also by voter: what all parts of its page are told from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from alliance.models import Category
from voting.domain.queries import counted_ballots
from voting.interfaces.methods import words_of
from voting.interfaces.verdicts import Kind, kind_of
from voting.interfaces.wording import StandIn, Words, in_order
from voting.models import Ballot, Outcome, Poll, Tally, Voter
from voting.pictures import Category as Column
from voting.pictures import Seat, seats_of


@dataclass(frozen=True)
class Line:
    """A category's line of the table: its votes add up to its entitled; weights are exact, as written."""

    category: Category | StandIn | None
    name: str
    weight: str
    yes: int
    no: int
    abstain: int
    blank: int
    present_only: int
    absent: int
    weight_yes: str
    weight_no: str

    @property
    def voters(self) -> int:
        """All who are entitled."""
        return self.yes + self.no + self.abstain + self.blank + self.present_only + self.absent


class OfPoll:
    """What the counts of polls that were held here have, whatever the method: who could vote, which ballots counted."""

    poll: Poll
    tally: Tally
    words: Words

    @cached_property
    def register(self) -> list[Voter]:
        return list(self.poll.voters.select_related("seat__category", "partner__category"))

    @cached_property
    def ballots(self) -> dict[int, Ballot]:
        """The ballot that counted, by voter."""
        return counted_ballots(self.poll, self.tally)


class Counted:
    """`asked` are the clauses that had to hold, in the rule's order, each in `found` as it came out; `majorities` those
    of them that ask for votes in favour, of all together."""

    def __init__(self, words: Words, result: Mapping[str, Any]) -> None:
        self.words, self.result = words, result
        self.outcome = Outcome(result["outcome"])
        self.found = {clause["id"]: clause for clause in result["clauses"]}
        self.asked = [key for key in in_order(words.formula(result["convocation"])) if key in self.found]
        self.majorities = [key for key in self.asked if self.facts(key)["quantity"] == "yes" and not self.parts(key)]

    @property
    def consulted(self) -> set[str]:
        """The leaves that stand in the matrix alone, and count in no unit, base or category."""
        return {leaf["key"] for leaf in self.words.leaves if leaf["consultative"]}

    def seats(self, columns: Sequence[Column]) -> list[Seat]:
        """Each vote of these categories as the picture of the votes shows it; here without persons."""
        return seats_of(self.result, columns)

    def facts(self, key: str) -> dict[str, Any]:
        """What a clause asks, as `explain` says it."""
        found: dict[str, Any] = self.words.facts["clauses"][key]
        return found

    def kind(self, key: str) -> Kind:
        return kind_of(self.facts(key))

    def parts(self, key: str) -> list[dict[str, Any]] | None:
        """How a clause over several nodes came out in each; None for any other."""
        return self.found[key].get("parts")

    @cached_property
    def lines(self) -> list[Line]:
        """The matrix by category, rows of several marks together."""
        by_leaf: dict[str, list[dict[str, Any]]] = {}
        for row in self.result["matrix"]:
            by_leaf.setdefault(row["leaf"], []).append(row)
        return [
            Line(
                category=self.words.categories.get(leaf),
                name=self.words.name(leaf),
                weight=_sum(row["weight"]["effective"] for row in rows),
                yes=sum(row["yes"] for row in rows),
                no=sum(row["no"] for row in rows),
                abstain=sum(row["abstain"] for row in rows),
                blank=sum(row["blank"] for row in rows),
                present_only=sum(row["present_only"] for row in rows),
                absent=sum(row["absent"] for row in rows),
                weight_yes=_sum(row["weight"]["yes"] for row in rows),
                weight_no=_sum(row["weight"]["no"] for row in rows),
            )
            for leaf, rows in by_leaf.items()
        ]

    def total(self) -> Line:
        """All lines together."""
        return Line(
            category=None,
            name=_("Together"),
            weight=_sum(line.weight for line in self.lines),
            yes=sum(line.yes for line in self.lines),
            no=sum(line.no for line in self.lines),
            abstain=sum(line.abstain for line in self.lines),
            blank=sum(line.blank for line in self.lines),
            present_only=sum(line.present_only for line in self.lines),
            absent=sum(line.absent for line in self.lines),
            weight_yes=_sum(line.weight_yes for line in self.lines),
            weight_no=_sum(line.weight_no for line in self.lines),
        )


class CountedPoll(OfPoll, Counted):
    """A count of a poll that was held here, with its voters."""

    def __init__(self, poll: Poll, tally: Tally) -> None:
        super().__init__(words_of(poll), tally.result)
        self.poll, self.tally = poll, tally

    def seats(self, columns: Sequence[Column]) -> list[Seat]:
        marks = {column.key: column.mark for column in columns}
        return [
            Seat(
                marks[voter.leaf],
                voter.name,
                self.ballots[voter.pk].choice if voter.pk in self.ballots else "absent",
            )
            for voter in self.register
            if voter.leaf in marks
        ]


def _sum(amounts: Iterable[str]) -> str:
    return str(sum((Fraction(amount) for amount in amounts), Fraction(0)))
