"""Short words for rounds of consent and consultations: open one, cast a ballot, object for a reason, close it."""

from typing import Any
from uuid import UUID, uuid4

from tests.factories import Alliance
from tests.voting.acts import cast_all, close, in_an_hour, open_council, rule_of, seat
from tests.voting.choosing.acts import OPTIONS
from voting.domain.casting import cast_ballot
from voting.domain.opening import open_poll
from voting.models import Cast, Poll, Tally, Voter

REASON = "Le seuil exclut les communes de montagne ; 500 habitants lèverait l’objection."
CONSENTING = {"seat-1": "yes", "seat-2": "yes", "chair": "abstain", "seat-5": "yes"}
ENGLISH = {"Accept-Language": "en"}


def open_round(alliance: Alliance, **more: Any) -> Poll:
    return open_council(alliance, rule=rule_of(alliance, "council-consent"), **more)


def open_consultation(alliance: Alliance, **more: Any) -> Poll:
    return open_council(alliance, rule=rule_of(alliance, "council-consultation"), **more)


def open_among(
    alliance: Alliance, method: str = "approval", *, body: str = "council", by: str = "secretariat", **more: Any
) -> Poll:
    """A consultation among the towns of the congress."""
    more = {"closes_at": in_an_hour(), "question": "Quelles villes conviennent ?", "options": OPTIONS, **more}
    return open_poll(actor=alliance.actor(by), rule=rule_of(alliance, f"{body}-consultation-{method}"), **more)


def object_(
    alliance: Alliance,
    poll: Poll,
    slug: str,
    reason: str = REASON,
    *,
    voter: Voter | None = None,
    receipt: UUID | None = None,
) -> Cast:
    return cast_ballot(
        actor=alliance.actor(slug),
        voter=voter or seat(alliance, poll, slug),
        choice={"choice": "no", "reason": reason},
        receipt=receipt or uuid4(),
    )


def met_an_objection(alliance: Alliance, **more: Any) -> tuple[Poll, Tally]:
    """A closed round in which the companies' seat objected."""
    poll = open_round(alliance, **more)
    cast_all(alliance, poll, CONSENTING)
    object_(alliance, poll, "seat-6")
    tally = close(alliance, poll)
    poll.refresh_from_db()
    return poll, tally
