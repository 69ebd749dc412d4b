"""The words of any poll, whatever its method: those of its rule, and what its voters do."""

from collections.abc import Iterable, Mapping
from typing import Any

from alliance.models import Category
from voting.interfaces.choosing.wording import ChoiceWords, how_to_choose
from voting.interfaces.elections.rules import CandidateWords, how_to_elect
from voting.interfaces.wording import Words
from voting.models import Body, Poll
from voting.models.rules import YES_NO


def words_for(rule: Mapping[str, Any], body: str, categories: Iterable[Category]) -> Words:
    """The words of a rule under which this body votes."""
    if rule.get("method", {}).get("kind", YES_NO) == YES_NO:
        return Words.of(rule, body, categories)
    return (CandidateWords if body == Body.CATEGORY else ChoiceWords).of(rule, body, categories)


def how_to_vote(poll: Poll) -> str:
    """What a voter among options does, in a sentence above the ballot; "" in a poll of yes and no."""
    if not poll.is_choice:
        return ""
    return how_to_elect(poll) if poll.is_election else how_to_choose(poll)
