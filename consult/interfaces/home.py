"""What waits for a person, gathered from the apps and put in the order of deadlines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.capacities import Actor, is_voting_role
from proposals.domain import queries as proposals
from proposals.domain.visibility import visible_to
from proposals.interfaces.next_step import vote_url
from proposals.models import Stage, StageChange
from voting.domain import queries as polls
from voting.domain.elections.queries import unfilled
from voting.interfaces.elections.wording import why_unfilled
from voting.models import Poll, Voter

SHOWN_CHANGES = 5


@dataclass(frozen=True)
class Due:
    """One thing that waits: `due` is its deadline (None: none), `act` the button's verb, `since` when it came up."""

    icon: str
    kind: str
    title: str
    url: str
    act: str
    text: str = ""
    due: datetime | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Group:
    title: str
    items: list[Due]
    is_today: bool = False


@dataclass(frozen=True)
class StageCount:
    stage: str
    label: str
    count: int


def groups(actor: Actor) -> list[Group]:
    """Today, this week, later, without a date; the first deadline first. Empty groups are left out."""
    items = sorted(
        (*_polls(actor), *_ties(actor), *_seats(actor), *_proposals(actor)),
        key=lambda item: (item.due is None, item.due or item.since or timezone.now()),
    )
    today = timezone.localdate()
    titles = [_("Today"), _("This week"), _("Later"), _("No date")]
    places = groupby(items, key=lambda item: _place(item, today))
    return [Group(titles[place], list(found), is_today=place == 0) for place, found in places]


def _place(item: Due, today: date) -> int:
    """Today (or late), within a week, later, without a date: 0 to 3."""
    if item.due is None:
        return 3
    day = timezone.localdate(item.due)
    return 0 if day <= today else 1 if day < today + timedelta(days=7) else 2


def sentence(found: list[Group]) -> str:
    """What the groups amount to, in one line."""
    count = sum(len(group.items) for group in found)
    if not count:
        return _("Nothing waits for you.")
    if any(item.due for group in found for item in group.items):
        words = ngettext("One thing waits for you.", "%(n)s things wait for you, the most urgent first.", count)
    else:
        words = ngettext("One thing waits for you, without a deadline.", "%(n)s things wait for you.", count)
    return words % {"n": count}


def _polls(actor: Actor) -> Iterator[Due]:
    for waiting in polls.polls_waiting_for(actor):
        poll = waiting.poll
        names = ", ".join(_voter_name(voter) for voter in waiting.voters)
        yield Due(
            icon="vote",
            kind=_poll_kind(poll),
            title=poll.title,
            url=poll.urls.page,
            act=_("Read and vote"),
            text=_("You have not voted yet for %(names)s.") % {"names": names},
            due=poll.closes_at,
        )


def _voter_name(voter: Voter) -> str:
    if voter.partner:
        return voter.partner.name
    place = voter.place or _("elected officials")
    return _("the seat %(place)s (%(name)s)") % {"place": place, "name": voter.name}


def _poll_kind(poll: Poll) -> str:
    return _("Election") if poll.is_election else poll.kind


def _ties(actor: Actor) -> Iterator[Due]:
    for poll in polls.ties_for(actor):
        yield Due(
            icon="landmark",
            kind=_poll_kind(poll),
            title=poll.title,
            url=poll.urls.page,
            act=_("Decide the tie"),
            text=_("The votes are exactly equal: the casting vote is yours."),
            since=poll.closed_at,
        )


def _seats(actor: Actor) -> Iterator[Due]:
    """Elections that gave no mandate, for who records mandates."""
    for seating in unfilled(actor):
        poll = seating.tally.poll
        yield Due(
            icon="landmark",
            kind=_("Seat to fill"),
            title=poll.title,
            url=poll.urls.result,
            act=_("Read the result"),
            text=why_unfilled(seating),
            since=poll.closed_at,
        )


