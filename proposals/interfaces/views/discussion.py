"""Comments, replies, settled threads, answers, hidden comments."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from alliance.domain.errors import NotVisible, Refused
from alliance.interfaces.requests import ActorRequest
from proposals.domain import discussion as acts
from proposals.domain.passages import from_ink
from proposals.domain.queries import find_visible, latest_revision
from proposals.interfaces.answers import answered, cleaned
from proposals.interfaces.forms import AnswerForm, CommentForm, HideForm, ReplyForm
from proposals.models import Comment, Proposal, Revision, Thread


def passage_in(revision: Revision, asked: dict[str, Any]) -> acts.Passage | None:
    """The passage that a page names by its inked characters, in code points; None for the whole text."""
    if not asked["quote"]:
        return None
    if asked["first"] is None or asked["last"] is None:
        raise Refused({"quote": ["first, last"]}, "malformed")
    start, end = from_ink(revision.plain, asked["first"], asked["last"]) or (0, 0)
    return acts.Passage(asked["quote"], start, end)


@require_POST
def comment(request: ActorRequest, pk: int) -> HttpResponse:
    """A new thread on the version in consultation."""
    proposal = find_visible(request.actor, pk)

    def post() -> dict[str, Any]:
        asked = cleaned(CommentForm(request.POST))
        revision = latest_revision(proposal)
        if revision is None:
            raise NotVisible
        said = acts.open_thread(
            actor=request.actor,
            proposal=proposal,
            revision=revision,
            comment_id=asked["id"] or uuid.uuid4(),
            markdown=asked["text"],
            passage=passage_in(revision, asked),
        )
        return {"thread": said.thread_id, "comment": str(said.pk)}

    return answered(request, post, f"{proposal.urls.page}#discussion")


@require_POST
def reply(request: ActorRequest, pk: int, thread: int) -> HttpResponse:
    def post(proposal: Proposal, found: Thread) -> dict[str, Any]:
        asked = cleaned(ReplyForm(request.POST))
        said = acts.reply(
            actor=request.actor, thread=found, comment_id=asked["id"] or uuid.uuid4(), markdown=asked["text"]
        )
        return {"thread": said.thread_id, "comment": str(said.pk)}

    return _in_thread(request, pk, thread, post)


@require_POST
def resolve(request: ActorRequest, pk: int, thread: int) -> HttpResponse:
    return _in_thread(request, pk, thread, lambda _p, found: _told(acts.resolve(actor=request.actor, thread=found)))


@require_POST
def reopen(request: ActorRequest, pk: int, thread: int) -> HttpResponse:
    return _in_thread(request, pk, thread, lambda _p, found: _told(acts.reopen(actor=request.actor, thread=found)))


@require_POST
def answer(request: ActorRequest, pk: int, thread: int) -> HttpResponse:
    def post(_proposal: Proposal, found: Thread) -> dict[str, Any]:
        asked = cleaned(AnswerForm(request.POST))
        return _told(acts.answer(actor=request.actor, thread=found, **asked))

    return _in_thread(request, pk, thread, post)


@require_POST
def hide(request: ActorRequest, pk: int, comment: uuid.UUID) -> HttpResponse:
    proposal = find_visible(request.actor, pk)

    def post() -> dict[str, Any]:
        found = Comment.objects.filter(pk=comment, thread__proposal=proposal).select_related("thread").first()
        if found is None:
            raise NotVisible
        found.thread.proposal = proposal
        asked = cleaned(HideForm(request.POST))
        acts.hide_comment(actor=request.actor, comment=found, reason=asked["reason"])
        return {"comment": str(found.pk)}

    return answered(request, post, f"{proposal.urls.page}#discussion")


def _in_thread(request: ActorRequest, pk: int, thread: int, act: Any) -> HttpResponse:
    proposal = find_visible(request.actor, pk)
    back_to = proposal.urls.settling if request.POST.get("from") == "settling" else proposal.urls.page
    return answered(
        request,
        lambda: act(proposal, acts.thread_of(request.actor, proposal, thread)),
        f"{back_to}#thread-{thread}",
    )


def _told(thread: Thread) -> dict[str, Any]:
    return {"thread": thread.pk}
