"""The words of any poll, whatever its method and its purpose: those of its rule, and what its voters do."""

from collections.abc import Iterable, Mapping
from typing import Any

from alliance.models import Category
from voting.domain.register import categories_of
from voting.interfaces.choosing.wording import ChoiceWords, how_to_choose
from voting.interfaces.elections.rules import CandidateWords, how_to_elect
from voting.interfaces.purposes import ConsentWords, ConsultationWords, OptionsConsultedWords
from voting.interfaces.wording import Words
from voting.models import Body, Poll, Purpose
from voting.models.rules import YES_NO

OF_YES_AND_NO: dict[str, type[Words]] = {Purpose.CONSENT: ConsentWords, Purpose.CONSULTATION: ConsultationWords}


def words_for(
    rule: Mapping[str, Any], body: str, categories: Iterable[Category], purpose: str = Purpose.DECISION
) -> Words:
    """The words of a rule under which this body votes, for polls of this purpose."""
    if rule.get("method", {}).get("kind", YES_NO) == YES_NO:
        return OF_YES_AND_NO.get(purpose, Words).of(rule, body, categories)
    if purpose == Purpose.CONSULTATION:
        return OptionsConsultedWords.of(rule, body, categories)
    return (CandidateWords if body == Body.CATEGORY else ChoiceWords).of(rule, body, categories)


def words_of(poll: Poll) -> Words:
    """The words of a poll's rule."""
    return words_for(poll.rule, poll.body, categories_of(poll.club), poll.purpose)


def how_to_vote(poll: Poll) -> str:
    """What a voter among options does, in a sentence above the ballot; "" in a poll of yes and no."""
    if not poll.is_choice:
        return ""
    return how_to_elect(poll) if poll.is_election else how_to_choose(poll)
