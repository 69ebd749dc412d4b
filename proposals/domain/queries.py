"""Reads worth naming: what waits for a person, supports by category, discussions, lists."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from alliance.capacities import Actor, is_voting_role
from alliance.domain.errors import NotVisible
from alliance.models import Category, Club, Partner
from alliance.models.partners import Standing
from proposals.domain.people import invitations_of
from proposals.domain.visibility import visible_to, written_by
from proposals.models import (
    CoAuthor,
    Comment,
    Endorsement,
    Place,
    Proposal,
    Revision,
    Stage,
    Thread,
)
from voting.domain.queries import latest_poll
from voting.models import Poll

# How long an answer to a comment waits on the home page of who asked.
FRESH = timedelta(days=14)


def published(club: Club) -> "QuerySet[Proposal]":
    """What the club has published, the latest first."""
    return (
        Proposal.objects.filter(club=club, published_at__isnull=False)
        .prefetch_related("themes")
        .order_by("-published_at", "-pk")
    )


def find_visible(actor: Actor, pk: int) -> Proposal:
    """One proposal with what its pages show. Raises NotVisible: hidden and unknown are the same."""
    proposal = with_people(visible_to(actor)).filter(pk=pk).first()
    if proposal is None:
        raise NotVisible
    return proposal


def with_people(proposals: "QuerySet[Proposal]") -> "QuerySet[Proposal]":
    """Proposals with what a line of a list or the head of a page shows, in a fixed number of queries."""
    return proposals.select_related("club", "partner__category", "rapporteur", "final").prefetch_related(
        "themes", Prefetch("coauthors", CoAuthor.objects.select_related("user", "partner__category"))
    )


def latest_revision(proposal: Proposal) -> Revision | None:
    return Revision.objects.filter(proposal=proposal).order_by("-number").first()


def find_revision(proposal: Proposal, number: int) -> Revision:
    """Raises NotVisible."""
    revision = Revision.objects.filter(proposal=proposal, number=number).select_related("frozen_by").first()
    if revision is None:
        raise NotVisible
    revision.proposal = proposal
    return revision


def poll_of(proposal: Proposal) -> Poll | None:
    """Its latest poll, counted first if its time has passed; the proposal then knows its new stage."""
    poll = latest_poll(proposal.subject)
    if poll is not None and proposal.stage == Stage.VOTE and not poll.is_open:
        proposal.refresh_from_db(fields=["stage", "stage_since", "published_at"])
    return poll


# Supports


@dataclass
class CategorySupport:
    """The supports of one category: `all` admitted partners of it, in the alliance's order of categories."""

    category: Category
    all: int
    endorsements: list[Endorsement] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.endorsements)

    @property
    def reservations(self) -> int:
        return sum(e.has_reservation for e in self.endorsements)


@dataclass
class Supports:
    """All supports of a proposal that stand, by category."""

    groups: list[CategorySupport]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def categories(self) -> int:
        """How many categories support it."""
        return sum(bool(group.count) for group in self.groups)

    @property
    def reservations(self) -> int:
        return sum(group.reservations for group in self.groups)


def supports(proposal: Proposal) -> Supports:
    """The supports that stand, with the version on which each was given or confirmed."""
    return _by_category(
        proposal.club,
        Endorsement.objects.filter(proposal=proposal, withdrawn_at=None),
    )


def signatories(proposal: Proposal) -> Supports:
    """Only the supports confirmed on the final revision."""
    return _by_category(
        proposal.club,
        Endorsement.objects.filter(
            proposal=proposal, withdrawn_at=None, confirmed_on__isnull=False, confirmed_on=proposal.final_id
        ),
    )


def support_counts(proposals: Iterable[Proposal]) -> dict[int, int]:
    """How many supports stand for each of these proposals, by id; none is not listed."""
    standing = Endorsement.objects.filter(proposal__in=[p.pk for p in proposals], withdrawn_at=None)
    return dict(standing.values_list("proposal").annotate(n=Count("pk")).order_by())


def supported_by(partner: Partner, proposals: Iterable[Proposal]) -> set[int]:
    """Which of these proposals the partner supports, by id."""
    standing = Endorsement.objects.filter(proposal__in=[p.pk for p in proposals], withdrawn_at=None, partner=partner)
    return set(standing.values_list("proposal", flat=True))


def _by_category(club: Club, endorsements: "QuerySet[Endorsement]") -> Supports:
    admitted = Q(partners__standing=Standing.ADMITTED)
    groups = [
        CategorySupport(category, category.partner_count)  # type: ignore[attr-defined]
        for category in club.categories.annotate(partner_count=Count("partners", filter=admitted)).order_by(
            "position", "pk"
        )
    ]
    by_key = {group.category.pk: group for group in groups}
    for endorsement in endorsements.select_related("partner__category", "revision").order_by("partner__name", "pk"):
        by_key[endorsement.partner.category_id].endorsements.append(endorsement)
    return Supports(groups)


