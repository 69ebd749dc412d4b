"""Sessions of work, summed up from the log of a live text: who wrote from when to when, how many words came and went.

They follow the log at a distance and in pieces: a keystroke writes nothing of them, and no page reads a whole log.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from alliance.models import Member
from proposals.models import Restoration, SummedUp, WritingSession
from proposals.text.wordcount import counted
from realtime import history
from realtime.documents import Step
from realtime.models import Document

PAUSE = timedelta(minutes=10)
"""What one writes after a longer rest begins a new session."""
A_PIECE = 2_000
"""Lines of the log that are read at once."""
A_ROUND = 10_000
"""Lines that one round of the duty sums up."""

Key = tuple[int, str]


def follow(document: UUID, at_most: int = A_PIECE) -> int:
    """Sums up at most so many lines more; gives how many are left.

    The log is read outside the transaction that keeps the sums, which no writer waits for; of two that do the same,
    the second one's work is dropped.
    """
    done = SummedUp.objects.filter(document=document).values_list("sequence", flat=True).first() or 0
    latest = _latest(document)
    upto = min(latest, done + at_most)
    if upto > done:
        sums = _summed(document, done, upto)
        with transaction.atomic():
            held, _new = SummedUp.objects.select_for_update().get_or_create(document=document)
            if held.sequence == done:
                for session in sums:
                    session.save()
                held.sequence = upto
                held.save()
    return latest - upto


def follow_all() -> None:
    """A duty: whatever was written since the last round."""
    summed = SummedUp.objects.filter(document=OuterRef("pk")).values("sequence")
    behind = (
        Document.objects.filter(kind="proposal")
        .annotate(summed=Subquery(summed))
        .filter(Q(summed=None, sequence__gt=0) | Q(summed__lt=F("sequence")))
    )
    left = A_ROUND
    for document in behind.values_list("pk", flat=True):
        while left > 0 and follow(document):
            left -= A_PIECE


def _latest(document: UUID) -> int:
    return Document.objects.filter(pk=document).values_list("sequence", flat=True).first() or 0


def _summed(document: UUID, after: int, upto: int) -> list[WritingSession]:
    """The sessions that these lines begin or go on with, not saved yet."""
    restored = set(
        Restoration.objects.filter(proposal__document=document, sequence__gt=after, sequence__lte=upto).values_list(
            "sequence", flat=True
        )
    )
    text = history.state_at(document, after).text
    running: dict[Key, WritingSession] = {}
    touched: list[WritingSession] = []
    for step in history.steps(document, after, upto):
        text, came, went = counted(text, step.delta)
        # The server's own line's end is nobody's work, and a restoration is told by itself.
        if step.user_id is None or step.sequence in restored:
            continue
        key = (step.user_id, step.capacity)
        session = running.get(key) or _last_of(document, key)
        if session is None or step.at - session.ended > PAUSE:
            session = _begun(document, key, step)
        session.last, session.ended = step.sequence, step.at
        session.lines += 1
        session.came += came
        session.went += went
        running[key] = session
        if not any(session is one for one in touched):
            touched.append(session)
    _name_partners(one for one in touched if one.pk is None)
    return touched


def _last_of(document: UUID, key: Key) -> WritingSession | None:
    user, capacity = key
    return WritingSession.objects.filter(document=document, user=user, capacity=capacity).order_by("-last").first()


def _begun(document: UUID, key: Key, step: Step) -> WritingSession:
    user, capacity = key
    return WritingSession(
        document=document,
        user_id=user,
        capacity=capacity,
        first=step.sequence,
        last=step.sequence,
        began=step.at,
        ended=step.at,
        lines=0,
        came=0,
        went=0,
    )


def _name_partners(sessions: Iterable[WritingSession]) -> None:
    """A member's capacity names its membership; other capacities write for no partner."""
    members = []
    for session in sessions:
        kind, _colon, number = session.capacity.partition(":")
        if kind == "member" and number.isdecimal():
            members.append((session, int(number)))
    partners = dict(Member.objects.filter(pk__in={pk for _session, pk in members}).values_list("pk", "partner"))
    for session, member in members:
        session.partner_id = partners.get(member)
