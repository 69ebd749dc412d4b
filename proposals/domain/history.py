"""Looking back at a text: how far somebody may, its moments, what changed between two of them, its timeline."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from alliance.capacities import Actor
from alliance.domain.errors import NotVisible
from alliance.models import User
from proposals.domain.steps import must_see
from proposals.models import Proposal, Restoration, Revision, StageChange, WritingSession
from proposals.rules import history_begins
from proposals.text.authors import Written, merged
from proposals.text.lines import Line, flat, from_delta, from_json
from proposals.text.signed import credited
from proposals.text.since import Since
from proposals.text.words import Block, changed, compare
from realtime import documents
from realtime import history as log
from realtime.models import Document, Update

MOST_FOLLOWED = 3_000
"""Lines between two moments that a comparison reads, to say who changed what."""
A_PAGE = 40
"""Sessions on one page of the timeline."""


@dataclass(frozen=True)
class Reach:
    """How far somebody looks back: at every moment from line `begins` of the log on, and at frozen versions.

    `begins` is None for those who read the versions alone.
    """

    proposal: Proposal
    begins: int | None
    latest: int
    revisions: Sequence[Revision]

    def allows(self, sequence: int) -> bool:
        """Whether the text of this moment may be shown."""
        return self.reads(sequence) or any(revision.sequence == sequence for revision in self.revisions)

    def reads(self, sequence: int) -> bool:
        """Whether what happened after this moment may be."""
        return self.begins is not None and self.begins <= sequence <= self.latest

    @property
    def newest(self) -> int | None:
        """The latest moment that may be shown."""
        if self.begins is not None:
            return self.latest
        return max((revision.sequence for revision in self.revisions), default=None)

    def revision_at(self, sequence: int) -> Revision | None:
        return max(
            (one for one in self.revisions if one.sequence == sequence), key=lambda one: one.number, default=None
        )


def reach(actor: Actor, proposal: Proposal) -> Reach:
    """Raises NotVisible, NotAllowed: the history of a text is for those who read its discussion."""
    must_see(actor, proposal)
    actor.capacity_for("proposals.read_discussion", proposal)
    beginnings = [history_begins(capacity, proposal) for capacity in (actor.chosen, *actor.capacities)]
    begins = min((line for line in beginnings if line is not None), default=None)
    revisions = [
        revision
        for revision in Revision.objects.filter(proposal=proposal).without_text().select_related("frozen_by")
        if actor.may("proposals.read_revision", _with(proposal, revision))
    ]
    latest = Document.objects.values_list("sequence", flat=True).get(pk=proposal.document)
    return Reach(proposal, begins, latest, revisions)


def _with(proposal: Proposal, revision: Revision) -> Revision:
    revision.proposal = proposal
    return revision


@dataclass(frozen=True)
class Moment:
    """The text after line `sequence` of its log. `runs` say who wrote it: user's ids, None where it is not known."""

    sequence: int
    at: datetime | None
    lines: tuple[Line, ...]
    runs: Sequence[Written]
    revision: Revision | None

    @property
    def text(self) -> str:
        return flat(self.lines)


def moment(reach: Reach, sequence: int) -> Moment:
    """Raises NotVisible for what lies before one's right, or after the latest line."""
    if not reach.allows(sequence):
        raise NotVisible
    revision = reach.revision_at(sequence)
    if reach.reads(sequence):
        state = log.state_at(reach.proposal.document, sequence)
        runs = merged(Written(*run) for run in documents.written(reach.proposal.document, state.state))
        return Moment(sequence, _written_at(reach.proposal, sequence), from_delta(state.ops), runs, revision)
    assert revision is not None
    return _frozen(Revision.objects.get(pk=revision.pk))


def _written_at(proposal: Proposal, sequence: int) -> datetime | None:
    """When a line was written; asked of the log itself, which takes longer, where it has no row of its own."""
    rows = Update.objects.filter(document_id=proposal.document, sequence=sequence)
    at = rows.values_list("at", flat=True).first()
    if at is not None or not sequence:
        return at
    return next((step.at for step in log.steps(proposal.document, sequence - 1, sequence)), None)


def _frozen(revision: Revision) -> Moment:
    runs = [Written(length, who) for length, who in revision.authors]
    return Moment(revision.sequence, revision.frozen_at, from_json(revision.lines), runs, revision)


@dataclass(frozen=True)
class Compared:
    """What changed from one moment to another, who did it written in the pieces (proposals/text/signed.py).

    `knows_who` is false where too much lies between the moments, or beyond one's right, to tell it.
    """

    old: Moment
    new: Moment
    blocks: Sequence[Block]
    came: int
    went: int
    knows_who: bool

    @property
    def changers(self) -> set[Hashable]:
        return {
            piece.attributes["who"]
            for block in self.blocks
            for piece in block.pieces
            if piece.attributes.get("who") is not None
        }