# Discussions


@dataclass
class Talk:
    """A thread as it is shown on one text: `start`, `end` in code points of that text, None on the whole or lost."""

    thread: Thread
    comments: list[Comment]
    start: int | None = None
    end: int | None = None
    lost: bool = False

    @property
    def first(self) -> Comment:
        return self.comments[0]

    @property
    def quote(self) -> str:
        """The passage's words, withheld with the comment that was hidden for what it showed (A21)."""
        return "" if self.is_withheld else self.thread.quote

    @property
    def is_withheld(self) -> bool:
        """Whether the words of the passage may not be shown any more."""
        return bool(self.thread.quote) and self.first.is_hidden


def threads_on(
    actor: Actor, proposal: Proposal, revision: Revision | None, places: dict[int, tuple[int, int] | None] | None = None
) -> list[Talk]:
    """The threads this person reads on a revision, or on the live text (None, with its `places`), in reading order.

    Lost passages and threads on the whole come last, by age. A private thread is only for who reads the live text.
    """
    threads = Thread.objects.filter(proposal=proposal).select_related(
        "opened_by", "revision", "resolved_by", "answered_by"
    )
    if revision is not None:
        stood = Place.objects.filter(revision=revision)
        places = {p.thread_id: None if p.start is None else (p.start, p.end or 0) for p in stood}
        # Threads on the whole of this version or an earlier one, and those whose passage was looked for in it.
        threads = threads.filter(
            Q(pk__in=places) | Q(quote="", revision__number__lte=revision.number) & Q(revision__isnull=False)
        )
    if not actor.may("proposals.read_live", proposal):
        threads = threads.filter(revision__isnull=False)
    return talks(threads, places or {}, proposal)


def talks(threads: "QuerySet[Thread]", places: dict[int, tuple[int, int] | None], proposal: Proposal) -> list[Talk]:
    """Threads with their comments and their places in one text."""
    found = threads.prefetch_related(
        Prefetch("comments", Comment.objects.select_related("author", "partner__category"))
    )
    shown = []
    for thread in found:
        thread.proposal = proposal
        place = places.get(thread.pk)
        comments = list(thread.comments.all())
        for comment in comments:
            comment.thread = thread
        shown.append(
            Talk(
                thread,
                comments,
                start=place[0] if place else None,
                end=place[1] if place else None,
                lost=thread.is_on_passage and place is None,
            )
        )
    return sorted(shown, key=lambda t: (t.start is None, t.start or 0, t.thread.opened_at, t.thread.pk))


def unanswered(proposal: Proposal) -> int:
    """How many comments of the consultation have no answer yet and are not resolved."""
    return Thread.objects.filter(proposal=proposal, revision__isnull=False, answer="", resolved_at=None).count()


# What waits for a person


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for a person's act. `due` None: no deadline."""

    proposal: Proposal
    due: datetime | None = None
    coauthor: CoAuthor | None = None
    thread: Thread | None = None
    comment: Comment | None = None
    endorsement: Endorsement | None = None
    url: str = ""


@dataclass(frozen=True)
class WaitsFor:
    """The home page's pieces that come from proposals, each by deadline or the latest first."""

    invitations: list[Waiting]
    answers: list[Waiting]
    confirmations: list[Waiting]
    consultations: list[Waiting]
    drafts: list[Waiting]
    votes: list[Waiting]
    publications: list[Waiting]


def what_waits_for(actor: Actor) -> WaitsFor:
    """Invitations to write, answers to my comments, supports to confirm, open consultations, my unfinished texts.

    For the secretariat also `votes`, the final texts whose poll is to be opened, and `publications`, the adopted texts
    that are to be published.
    """
    if actor.is_visitor:
        return WaitsFor([], [], [], [], [], [], [])
    of_clubs = [c.club for c in actor.capacities if c.kind == "secretariat" and c.club]
    conducted = with_people(visible_to(actor)).filter(club__in=of_clubs).order_by("stage_since", "pk")
    return WaitsFor(
        invitations=[Waiting(row.proposal, coauthor=row, url=row.proposal.urls.page) for row in invitations_of(actor)],
        answers=_answers(actor),
        confirmations=_confirmations(actor),
        consultations=[
            Waiting(p, due=p.closes_at, url=p.urls.page)
            for p in with_people(visible_to(actor))
            .filter(stage=Stage.CONSULTATION, closes_at__gt=timezone.now())
            .order_by("closes_at", "pk")
        ],
        drafts=[
            Waiting(p, url=p.urls.edit)
            for p in with_people(written_by(actor))
            .filter(stage__in=[Stage.DRAFT, Stage.SETTLING])
            .order_by("-stage_since", "-pk")
        ],
        votes=[Waiting(p, url=p.urls.page) for p in conducted.filter(stage=Stage.SETTLING, final__isnull=False)],
        publications=[Waiting(p, url=p.urls.publish) for p in conducted.filter(stage=Stage.ADOPTED, published_at=None)],
    )


