"""Discussing: a thread on a passage or on the whole, replies, resolving, answering, hiding."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity
from alliance.domain.errors import Conflict, NotVisible, Refused
from alliance.domain.journal import record
from proposals.domain.anchoring import set_on_live
from proposals.domain.announcing import announce
from proposals.domain.passages import LONGEST, locate
from proposals.domain.steps import holding, must_see, reason_in, require
from proposals.models import Answer, Comment, Place, Proposal, Revision, Stage, Thread
from proposals.text.lines import from_json
from proposals.text.sandbox import render_safely

LONGEST_COMMENT = 10_000
DISCUSSED = (Stage.DRAFT, Stage.CONSULTATION, Stage.SETTLING)


@dataclass(frozen=True)
class Passage:
    """The words somebody selected, and where in the flat text its client saw them, in code points."""

    quote: str
    start: int
    end: int


def open_thread(
    *,
    actor: Actor,
    proposal: Proposal,
    comment_id: UUID,
    markdown: str,
    revision: Revision | None = None,
    passage: Passage | None = None,
) -> Comment:
    """Opens a thread with its first comment: on a revision in consultation, or on the live text (`revision` None).

    Without a passage it is on the whole text. The same `comment_id` again, by the same person, is the same comment.
    Raises NotVisible, NotAllowed, Conflict (consultation-closed, wrong-stage, id-taken), Refused (text, quote).
    """
    thread = Thread(proposal=proposal, revision=revision)
    _may_comment(actor, thread)
    known = _known(actor, comment_id, thread, markdown)
    if known is not None:
        return known
    _takes_comments(thread)
    markdown, html = _rendered(markdown)
    with holding(proposal) as held:
        known = _known(actor, comment_id, thread, markdown)
        if known is not None:
            return known
        thread.proposal = held
        by = _may_comment(actor, thread)
        _takes_comments(thread)
        thread.opened_by = by.user  # type: ignore[assignment]
        thread.save()
        if passage is not None:
            _tie(thread, passage)
        comment = _write(thread, by, comment_id, markdown, html)
        record(
            chain=held.chain,
            by=by,
            act="open-thread",
            proposal=held.pk,
            thread=thread.pk,
            comment=str(comment.pk),
            revision=thread.revision_id,
        )
        announce(held, "thread", thread_id=thread.pk, comment_id=str(comment.pk), private=thread.is_live)
    return comment


def reply(*, actor: Actor, thread: Thread, comment_id: UUID, markdown: str) -> Comment:
    """Replies in a thread; in settling its authors still do. The same `comment_id` again is the same comment.

    Raises NotVisible, NotAllowed, Conflict (consultation-closed, wrong-stage, id-taken), Refused (text).
    """
    _may_comment(actor, thread)
    known = _known(actor, comment_id, thread, markdown)
    if known is not None:
        return known
    _takes_replies(actor, thread)
    markdown, html = _rendered(markdown)
    with holding(thread.proposal) as held:
        known = _known(actor, comment_id, thread, markdown)
        if known is not None:
            return known
        thread.proposal = held
        by = _may_comment(actor, thread)
        _takes_replies(actor, thread)
        comment = _write(thread, by, comment_id, markdown, html)
        record(chain=held.chain, by=by, act="reply", proposal=held.pk, thread=thread.pk, comment=str(comment.pk))
        announce(held, "thread", thread_id=thread.pk, comment_id=str(comment.pk), private=thread.is_live)
    return comment


def resolve(*, actor: Actor, thread: Thread) -> Thread:
    """Marks a thread as settled: one's own, or any of one's proposal. A second time changes nothing."""
    return _set_resolved(actor, thread, True)


def reopen(*, actor: Actor, thread: Thread) -> Thread:
    """Takes it back. A second time changes nothing."""
    return _set_resolved(actor, thread, False)


def answer(*, actor: Actor, thread: Thread, answer: str, reason: str = "") -> Thread:
    """The authors' answer to a comment made in consultation: taken up, or declined with a reason; it can be changed.

    Raises NotVisible, NotAllowed, Conflict (wrong-stage, private), Refused (answer, reason).
    """
    _must_read(actor, thread)
    actor.capacity_for("proposals.answer", thread)
    if answer not in Answer.values:
        raise Refused({"answer": [_("Choose an answer.")]})
    if answer == Answer.DECLINED or reason.strip():
        reason = reason_in(reason)
    with _changing(thread) as (held, fresh):
        by = actor.capacity_for("proposals.answer", fresh)
        require(not fresh.is_live, "private", _("Only comments made in consultation are answered."))
        require(
            held.stage in {Stage.CONSULTATION, Stage.SETTLING} and held.final_id is None,
            "wrong-stage",
            _("Answers are given until the final text is frozen."),
        )
        fresh.answer, fresh.answer_reason = answer, reason.strip()
        fresh.answered_at, fresh.answered_by = timezone.now(), by.user
        fresh.save()
        _traced(held, fresh, by, "answer", answer=answer)
    return fresh


def hide_comment(*, actor: Actor, comment: Comment, reason: str) -> Comment:
    """Hides a comment from everybody, saying why; what it said stays in the database. A second time changes nothing.

    Raises NotVisible, NotAllowed, Refused (reason).
    """
    _must_read(actor, comment.thread)
    actor.capacity_for("proposals.hide_comment", comment)
    reason = reason_in(reason, longest=500)
    with _changing(comment.thread) as (held, thread):
        by = actor.capacity_for("proposals.hide_comment", thread)
        fresh = Comment.objects.select_for_update().get(pk=comment.pk)
        if fresh.is_hidden:
            return fresh
        fresh.hidden_at, fresh.hidden_by, fresh.hidden_reason = timezone.now(), by.user, reason
        fresh.save()
        _traced(held, thread, by, "hide-comment", comment=str(fresh.pk))
    return fresh


def may_reply(actor: Actor, thread: Thread) -> bool:
    """Whether a reply would be taken now; what the page offers."""
    if not actor.may("proposals.comment", thread):
        return False
    try:
        _takes_replies(actor, thread)
    except Conflict:
        return False
    return True


def may_open_thread(actor: Actor, proposal: Proposal, revision: Revision | None) -> bool:
    """Whether a comment would be taken now on a revision, or on the live text (None)."""
    thread = Thread(proposal=proposal, revision=revision)
    if not actor.may("proposals.comment", thread):
        return False
    try:
        _takes_comments(thread)
    except Conflict:
        return False
    return True


def _must_read(actor: Actor, thread: Thread) -> None:
    must_see(actor, thread.proposal)
    must_see(actor, thread, "proposals.read_discussion")


def _may_comment(actor: Actor, thread: Thread) -> Capacity:
    _must_read(actor, thread)
    return actor.capacity_for("proposals.comment", thread)


def _takes_comments(thread: Thread) -> None:
    """Raises Conflict unless a new thread is taken now, here."""
    proposal = thread.proposal
    if thread.is_live:
        require(proposal.is_writable, "wrong-stage", _("The text is closed: its margin takes no more comments."))
        return
    _consultation_takes(proposal)
    latest = Revision.objects.filter(proposal=proposal).order_by("-number").values_list("pk", flat=True).first()
    require(
        thread.revision_id == latest,
        "older-version",
        _("Another version is in consultation now: comment on that one."),
    )


def _takes_replies(actor: Actor, thread: Thread) -> None:
    proposal = thread.proposal
    if thread.is_live:
        require(proposal.is_writable, "wrong-stage", _("The text is closed: its margin takes no more comments."))
    elif not (proposal.stage == Stage.SETTLING and proposal.is_writable and actor.may("proposals.answer", thread)):
        _consultation_takes(proposal)


def _consultation_takes(proposal: Proposal) -> None:
    require(
        proposal.stage == Stage.CONSULTATION,
        "wrong-stage",
        _("Comments are taken while a consultation is open."),
    )
    require(proposal.is_open, "consultation-closed", _("The consultation has closed: it takes no more comments."))


def _rendered(markdown: str) -> tuple[str, str]:
    text = _tidied(markdown)
    if not text:
        raise Refused({"text": [_("Write your comment.")]})
    if len(text) > LONGEST_COMMENT:
        raise Refused({"text": [_("Use %(count)s characters at most.") % {"count": LONGEST_COMMENT}]})
    return text, render_safely(text, "comment").html


def _tidied(markdown: str) -> str:
    # PostgreSQL takes no NUL.
    return markdown.replace("\r\n", "\n").strip().replace("\0", "\N{REPLACEMENT CHARACTER}")


def _tie(thread: Thread, passage: Passage) -> None:
    """Finds the passage in the text that is discussed and keeps where it is."""
    gone = Refused({"quote": [_("These words are no longer in the text: select the passage again.")]}, "words-gone")
    if len(passage.quote) > LONGEST:
        raise Refused({"quote": [_("Select a shorter passage.")]})
    if thread.revision is None:
        words = set_on_live(thread.proposal, thread, passage.quote, passage.start, passage.end)
        if words is None:
            raise gone
    else:
        found = locate(from_json(thread.revision.lines), passage.quote, passage.start, passage.end)
        if found is None:
            raise gone
        Place.objects.create(thread=thread, revision=thread.revision, start=found[0], end=found[1])
        words = thread.revision.plain[found[0] : found[1]]
    thread.quote = words
    thread.save(update_fields=["quote"])


def _write(thread: Thread, by: Capacity, comment_id: UUID, markdown: str, html: str) -> Comment:
    comment = Comment(
        pk=comment_id,
        thread=thread,
        markdown=markdown,
        html=html,
        author=by.user,
        capacity=by.key,
        partner=by.partner if by.kind == "member" else None,
        said_for="" if by.kind == "member" else by.label[:200],
    )
    try:
        with transaction.atomic():
            comment.save(force_insert=True)
    except IntegrityError:
        # Another proposal's comment took this id while we waited.
        raise _taken() from None
    return comment


def _known(actor: Actor, comment_id: UUID, thread: Thread, markdown: str) -> Comment | None:
    """The comment that this id already is; a stranger's, one elsewhere or other words are a conflict.

    Answered as known, they would be lost without a word.
    """
    known = Comment.objects.filter(pk=comment_id).select_related("thread").first()
    if known is not None and (
        actor.user is None
        or known.author_id != actor.user.pk
        or known.thread.proposal_id != thread.proposal_id
        or thread.pk not in {None, known.thread_id}
        or known.markdown != _tidied(markdown)
    ):
        raise _taken()
    return known


def _taken() -> Conflict:
    return Conflict("id-taken", _("This id was used for another comment: send yours with a new one."))


@contextmanager
def _changing(thread: Thread) -> Iterator[tuple[Proposal, Thread]]:
    """Holds the proposal and gives (proposal, thread) as they are now, in one transaction."""
    with holding(thread.proposal) as held:
        fresh = Thread.objects.select_related("revision").get(pk=thread.pk)
        fresh.proposal = held
        yield held, fresh


def _set_resolved(actor: Actor, thread: Thread, resolved: bool) -> Thread:
    _must_read(actor, thread)
    actor.capacity_for("proposals.resolve", thread)
    with _changing(thread) as (held, fresh):
        by = actor.capacity_for("proposals.resolve", fresh)
        require(
            held.stage in DISCUSSED and held.final_id is None,
            "wrong-stage",
            _("Threads are settled until the final text is frozen."),
        )
        if fresh.is_resolved == resolved:
            return fresh
        fresh.resolved_at = timezone.now() if resolved else None
        fresh.resolved_by = by.user if resolved else None
        fresh.save()
        _traced(held, fresh, by, "resolve" if resolved else "reopen")
    return fresh


def _traced(proposal: Proposal, thread: Thread, by: Capacity, act: str, **facts: str) -> None:
    record(chain=proposal.chain, by=by, act=act, proposal=proposal.pk, thread=thread.pk, **facts)
    announce(proposal, "thread", thread_id=thread.pk, comment_id=None, private=thread.is_live)


def thread_of(actor: Actor, proposal: Proposal, thread_id: int) -> Thread:
    """The thread of this id, if this person reads it. Raises NotVisible."""
    thread = Thread.objects.select_related("revision", "opened_by").filter(proposal=proposal, pk=thread_id).first()
    if thread is None:
        raise NotVisible
    thread.proposal = proposal
    _must_read(actor, thread)
    return thread