def _proposals(actor: Actor) -> Iterator[Due]:
    waits = proposals.what_waits_for(actor)
    for item in waits.invitations:
        text = _("%(name)s invites you to write this text.") % {"name": item.proposal.rapporteur.name}
        yield _about(item, "user-plus", _("Invitation to write"), _("Read and answer"), text)
    for item in waits.confirmations:
        assert item.endorsement is not None
        text = _("The final text is frozen. %(partner)s supported version %(n)s.") % {
            "partner": item.endorsement.partner.name,
            "n": item.endorsement.revision.number,
        }
        yield _about(item, "check-check", _("Support to confirm"), _("Confirm"), text)
    yield from _to_conduct(waits)
    yield from _consultations(actor, waits)
    for item in waits.answers:
        text, since = _("Your comment was answered."), None
        if last := item.comment:
            text = _("%(name)s: “%(words)s”") % {"name": last.author.name, "words": _short(last.markdown)}
            since = last.created_at
        yield _about(item, "message-square", _("Discussion"), _("Read"), text, since)
    for item in waits.drafts:
        stage = str(Stage(item.proposal.stage).label)
        yield _about(item, "file-text", stage, _("Go on writing"), item.proposal.subtitle)


def _to_conduct(waits: proposals.WaitsFor) -> Iterator[Due]:
    """What the secretariat does once a text is final, and once it is adopted."""
    for item in waits.votes:
        final = item.proposal.final
        assert final is not None
        text = _("The final text, version %(n)s, is frozen and waits for its poll.") % {"n": final.number}
        yield Due(
            icon="vote",
            kind=_("Poll to open"),
            title=item.proposal.title,
            url=vote_url(item.proposal),
            act=_("Open the poll"),
            text=text,
            since=final.frozen_at,
        )
    for item in waits.publications:
        text, since = _("The text is adopted and not published yet."), item.proposal.stage_since
        yield _about(item, "landmark", _("Text to publish"), _("Publish"), text, since)


def _about(item: proposals.Waiting, icon: str, kind: str, act: str, text: str, since: datetime | None = None) -> Due:
    """What waits about a proposal."""
    return Due(icon, kind, item.proposal.title, item.url, act, text, item.due, since)


def _consultations(actor: Actor, waits: proposals.WaitsFor) -> Iterator[Due]:
    open_now = [item.proposal for item in waits.consultations]
    counts = proposals.support_counts(open_now)
    partner = next((c.partner for c in actor.capacities if c.partner and is_voting_role(c.role)), None)
    supported = proposals.supported_by(partner, open_now) if partner else set()
    for item in waits.consultations:
        count = counts.get(item.proposal.pk, 0)
        text = ngettext("%(n)s support", "%(n)s supports", count) % {"n": count}
        if partner:
            given = item.proposal.pk in supported
            text += " · " + (
                _("your organisation supports it") if given else _("your organisation has not said anything")
            )
        yield Due(
            icon="file-text",
            kind=_("Consultation"),
            title=item.proposal.title,
            url=item.url,
            act=_("Read"),
            text=text,
            due=item.due,
        )


def _short(words: str, longest: int = 140) -> str:
    line = " ".join(words.split())
    return line if len(line) <= longest else line[: longest - 1].rsplit(" ", 1)[0] + "…"


def latest_changes(actor: Actor) -> list[StageChange]:
    """The last steps of the proposals that this person may see."""
    return list(
        StageChange.objects.filter(proposal__in=visible_to(actor))
        .select_related("proposal", "by", "partner")
        .order_by("-at", "-pk")[:SHOWN_CHANGES]
    )


def stage_counts(actor: Actor) -> tuple[list[StageCount], int]:
    """How many texts stand at each stage, and the largest of these numbers (for the bars)."""
    counted = dict(visible_to(actor).values_list("stage").annotate(n=Count("pk")).order_by())
    shown = [Stage.DRAFT, Stage.CONSULTATION, Stage.SETTLING, Stage.VOTE, Stage.ADOPTED]
    found = [StageCount(stage, str(stage.label), counted.get(stage, 0)) for stage in shown]
    return found, max((each.count for each in found), default=0)