def _answers(actor: Actor) -> list[Waiting]:
    """Threads I opened or spoke in where somebody else had the last word lately, and those that were answered."""
    since = timezone.now() - FRESH
    mine = (
        Thread.objects.filter(
            Q(opened_by=actor.user) | Q(comments__author=actor.user), resolved_at=None, proposal__in=visible_to(actor)
        )
        # Only where something happened lately: what one ever said is more every year.
        .filter(Q(answered_at__gt=since) | Q(comments__created_at__gt=since))
        .distinct()
    )
    found: list[tuple[datetime, Thread, Comment | None]] = []
    for thread in mine.select_related("proposal", "revision", "answered_by").prefetch_related(
        Prefetch("comments", Comment.objects.filter(hidden_at=None).select_related("author", "partner")),
        "proposal__coauthors",
    ):
        said = list(thread.comments.all())
        if not said or not actor.may("proposals.read_discussion", thread):
            continue
        last = said[-1]
        is_answered = thread.answered_at is not None and thread.answered_at > max(
            (c.created_at for c in said if c.author == actor.user), default=since
        )
        if is_answered and thread.answered_at and thread.answered_at > since and thread.answered_by != actor.user:
            found.append((thread.answered_at, thread, None))
        elif last.author != actor.user and last.created_at > since:
            found.append((last.created_at, thread, last))
    found.sort(key=lambda row: row[0], reverse=True)
    return [
        Waiting(t.proposal, thread=t, comment=c, url=f"{t.proposal.urls.page}#thread-{t.pk}") for _at, t, c in found
    ]


def _confirmations(actor: Actor) -> list[Waiting]:
    """Supports of the partners one speaks for that wait to be confirmed on the final version."""
    partners = [c.partner.pk for c in actor.capacities if c.kind == "member" and is_voting_role(c.role) and c.partner]
    waiting = (
        Endorsement.objects.filter(
            partner__in=partners,
            withdrawn_at=None,
            proposal__final__isnull=False,
            proposal__stage__in=[Stage.SETTLING, Stage.VOTE],
        )
        .exclude(confirmed_on__isnull=False, confirmed_on=F("proposal__final"))
        .select_related("proposal", "partner", "revision")
        .order_by("given_at")
    )
    return [Waiting(e.proposal, endorsement=e, url=e.proposal.urls.support) for e in waiting]


# Lists


@dataclass(frozen=True)
class Asked:
    """How a list is narrowed: keys of themes, stages, categories; words anywhere in title, subtitle, number."""

    theme: str = ""
    stage: str = ""
    category: str = ""
    kind: str = ""
    words: str = ""


def narrowed(proposals: "QuerySet[Proposal]", asked: Asked) -> "QuerySet[Proposal]":
    """The proposals among these that a list asks for. Texts are searched by their words where they are frozen."""
    if asked.theme:
        proposals = proposals.filter(themes__key=asked.theme)
    if asked.stage:
        proposals = proposals.filter(stage=asked.stage)
    if asked.kind:
        proposals = proposals.filter(kind=asked.kind)
    if asked.category:
        proposals = proposals.filter(partner__category__key=asked.category)
    for word in asked.words.split()[:8]:
        number = word.removeprefix("P-").removeprefix("p-")
        matches = Q(title__icontains=word) | Q(subtitle__icontains=word)
        # Only texts that all readers of the proposal may read: never a draft's words, nor what was before publication.
        readable = Q(proposal__published_at=None) | Q(pk=F("proposal__final"))
        matches |= Q(pk__in=Revision.objects.filter(readable, plain__icontains=word).values("proposal"))
        if number.isascii() and number.isdecimal() and len(number) < 9:
            matches |= Q(number=int(number))
        proposals = proposals.filter(matches)
    return proposals.distinct()


def comment_counts(proposals: Iterable[Proposal]) -> dict[int, int]:
    """How many comments everybody reads on each proposal."""
    counts: dict[int, int] = defaultdict(int)
    rows = (
        Comment.objects.filter(thread__proposal__in=[p.pk for p in proposals], hidden_at=None)
        .exclude(thread__revision=None)
        .values_list("thread__proposal")
        .annotate(n=Count("pk"))
    )
    for pk, number in rows:
        counts[pk] = number
    return counts
