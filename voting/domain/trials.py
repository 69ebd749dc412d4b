"""What a rule would have done: closed polls, and polls from files, counted again under it. Nothing of it is kept but
what a count of a closed poll gives, which anybody would find again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.errors import Refused
from voting.counting import FormatError, dumps
from voting.domain import powers
from voting.domain.children import TooCostly, answer_of
from voting.domain.closing import last_tally, left_out_of, poll_document
from voting.domain.counting_files import COSTLY, PERMISSION, spend
from voting.domain.queries import polls_for
from voting.models import Poll, Rule, Tally
from voting.service import reckoner
from voting.service.trial import tried

A_DAY = 24 * 3600


@dataclass(frozen=True)
class Trial:
    """A closed poll, the tally that holds, and what `service.trial.tried` found, or `{"fault": {"pointer",
    "message"}}`."""

    poll: Poll
    tally: Tally
    found: Mapping[str, Any]


def tried_polls(actor: Actor) -> "QuerySet[Poll]":
    """The closed polls of yes and no that this person may see, the latest first; no rounds of consent and no
    consultations, which votes were not to decide."""
    return polls_for(actor).exclude(closed_at=None).filter(options=[], terms={})


def try_on(rule: Rule, poll: Poll) -> Trial:
    """A closed poll counted again under a rule: its frozen register, its ballots as they count today."""
    tally = last_tally(poll)
    assert tally is not None
    # The tally's hash names the poll's rule and ballots.
    key = f"trial-1:{rule.sha256}:{tally.sha256}"
    known: dict[str, Any] | None = cache.get(key)
    if known is None:
        try:
            known = tried(rule.definition, poll_document(poll, left_out=left_out_of(poll)), poll.rule)
        except FormatError as error:
            known = {"fault": {"pointer": error.pointer, "message": error.message}}
        cache.set(key, known, A_DAY)
    return Trial(poll, tally, known)


def try_on_files(*, actor: Actor, rule: Rule, files: Sequence[bytes]) -> list[dict[str, Any]]:
    """What `service.trial.tried_files` finds in each file, a consult-poll/1 or a consult-record/1.

    Raises NotAllowed; TooFast; Refused, by the word `too-costly`, where time or memory did not suffice for all of them;
    Busy where the machine has none to give."""
    actor.capacity_for(PERMISSION)
    spend(actor, 1)
    try:
        request = reckoner.request_of([dumps(rule.definition).encode(), *files])
        found: list[dict[str, Any]] = answer_of(powers.children, reckoner.TRIAL, request)["found"]
    except TooCostly:
        spend(actor, COSTLY - 1, refusing=False)
        sentence = _("Counting these files takes more time or memory than this service has. Try fewer at once.")
        raise Refused({"": [sentence]}, "too-costly") from None
    return found
