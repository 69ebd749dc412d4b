"""What it would have taken: the smallest changes of ballots that would have turned a count, reckoned once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache

from voting.counting import parse_rule
from voting.counting.turning import NotInTheMatrix, TooManyChanges, Turn, anywhere, changes, fewest, rows_of
from voting.models import CastingVote, Outcome, Poll, Tally

# Somebody waits for the page: each search ends within half a second or so, and is then not told.
MOST_STEPS = 15_000
# What nobody can cast here, nor do without a meeting.
ELSEWHERE = {"blank", "present_only"}
TAKING_PART = ("absent", "abstain")
A_MONTH = 30 * 24 * 3600


@dataclass
class Turns:
    """`found`: the changes that would have turned the outcome, fewest ballots first; `presence`: of a void vote, how
    many more would have had to take part; `anywhere`: those of the changes, from and to, that would have done so in
    whatever categories they were; `untold`: "many" where some changes are too many to be tried in time,
    "matrix" where the counts don't say what single ballots would change, or ""."""

    found: list[Turn] = field(default_factory=list)
    presence: Turn | None = None
    anywhere: set[tuple[str, str]] = field(default_factory=set)
    untold: str = ""


def turns_of(poll: Poll, tally: Tally) -> Turns:
    """What would have turned this count of a yes–no poll. Its result's hash names rule, ballots and casting vote."""
    key = f"turns-1:{tally.sha256}"
    known: Turns | None = cache.get(key)
    if known is None:
        known = _reckoned(poll, tally)
        cache.set(key, known, A_MONTH)
    return known


def _reckoned(poll: Poll, tally: Tally) -> Turns:
    rule, told = parse_rule(poll.rule), Turns()
    # Without a tie there was nobody to ask for a casting vote.
    casting = CastingVote.objects.filter(poll=poll).first() if tally.number > 1 else None
    given: dict[str, Any] = {"convocation": poll.convocation, "most_steps": MOST_STEPS}
    if casting:
        given["casting"] = {poll.rule["tie"]["role"]: casting.choice}

    def tried(search: Callable[[], Turn | None]) -> Turn | None:
        try:
            return search()
        except TooManyChanges:
            told.untold = "many"
            return None

    try:
        rows = rows_of(rule, tally.result)
        for source, target in changes(tally.outcome == Outcome.ADOPTED):
            if not {source, target} & ELSEWHERE:
                turn = tried(lambda way=(source, target): fewest(rule, rows, *way, **given))  # type: ignore[misc]
                told.found += [turn] if turn else []
        if tally.outcome == Outcome.VOID:
            told.presence = tried(lambda: fewest(rule, rows, *TAKING_PART, decided=True, **given))
    except NotInTheMatrix:
        return Turns(untold="matrix")
    given.pop("most_steps")
    told.anywhere = {
        (turn.source, turn.target)
        for turn in told.found
        if anywhere(rule, rows, turn, **given) and (turn.source, turn.target) != TAKING_PART
    }
    if told.presence and anywhere(rule, rows, told.presence, decided=True, **given):
        told.anywhere.add(TAKING_PART)
    told.found.sort(key=lambda turn: turn.ballots)
    return told