def compared(reach: Reach, before: int, after: int) -> Compared:
    """Raises NotVisible."""
    return _compared(reach, moment(reach, before), moment(reach, after))


def compared_revisions(reach: Reach, before: Revision, after: Revision) -> Compared:
    """Two versions with their whole texts, which their reader may read."""
    return _compared(reach, _frozen(before), _frozen(after))


def _compared(reach: Reach, old: Moment, new: Moment) -> Compared:
    blocks = compare(old.lines, new.lines)
    before, after = old.sequence, new.sequence
    came, went = changed(blocks)
    knows_who = reach.reads(before) and reach.reads(after) and 0 <= after - before <= MOST_FOLLOWED
    if knows_who:
        since = Since(len(old.text))
        for step in log.steps(reach.proposal.document, before, after):
            since.follow(step.delta, step.user_id)
        blocks = credited(blocks, old.text, new.text, since.took_out, since.put_in())
    else:
        blocks = credited(blocks, old.text, new.text, [None] * len(old.text), new.runs)
    return Compared(old, new, blocks, came, went, knows_who)


@dataclass(frozen=True)
class Entry:
    """One thing on the timeline: a session, a restoration, a version frozen, or a change of the stage."""

    at: datetime
    kind: str
    thing: WritingSession | Restoration | Revision | StageChange

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


@dataclass(frozen=True)
class Timeline:
    """A page of it, the latest first; `earlier` is the moment before which the next page begins, None at the end."""

    entries: Sequence[Entry]
    earlier: int | None


def timeline(reach: Reach, before: int | None = None) -> Timeline:
    """Sessions that end after one's right begins; versions and stages between them."""
    sessions = list(sessions_within(reach, before).order_by("-last")[: A_PAGE + 1])
    earlier = sessions[A_PAGE - 1].last if len(sessions) > A_PAGE else None
    sessions = sessions[:A_PAGE]
    newest = _ended(reach, before) if before is not None else None
    oldest = sessions[-1].ended if earlier is not None else None
    between = Q()
    if newest is not None:
        between &= Q(at__lt=newest)
    if oldest is not None:
        between &= Q(at__gte=oldest)
    stages = StageChange.objects.filter(between, proposal=reach.proposal).select_related("by", "partner__category")
    entries = [
        *(Entry(one.ended, "session", one) for one in sessions),
        *(
            Entry(one.frozen_at, "revision", one)
            for one in reach.revisions
            if (newest is None or one.frozen_at < newest) and (oldest is None or one.frozen_at >= oldest)
        ),
        *(Entry(one.at, "stage", one) for one in stages),
        *(Entry(one.at, "restoration", one) for one in _restorations(reach).filter(between)),
    ]
    return Timeline(sorted(entries, key=lambda entry: entry.at, reverse=True), earlier)


def sessions_within(reach: Reach, before: int | None = None) -> "QuerySet[WritingSession]":
    """The sessions of which somebody may see something, in no order."""
    if reach.begins is None:
        return WritingSession.objects.none()
    found = WritingSession.objects.filter(document=reach.proposal.document, last__gt=reach.begins)
    if before is not None:
        found = found.filter(last__lt=before)
    return found.select_related("user", "partner__category")


def writers_since(reach: Reach, sequence: int) -> list[User]:
    """Who has written or restored something since this moment, in the order of their names."""
    wrote = sessions_within(reach).filter(last__gt=sequence).values("user")
    restored = _restorations(reach).filter(sequence__gt=sequence).values("by")
    return list(User.objects.filter(Q(pk__in=wrote) | Q(pk__in=restored)).order_by("name", "pk"))


def _ended(reach: Reach, last: int) -> datetime | None:
    return sessions_within(reach).filter(last=last).values_list("ended", flat=True).first()


def _restorations(reach: Reach) -> "QuerySet[Restoration]":
    if reach.begins is None:
        return Restoration.objects.none()
    return Restoration.objects.filter(proposal=reach.proposal, sequence__gt=reach.begins).select_related(
        "by", "partner__category"
    )


def neighbours(reach: Reach, sequence: int) -> tuple[int | None, int | None]:
    """The moments at which the session before this moment ended, and at which the next one does."""
    ends = sessions_within(reach)
    before = ends.filter(last__lt=sequence).order_by("-last").values_list("last", flat=True).first()
    after = ends.filter(last__gt=sequence).order_by("last").values_list("last", flat=True).first()
    if reach.begins is not None:
        # From the first session one goes back to where one's right begins, from the last on to the present.
        floor = max(reach.begins, 1)
        before = before if before is not None or sequence <= floor else floor
        after = after if after is not None or sequence >= reach.latest else reach.latest
        return before, after
    versions = sorted({revision.sequence for revision in reach.revisions})
    return (
        max((line for line in versions if line < sequence), default=None),
        min((line for line in versions if line > sequence), default=None),
    )
