"""Opening the election of a category's representative: among whom, for which days, under which rule; frozen with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import ascii_uppercase
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain import council, elected
from alliance.domain.errors import Conflict, Refused
from alliance.domain.words import day_in_words
from alliance.models import Member, Seat
from voting.domain.closing import ensure_closed
from voting.domain.elections.obstacles import told
from voting.domain.opening import already_open, check_in_use, open_prepared
from voting.domain.options import FEWEST, MOST
from voting.domain.preparing import prepare
from voting.models import Body, Candidate, Election, Poll, Rule
from voting.registry import Description

SUBJECT = "seat"
LONGEST_STATEMENT = 600


@dataclass(frozen=True)
class Candidacy:
    """Who stands, for the partner of this membership; who would be the alternate; a few lines that all may read."""

    member: Member
    alternate: Member | None = None
    statement: str = ""


def open_election(
    *,
    actor: Actor,
    seat: Seat,
    rule: Rule,
    candidates: Sequence[Candidacy],
    starts_on: date,
    ends_on: date,
    closes_at: datetime,
) -> Poll:
    """Opens the election of who holds a category's seat on these days, both included; its partners alone vote.

    Whoever opens it lets the count record a mandate, so that it needs both rights. Raises NotAllowed; Refused (rule,
    candidates, starts_on, ends_on, closes_at, or "" with what is missing); Conflict: no-category, abolished,
    already-open.
    """
    by = actor.capacity_for("alliance.record_mandates", seat.club)
    actor.capacity_for("voting.open_poll", rule)
    category = seat.category
    if category is None:
        raise Conflict("no-category", _("Elected officials are designated: only the seat of a category is elected."))
    check_in_use(rule)
    if rule.body != Body.CATEGORY or rule.club_id != seat.club_id:
        raise Refused({"rule": [_("Choose a rule for elections.")]})
    subject = f"{SUBJECT}:{seat.pk}"
    running = Poll.objects.filter(subject=subject, closed_at=None)
    for poll in running.all():
        ensure_closed(poll)
    with transaction.atomic():
        council.hold(seat)
        # A count holds its poll, then the seat. To let the database find the second open poll would be to wait for the
        # first one while it waits for this.
        if running.exists():
            raise already_open()
        if seat.abolished_on:
            raise Conflict("abolished", _("This seat was abolished."))
        faults = {
            "candidates": _faults_of(seat, candidates, starts_on, ends_on),
            **_faults_of_days(seat, starts_on, ends_on, closes_at),
        }
        if found := {name: sentences for name, sentences in faults.items() if sentences}:
            raise Refused(found)
        days = {"category": category.name, "first": day_in_words(starts_on), "last": day_in_words(ends_on)}
        poll = open_prepared(
            by=by,
            rule=rule,
            asked=Description(
                title=_("Representative of the category “%(category)s” at the council") % days,
                question=_("Who represents the category “%(category)s” at the council, from %(first)s to %(last)s?")
                % days,
            ),
            subject=subject,
            closes_at=closes_at,
            prepared=prepare(rule, category=category),
            options=_options(candidates),
        )
        election = Election.objects.create(
            poll=poll,
            seat=seat,
            starts_on=starts_on,
            ends_on=ends_on,
            basis=_("elected by the category, poll no. %(number)d") % {"number": poll.pk},
        )
        Candidate.objects.bulk_create(
            Candidate(
                election=election,
                key=key,
                person=each.member.user,
                partner=each.member.partner,
                alternate=each.alternate.user if each.alternate else None,
            )
            for key, each in zip(ascii_uppercase, candidates, strict=False)
        )
    return poll


def _options(candidates: Sequence[Candidacy]) -> list[dict[str, Any]]:
    """The options as ballots and record show them: by name, with the partner where two bear the same."""
    names = [each.member.user.name for each in candidates]
    return [
        {
            "key": key,
            "label": name if names.count(name) == 1 else f"{name} ({each.member.partner.name})",
            "description": "\n".join(_lines(each)),
        }
        for key, name, each in zip(ascii_uppercase, names, candidates, strict=False)
    ]


def _lines(given: Candidacy) -> list[str]:
    """What a ballot says under the name: the partner, the statement if any, the alternate if any."""
    lines = [given.member.partner.name, *given.statement.split("\n")]
    if given.alternate:
        named = {"name": given.alternate.user.name, "partner": given.alternate.partner.name}
        lines.append(_("Alternate: %(name)s (%(partner)s).") % named)
    return [line.strip() for line in lines if line.strip()]


def _faults_of(seat: Seat, candidates: Sequence[Candidacy], first: date, last: date) -> list[str]:
    faults = []
    people = [each.member.user for each in candidates]
    if len(people) < FEWEST:
        faults.append(
            _("Choose at least two candidates. Where only one person stands, record the mandate on the seat’s page.")
        )
    if len(people) > MOST:
        faults.append(_("An election has at most %(count)d candidates.") % {"count": MOST})
    for person in sorted({person for person in people if people.count(person) > 1}, key=str):
        faults.append(_("%(name)s stands twice.") % {"name": person.name})
    for each in candidates:
        if obstacle := elected.why_not_held_by(seat, each.member.user, each.member.partner, first, last):
            faults.append(told(obstacle, each.member.user, each.member.partner))
        if each.alternate and each.alternate.user_id == each.member.user_id:
            faults.append(_("%(name)s can’t be their own alternate.") % {"name": each.member.user.name})
        elif each.alternate and not elected.may_stand(seat).filter(pk=each.alternate.pk).exists():
            faults.append(_("%(name)s does not come from this category.") % {"name": each.alternate.user.name})
        if len(each.statement.strip()) > LONGEST_STATEMENT:
            named = {"name": each.member.user.name, "count": LONGEST_STATEMENT}
            faults.append(_("%(name)s: use %(count)d characters at most for the statement.") % named)
    return faults


def _faults_of_days(seat: Seat, first: date, last: date, closes_at: datetime) -> dict[str, list[str]]:
    if last < first:
        return {"ends_on": [_("The mandate ends before it starts.")]}
    if first < timezone.localdate(closes_at):
        return {"starts_on": [_("The mandate starts on the day on which the poll closes, or later.")]}
    if obstacle := elected.why_not_given(seat, first, last):
        # Of days to come of a seat that is there, it says only that they are taken.
        assert obstacle == elected.Obstacle.GIVEN
        return {"starts_on": [_("Another mandate of this seat starts on one of these days.")]}
    return {}
