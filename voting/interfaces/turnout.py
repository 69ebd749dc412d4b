"""Who has voted, by category, and the quorum: words, a ring and the same figures as bars; never how anybody voted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from alliance.models import Category
from voting.domain.queries import Participation
from voting.interfaces.verdicts import Kind, kind_of
from voting.interfaces.wording import StandIn, Words, in_order
from voting.models import Poll, Tally
from voting.pictures import Share, ring


@dataclass(frozen=True)
class TurnoutLine:
    """A category's voters: how many have voted (for or against, abstaining or blank), how many they are."""

    leaf: str
    category: Category | StandIn | None
    name: str
    done: int
    all: int


@dataclass(frozen=True)
class Turnout:
    """`quorum` is a sentence, "" where the rule asks for none of the whole."""

    lines: list[TurnoutLine]
    quorum: str
    picture: SafeString


@dataclass(frozen=True)
class _Quorum:
    """What a rule asks of all together: `done` of `of` counts for it, at least `needed`, `value` as a share."""

    done: int
    of: int
    needed: int
    value: Fraction

    @property
    def holds(self) -> bool:
        return self.done >= self.needed


def turnout_now(poll: Poll, found: Participation, words: Words) -> Turnout:
    """While the poll is open: from the ballots that are in the box."""
    lines = _lines(
        words,
        {
            leaf["key"]: (
                sum(voter.leaf == leaf["key"] and voter.pk in found.voted for voter in found.voters),
                sum(voter.leaf == leaf["key"] for voter in found.voters),
            )
            for leaf in words.leaves
        },
    )
    clause = _clause_of_all(words, poll.convocation)
    quorum = None
    if clause:
        # Where the rule says so, who votes by proxy is not present.
        absent = clause["quantity"] == "present" and not words.facts["proxy"]["present"]
        leaves = _counting(words)
        counting = [voter for voter in found.voters if voter.leaf in leaves]
        there = [v for v in counting if v.pk in found.voted and not (absent and v.pk in found.by_proxy)]
        quorum = _asked(clause, len(there), len(counting))
    return _drawn(poll, words, lines, quorum)


def turnout_of(poll: Poll, tally: Tally, words: Words) -> Turnout:
    """Of a closed poll: from its result alone."""
    counts: dict[str, tuple[int, int]] = {leaf["key"]: (0, 0) for leaf in words.leaves}
    for row in tally.result["matrix"]:
        done, whole = counts[row["leaf"]]
        voted = sum(row[column] for column in ("yes", "no", "abstain", "blank"))
        counts[row["leaf"]] = done + voted, whole + row["entitled"]
    clause = _clause_of_all(words, poll.convocation)
    quorum = None
    if clause:
        counted = next(each for each in tally.result["clauses"] if each["id"] == clause["id"])
        leaves = _counting(words)
        entitled = sum(whole for leaf, (_done, whole) in counts.items() if leaf in leaves)
        quorum = _asked(clause, int(counted["amount"]), entitled)
    return _drawn(poll, words, _lines(words, counts), quorum)


def _counting(words: Words) -> set[str]:
    """The leaves that a quorum counts."""
    return {leaf["key"] for leaf in words.leaves if not leaf["consultative"]}


def _lines(words: Words, counts: Mapping[str, tuple[int, int]]) -> list[TurnoutLine]:
    return [
        TurnoutLine(leaf, words.categories.get(leaf), words.name(leaf), done, whole)
        for leaf, (done, whole) in counts.items()
        if whole
    ]


def _quorums(words: Words, convocation: int) -> Iterable[dict[str, Any]]:
    """The clauses that ask how many must have voted, counted in heads."""
    for key in in_order(words.formula(convocation)):
        clause = {"id": key, **words.facts["clauses"][key]}
        if kind_of(clause) in {Kind.QUORUM, Kind.PARTICIPATION} and clause["unit"] == "heads":
            yield clause


def _clause_of_all(words: Words, convocation: int) -> dict[str, Any] | None:
    """The one over all the entitled, which one ring shows."""
    for clause in _quorums(words, convocation):
        if clause["scope"]["kind"] == "all" and clause["base"] in {"entitled", None} and clause["op"] in {">", ">="}:
            return clause
    return None


def _asked(clause: Mapping[str, Any], done: int, of: int) -> _Quorum:
    value = Fraction(clause["value"])
    edge = value if clause["base"] is None else value * of
    needed = ceil(edge) if clause["op"] == ">=" else floor(edge) + 1
    share = value if clause["base"] is not None else Fraction(needed, of) if of else Fraction(0)
    return _Quorum(done, of, needed, share)


def _drawn(poll: Poll, words: Words, lines: list[TurnoutLine], quorum: _Quorum | None) -> Turnout:
    done, of = sum(line.done for line in lines), sum(line.all for line in lines)
    asked_of_each = {
        node: Fraction(clause["value"])
        for clause in _quorums(words, poll.convocation)
        if clause["scope"]["kind"] == "each" and clause["base"] is not None
        for node in clause["scope"]["nodes"]
    }
    told = [
        _("%(name)s: %(done)d of %(all)d") % {"name": line.name, "done": line.done, "all": line.all} for line in lines
    ]
    shares = [
        Share(line.category.mark if line.category else "EL", said, line.done, line.all, asked_of_each.get(line.leaf))
        for line, said in zip(lines, told, strict=True)
    ]
    sentence = _sentence(poll, quorum) if quorum else ""
    labels = {
        "title": _("Who has voted, by category"),
        "desc": ". ".join([*told, sentence] if sentence else told),
        "big": _("%(amount)s of %(base)s") % {"amount": done, "base": of},
        "sub": npgettext("under a number", "has voted", "have voted", done),
    }
    drawn = ring(
        shares,
        done=quorum.done if quorum else done,
        of=quorum.of if quorum else of,
        value=quorum.value if quorum else None,
        labels=labels,
        prefix="turnout",
    )
    return Turnout(lines, sentence, mark_safe(drawn))  # noqa: S308 (escaped by the picture)


def _sentence(poll: Poll, quorum: _Quorum) -> str:
    figures = {"needed": quorum.needed, "all": quorum.of}
    if quorum.holds:
        return _("Quorum: %(needed)d of %(all)d, reached.") % figures
    if poll.is_open:
        return _("Quorum: %(needed)d of %(all)d, not reached yet.") % figures
    return _("Quorum: %(needed)d of %(all)d, not reached.") % figures
