"""Short words for elections: who may stand for the agencies, an election opened, voted and closed."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from alliance.models import Mandate, Member, Seat, User
from alliance.models.partners import Role
from tests.factories import Alliance, make_member, make_partner
from tests.voting.acts import close, in_an_hour, rule_of
from tests.voting.choosing.acts import grades, ranks
from voting.domain.casting import cast_ballot
from voting.domain.correcting import correct_result
from voting.domain.elections.opening import Candidacy, open_election
from voting.models import Ballot, Poll, Seating, Tally

# The seat of the agencies, held by this persona; its partners are two.
HOLDER = "seat-4"


def agencies(alliance: Alliance) -> Seat:
    return alliance.seats[HOLDER]


def first_day() -> date:
    return timezone.localdate() + timedelta(days=10)


def last_day() -> date:
    return timezone.localdate() + timedelta(days=1000)


def membership(alliance: Alliance, slug: str) -> Member:
    return Member.objects.get(user=alliance.user(slug), ended_at=None)


def second_partner(alliance: Alliance) -> User:
    """The representative of the other agency."""
    found = alliance.users.get("other-agency")
    if found is None:
        found = make_member(alliance.partners["agences"][1], Role.REPRESENTATIVE, alliance.add_user("other-agency"))
    return found


def standing(alliance: Alliance) -> list[Candidacy]:
    """A: the first agency's contributor, with its representative as alternate; B: the other agency's representative."""
    second_partner(alliance)
    return [
        Candidacy(membership(alliance, "member"), membership(alliance, "representative"), "Deux lignes\nen deux."),
        Candidacy(membership(alliance, "other-agency")),
    ]


def open_agencies(alliance: Alliance, method: str = "judgment", *, by: str = "secretariat", **more: Any) -> Poll:
    """The election of the agencies' representative."""
    given = {
        "seat": agencies(alliance),
        "rule": rule_of(alliance, f"category-election-{method}"),
        "candidates": standing(alliance),
        "starts_on": first_day(),
        "ends_on": last_day(),
        "closes_at": in_an_hour(),
        **more,
    }
    return open_election(actor=alliance.actor(by), **given)


def elect(alliance: Alliance, poll: Poll, slug: str, said: str | dict[str, Any]) -> None:
    """This persona's ballot for its own partner; a text is a ranking."""
    voter = poll.voters.get(partner=alliance.partner_of(slug))
    choice = ranks(said) if isinstance(said, str) else said
    cast_ballot(actor=alliance.actor(slug), voter=voter, choice=choice, receipt=uuid4())


def election_fields(alliance: Alliance, method: str = "judgment", **more: Any) -> dict[str, Any]:
    """What the form sends to open the same election."""
    first, second = standing(alliance)
    assert first.alternate is not None
    return {
        "rows": "3",
        "candidate-1": first.member.pk,
        "alternate-1": first.alternate.pk,
        "statement-1": first.statement,
        "candidate-3": second.member.pk,
        "starts_on": first_day().isoformat(),
        "ends_on": last_day().isoformat(),
        "closes_at": timezone.localtime(in_an_hour()).strftime("%Y-%m-%dT%H:%M"),
        "rule": rule_of(alliance, f"category-election-{method}").pk,
        **more,
    }


FOR_A, FOR_B = grades(A="excellent", B="poor"), grades(A="poor", B="excellent")


def decided(alliance: Alliance, votes: dict[str, Any], **more: Any) -> tuple[Poll, Tally]:
    """An election opened, voted and closed."""
    poll = open_agencies(alliance, **more)
    for slug, said in votes.items():
        elect(alliance, poll, slug, said)
    tally = close(alliance, poll)
    poll.refresh_from_db()
    return poll, tally


def seating_of(poll: Poll) -> Seating:
    """What the last count did to the seat."""
    return Seating.objects.filter(tally__poll=poll).order_by("tally__number").last()  # type: ignore[return-value]


def mandate_given(seat: Seat) -> Mandate:
    """The mandate that starts on the first day of the election's."""
    return Mandate.objects.get(seat=seat, starts_on=first_day())


def go_to(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Today is this day from now on."""
    of_moment = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda moment=None: of_moment(moment) if moment else day)


def three_votes(alliance: Alliance, **more: Any) -> Poll:
    """A wins by two ballots of three; without those of the first and the third partner B wins."""
    third = make_partner(alliance.categories["agences"], "Troisième agence")
    make_member(third, "representative", alliance.add_user("third-agency"))
    votes = {"representative": FOR_A, "other-agency": FOR_B, "third-agency": FOR_A}
    return decided(alliance, votes, **more)[0]


def correct(alliance: Alliance, poll: Poll, *slugs: str) -> Tally:
    out = [Ballot.objects.get(voter__poll=poll, voter__partner=alliance.partner_of(slug)).pk for slug in slugs]
    return correct_result(actor=alliance.actor("secretariat"), poll=poll, ballots=out, reason="Sans mandat.")
