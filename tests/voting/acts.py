"""Short words for what most tests of voting do: open a poll, cast a ballot, close it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from tests.factories import Alliance
from voting.domain.casting import cast_ballot
from voting.domain.closing import close_poll, last_tally
from voting.domain.opening import open_poll
from voting.models import Cast, Poll, Rule, Tally, Voter

QUESTION = "Le conseil adopte-t-il la position « Un fonds de garantie pour la rénovation en zone rurale » ?"
TITLE = "Un fonds de garantie pour la rénovation en zone rurale"

# The votes of the adopted position of design 05: 16/21 of the weight, 6 of 9 voices.
ADOPTED = {
    "seat-1": "yes",
    "seat-2": "no",
    "chair": "no",
    "seat-3": "yes",
    "seat-4": "yes",
    "seat-5": "yes",
    "seat-6": "no",
    "seat-7": "yes",
    "seat-8": "yes",
    "seat-9": "abstain",
}
SEATS = list(ADOPTED)


def rule_of(alliance: Alliance, key: str = "council-double-majority") -> Rule:
    return Rule.objects.get(club=alliance.club, key=key)


def changed_rule(alliance: Alliance, key: str = "council-double-majority", **parts: Any) -> Rule:
    """A variant of a preset, with these parts of its definition replaced."""
    rule = rule_of(alliance, key)
    return Rule.objects.create(
        club=alliance.club,
        body=rule.body,
        key=f"{key}-variant",
        version=1 + Rule.objects.count(),
        name="Variante",
        definition={**rule.definition, **parts},
        sha256="0" * 64,
    )


def in_an_hour() -> datetime:
    return timezone.now() + timedelta(hours=1)


def open_council(alliance: Alliance, *, by: str = "secretariat", rule: Rule | None = None, **options: Any) -> Poll:
    """A poll of the council of ten, under the double majority unless a rule is given."""
    options.setdefault("closes_at", in_an_hour())
    return open_poll(
        actor=alliance.actor(by), rule=rule or rule_of(alliance), question=QUESTION, title=TITLE, **options
    )


def open_assembly(alliance: Alliance, *, rule: Rule | None = None, **options: Any) -> Poll:
    options.setdefault("closes_at", in_an_hour())
    return open_poll(
        actor=alliance.actor("secretariat"),
        rule=rule or rule_of(alliance, "assembly-recommendation"),
        question="L’assemblée adopte-t-elle la recommandation ?",
        title="Recommandation",
        **options,
    )


def seat(alliance: Alliance, poll: Poll, slug: str) -> Voter:
    """The council's voter whose seat this persona holds (or is the alternate of)."""
    slug = slug.replace("seat-alternate", "seat").replace("chair-alternate", "chair")
    return poll.voters.get(seat=alliance.seats[slug])


def cast(
    alliance: Alliance,
    poll: Poll,
    slug: str,
    choice: str,
    *,
    voter: Voter | None = None,
    receipt: UUID | None = None,
    acting_for: str | None = None,
) -> Cast:
    """Casts as this persona, for its own seat unless a voter is given."""
    return cast_ballot(
        actor=alliance.actor(slug, acting_for),
        voter=voter or seat(alliance, poll, slug),
        choice=choice,
        receipt=receipt or uuid4(),
    )


def cast_all(alliance: Alliance, poll: Poll, votes: dict[str, str]) -> None:
    for slug, choice in votes.items():
        cast(alliance, poll, slug, choice)


def close(alliance: Alliance, poll: Poll) -> Tally:
    """Closes the poll by the secretariat's hand and gives its tally."""
    tally = last_tally(close_poll(actor=alliance.actor("secretariat"), poll=poll))
    assert tally is not None
    return tally


def decide(alliance: Alliance, votes: dict[str, str], rule: Rule | None = None) -> tuple[Poll, Tally]:
    """A council poll opened, voted and closed."""
    poll = open_council(alliance, rule=rule)
    cast_all(alliance, poll, votes)
    tally = close(alliance, poll)
    poll.refresh_from_db()
    return poll, tally
