"""Short words for choices among options: open one, cast a ballot written in a line, close it."""

from typing import Any
from uuid import UUID, uuid4

from tests.factories import Alliance
from tests.voting.acts import close, in_an_hour, rule_of, seat
from voting.domain.casting import cast_ballot
from voting.domain.opening import open_poll
from voting.models import Cast, Poll, Tally, Voter

QUESTION = "Où se tient le congrès de 2027 ?"
OPTIONS = [
    ("Grenoble", "Palais des congrès, 900 places, à dix minutes de la gare."),
    ("Nantes", "Cité des congrès, 800 places."),
    ("Metz", ""),
]

# Under Schulze B beats A beats C; by first choices A leads.
RANKED = {
    "seat-1": "A>B>C",
    "seat-2": "A>B>C",
    "chair": "B>A",
    "seat-3": "A>B=C",
    "seat-4": "B>A>C",
    "seat-5": "B>C>A",
    "seat-6": "C>B>A",
    "seat-7": "C>B",
    "seat-8": "B",
}
GRADED = {
    "seat-1": {"A": "good", "B": "excellent", "C": "poor"},
    "seat-3": {"A": "excellent", "B": "good"},
    "seat-4": {"A": "poor", "B": "good", "C": "reject"},
    "seat-5": {"A": "reject", "B": "fair", "C": "excellent"},
}


def ranks(words: str) -> dict[str, Any]:
    """ "A>B=C" as a ballot."""
    return {"ranks": [group.split("=") for group in words.split(">")]}


def grades(**given: str) -> dict[str, Any]:
    return {"grades": given}


def open_choice(
    alliance: Alliance, method: str = "judgment", *, body: str = "council", by: str = "secretariat", **more: Any
) -> Poll:
    """A choice of the congress's town, under one of the presets."""
    more = {"closes_at": in_an_hour(), "question": QUESTION, "options": OPTIONS, **more}
    return open_poll(actor=alliance.actor(by), rule=rule_of(alliance, f"{body}-choice-{method}"), **more)


def choose(
    alliance: Alliance,
    poll: Poll,
    slug: str,
    said: str | dict[str, Any],
    *,
    voter: Voter | None = None,
    receipt: UUID | None = None,
) -> Cast:
    """Casts as this persona, for its own seat unless a voter is given; a text is a ranking."""
    return cast_ballot(
        actor=alliance.actor(slug),
        voter=voter or seat(alliance, poll, slug),
        choice=ranks(said) if isinstance(said, str) else said,
        receipt=receipt or uuid4(),
    )


def choose_all(alliance: Alliance, poll: Poll, votes: dict[str, Any]) -> None:
    for slug, said in votes.items():
        choose(alliance, poll, slug, {"grades": said} if isinstance(said, dict) and "grades" not in said else said)


def decided(alliance: Alliance, method: str, votes: dict[str, Any], **more: Any) -> tuple[Poll, Tally]:
    """A choice of the council opened, voted and closed."""
    poll = open_choice(alliance, method, **more)
    choose_all(alliance, poll, votes)
    tally = close(alliance, poll)
    poll.refresh_from_db()
    return poll, tally
