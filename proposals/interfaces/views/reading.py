"""Reading: the proposal in its stage, one version, settling, the public page."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from alliance.domain.errors import NotVisible
from alliance.interfaces.live import stamped
from alliance.interfaces.requests import ActorRequest
from proposals.domain import anchoring, queries
from proposals.domain.checklist import checklist
from proposals.domain.discussion import may_open_thread
from proposals.domain.steps import must_see
from proposals.interfaces.forms import SupportForm
from proposals.interfaces.headings import numbered
from proposals.interfaces.next_step import my_support, next_step, vote_url
from proposals.interfaces.reading import Card, in_paragraph, live_settings, live_words, may_in, read, sections
from proposals.interfaces.ribbon import steps
from proposals.models import Endorsement, Proposal, Revision, Stage, StageChange
from proposals.text.lines import from_delta, from_json
from proposals.text.markdown import render as render_markdown
from proposals.text.sandbox import render_safely
from realtime import documents
from voting.domain.closing import last_tally
from voting.interfaces.result_page import glance

PAGE, MARGIN = "proposal-{pk}", "margin-{pk}"


@require_safe
@stamped(page=PAGE, margin=MARGIN)
def proposal(request: ActorRequest, pk: int) -> HttpResponse:
    """The proposal as it stands: its latest version with the discussion; a draft, the text as it is being written.

    Who is not of the alliance gets the public page.
    """
    found = queries.find_visible(request.actor, pk)
    if not request.actor.may("proposals.read_discussion", found):
        return public_page(request, found)
    return _page(request, found, found.final or queries.latest_revision(found))


@require_safe
@stamped(page=PAGE)
def revision(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """One version as it was frozen, with the comments that stand on it."""
    found = queries.find_visible(request.actor, pk)
    chosen = queries.find_revision(found, number)
    if not request.actor.may("proposals.read_revision", chosen):
        raise NotVisible
    if not request.actor.may("proposals.read_discussion", found):
        return public_page(request, found)
    return _page(request, found, chosen, is_version=True)


def _page(request: ActorRequest, found: Proposal, shown: Revision | None, *, is_version: bool = False) -> HttpResponse:
    top = head(request, found)
    # A draft that was opened before shows its text, not the version it left behind.
    live = found.is_private and not is_version
    reading = None if live or shown is None else read(request.actor, found, shown)
    context: dict[str, Any] = {
        **top,
        "reading": reading,
        "sections": reading.sections if reading else [],
        "is_version": is_version,
        "comment_id": uuid.uuid4(),
        "may_comment": reading is not None and may_open_thread(request.actor, found, reading.revision),
    }
    if live:
        context |= _live_text(found)
    if top["next"] and top["next"].dialog:
        context |= support_context(request, found, top["support"])
    room, stamp = (found.margin_room, "margin") if live else (found.room, "page")
    context["live"] = live_settings(request.actor, found, reading, room, request.stamps[stamp])
    context["words"] = live_words()
    return render(request, "proposals/proposal.html", context)


def support_context(request: ActorRequest, found: Proposal, standing: Endorsement | None) -> dict[str, Any]:
    """What the form of one's own support shows, on its page and in the dialog over the proposal.

    `standing` is the support so far; `speaks_for` the capacity in which one supports, None for who may not.
    """
    actor = request.actor
    initial = {"kind": standing.kind, "words": standing.words} if standing else None
    return {
        "support_form": SupportForm(request.POST if request.method == "POST" else None, initial=initial),
        "diff_url": found.urls.diff(standing.revision.number, found.final.number)
        if standing and found.final and standing.revision_id != found.final_id
        else "",
        "speaks_for": actor.capacity_for("proposals.support", found) if actor.may("proposals.support", found) else None,
    }


def _live_text(found: Proposal) -> dict[str, Any]:
    """A draft as words to read; its editor is another page."""
    lines = from_delta(documents.read_state(found.document).ops)
    return {
        "draft": numbered(render_safely(render_markdown(lines)[0]).html, lines),
        "sections": sections(lines, []),
        "checks": checklist(found, lines),
    }


def head(request: ActorRequest, found: Proposal) -> dict[str, Any]:
    """What every page of a proposal shows at its head."""
    actor = request.actor
    poll = queries.poll_of(found)
    return {
        "proposal": found,
        "poll": poll,
        "coauthors": [row for row in found.coauthors.all() if row.state == "accepted"],
        "steps": steps(found, poll),
        "next": next_step(actor, found, poll),
        "support": my_support(actor, found),
        "supports": queries.supports(found),
        "may_steer": actor.may("proposals.steer", found),
        "may_write": actor.may("proposals.write", found),
        "may_publish": actor.may("proposals.publish", found),
        "is_invited": actor.may("proposals.answer_invitation", found),
        "withdrawal": StageChange.objects.filter(proposal=found).exclude(reason="").order_by("-at").first(),
        "versions": Revision.objects.filter(proposal=found).without_text(),
        "open_vote_url": vote_url(found) if found.stage == Stage.SETTLING and found.final_id else "",
        "unanswered": queries.unanswered(found),
    }


@require_safe
@stamped(margin=MARGIN)
def settling(request: ActorRequest, pk: int) -> HttpResponse:
    """Every comment with where its words are now, for its answer; who reads the live text alone."""
    found = queries.find_visible(request.actor, pk)
    request.actor.capacity_for("proposals.read_live", found)
    if found.stage != Stage.SETTLING or found.final_id:
        return redirect(found.urls.page)
    now = anchoring.live_text(found)
    talks = queries.threads_on(request.actor, found, None, now.places)
    cards = [
        Card(
            t,
            may_in(request.actor, found, t.thread),
            {"first": None, "last": None},
            uuid.uuid4(),
            **in_paragraph(now.text, t.start, t.end),
        )
        for t in talks
    ]
    told = [card for card in cards if not card.thread.is_live]
    context = {
        **head(request, found),
        "checks": checklist(found, now.lines),
        "sections": sections(now.lines, talks),
        "open_cards": [c for c in told if not c.thread.answer and not c.thread.is_resolved and not c.talk.lost],
        "lost_cards": [c for c in told if c.talk.lost and not c.thread.answer and not c.thread.is_resolved],
        "answered_cards": [c for c in told if c.thread.answer or c.thread.is_resolved],
        "live": live_settings(request.actor, found, None, found.margin_room, request.stamps["margin"]),
        "words": live_words(),
    }
    return render(request, "proposals/settling.html", context)


@require_safe
def public(request: ActorRequest, pk: int) -> HttpResponse:
    """What everybody reads of a published text, whoever asks."""
    found = queries.find_visible(request.actor, pk)
    must_see(request.actor, found, "proposals.read_published")
    return public_page(request, found)


def public_page(request: ActorRequest, found: Proposal) -> HttpResponse:
    """The final text with its signatories; nothing of the discussion."""
    signed = queries.signatories(found)
    poll = queries.poll_of(found)
    tally = last_tally(poll) if poll else None
    context = {
        "proposal": found,
        "revision": found.final,
        "html": numbered(found.final.html, from_json(found.final.lines)) if found.final else "",
        "coauthors": [row for row in found.coauthors.all() if row.state == "accepted"],
        "poll": poll,
        "result": glance(poll, tally) if poll and tally else None,
        "signed": signed,
        "groups": [
            {
                "category": group.category,
                "count": group.count,
                "all": group.all,
                "partners": [
                    {"name": e.partner.name, "url": e.partner.urls.page, "reservation": e.words}
                    for e in group.endorsements
                ],
            }
            for group in signed.groups
        ],
    }
    return render(request, "proposals/public.html", context)
