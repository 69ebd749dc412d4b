"""Looking back at a text: its timeline, a moment of it, two of them compared, playing it, going back."""

from collections.abc import Hashable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.domain.errors import Conflict, NotVisible
from alliance.interfaces.requests import ActorRequest
from proposals.domain import history, queries, restoring, sessions, visits, writings
from proposals.domain.history import Compared, Reach
from proposals.domain.steps import capacity_for
from proposals.interfaces.compared import compared_html, named, side_by_side
from proposals.interfaces.played import piece_of_log, playable
from proposals.interfaces.views.reading import head
from proposals.models import Proposal, Restoration
from proposals.text.restoring import parts
from proposals.text.signed import signed

BESIDE = 20
"""Sessions before and after a moment that its page lists."""


@require_safe
def timeline(request: ActorRequest, pk: int) -> HttpResponse:
    """Sessions of work, versions and stages, the latest first; what was written since one's last visit."""
    found, looking = _look(request, pk)
    left = sessions.follow(found.document) if looking.begins is not None else 0
    before = _number(request, "before") if "before" in request.GET else None
    context = {
        **head(request, found),
        "looking": looking,
        "timeline": history.timeline(looking, before),
        "is_first_page": before is None,
        "left": left,
        "since": since_last_visit(request, looking) if before is None else None,
        "may_restore": _may_restore(request, found),
    }
    return render(request, "proposals/history.html", context)


@require_safe
def moment(request: ActorRequest, pk: int) -> HttpResponse:
    """The text as it was at one moment, with who wrote which words."""
    found, looking = _look(request, pk)
    if looking.newest is None:
        return redirect(found.urls.history)
    if looking.begins is not None:
        sessions.follow(found.document)
    at = _number(request, "at") if "at" in request.GET else looking.newest
    shown = history.moment(looking, at)
    by = request.GET.get("by") if request.GET.get("by") in {"partner", "nobody"} else "person"
    authors = writings.authors_of(found, {run.author for run in shown.runs})
    runs, writers = shown.runs, authors
    if by == "partner":
        writers, keys = writings.by_partner(authors)
        runs = writings.regrouped(runs, keys)
    blocks = named(signed(shown.lines, runs), {} if by == "nobody" else writers)
    earlier, later = history.neighbours(looking, at)
    listed = history.sessions_within(looking)
    if looking.begins is not None:
        visit_now(request, looking)
    context = {
        **head(request, found),
        "looking": looking,
        "moment": shown,
        "html": compared_html(blocks, shown.lines),
        "by": by,
        "shares": writings.shares(runs, shown.text, writers),
        "earlier": earlier,
        "later": later,
        "sessions": [
            *reversed(listed.filter(last__gte=at).order_by("last")[:BESIDE]),
            *listed.filter(last__lt=at).order_by("-last")[:BESIDE],
        ],
        "restoration": Restoration.objects.filter(proposal=found, sequence=at).select_related("by", "partner").first()
        if looking.reads(at)
        else None,
        "may_restore": _may_restore(request, found) and at != looking.latest and at > 0,
        "parts": parts(shown.lines),
        "player": {
            "steps": found.urls.log_steps,
            "page": found.urls.moment,
            "begins": looking.begins,
            "latest": looking.latest,
            "timeZone": settings.TIME_ZONE,
        }
        if looking.begins is not None
        else None,
    }
    return render(request, "proposals/moment.html", context)


@require_safe
def compare(request: ActorRequest, pk: int) -> HttpResponse:
    """Two moments, in one text or side by side, with who put in and who took out."""
    found, looking = _look(request, pk)
    if "a" not in request.GET or "b" not in request.GET:
        return redirect(found.urls.history)
    before, after = sorted((_number(request, "a"), _number(request, "b")))
    if looking.begins is not None:
        sessions.follow(found.document)
    shown = history.compared(looking, before, after)
    context = {
        **head(request, found),
        **compared_context(request, found, shown),
        "looking": looking,
        "choices": _choices(looking),
        "view_url": f"?{urlencode({'a': before, 'b': after})}&",
        "may_restore": _may_restore(request, found) and before > 0,
    }
    return render(request, "proposals/compare.html", context)


@require_safe
def diff(request: ActorRequest, pk: int, before: int, after: int) -> HttpResponse:
    """Two versions compared word by word, in one text or side by side."""
    found = queries.find_visible(request.actor, pk)
    old, new = queries.find_revision(found, before), queries.find_revision(found, after)
    for one in (old, new):
        if not request.actor.may("proposals.read_revision", one):
            raise NotVisible
    looking = history.reach(request.actor, found)
    shown = history.compared_revisions(looking, old, new)
    return render(
        request,
        "proposals/diff.html",
        {**head(request, found), **compared_context(request, found, shown), "old": old, "new": new},
    )


@require_safe
def steps(request: ActorRequest, pk: int) -> HttpResponse:
    """A piece of the log for playing, and with `state=1` the text that it begins from."""
    found, looking = _look(request, pk)
    after = _number(request, "after")
    if not looking.reads(after):
        raise NotVisible
    answer = piece_of_log(looking, after)
    if request.GET.get("state") == "1":
        answer["state"] = playable(history.moment(looking, after))
    people = {step["by"] for step in answer["steps"]} | {op.get("by") for op in answer.get("state", [])}
    shown = authors = writings.authors_of(found, people)
    if request.GET.get("by") == "partner":
        partners, keys = writings.by_partner(authors)
        shown = {key: partners[keys[key]] for key in authors}
    answer["writers"] = {
        str(key): {"number": writer.number, "style": writer.style, "name": writer.name} for key, writer in shown.items()
    }
    return JsonResponse(answer)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: ActorRequest, pk: int) -> HttpResponse:
    """Says what would change, then does it."""
    found = queries.find_visible(request.actor, pk)
    asked = request.POST if request.method == "POST" else request.GET
    source = _number(request, "at", asked)
    section = _number(request, "section", asked) if asked.get("section") else None
    status, notice = 200, ""
    if request.method == "POST":
        seen = _number(request, "seen", asked)
        try:
            done = restoring.restore(actor=request.actor, proposal=found, source=source, section=section, seen=seen)
        except Conflict as conflict:
            if conflict.reason not in {"changed", "nothing"}:
                raise
            status, notice = 409, conflict.message
        else:
            messages.success(request, _("Restored. Everybody who has the text open sees it now."))
            return redirect(f"{found.urls.moment}?{urlencode({'at': done.sequence})}")
    preview = restoring.preview(actor=request.actor, proposal=found, source=source, section=section)
    context = {
        **head(request, found),
        "preview": preview,
        "section": section,
        "notice": notice,
        "capacity": capacity_for(request.actor, "proposals.write", found),
        "compared": compared_html(preview.blocks, preview.lines),
    }
    return render(request, "proposals/restore.html", context, status=status)


@require_POST
def seen(request: ActorRequest, pk: int) -> HttpResponse:
    """The editor is left: up to this line its text stood on the screen."""
    found, looking = _look(request, pk)
    at = _number(request, "at", request.POST)
    if request.actor.user is None or not looking.reads(at):
        raise NotVisible
    visits.left(request.actor.user, found, at)
    return HttpResponse(status=204)


def compared_context(request: ActorRequest, found: Proposal, shown: Compared) -> dict[str, Any]:
    """What a page of two texts shows, versions or moments."""
    keys: set[Hashable] = shown.changers
    writers = writings.authors_of(found, keys)
    blocks = named(shown.blocks, writers)
    is_side = request.GET.get("view") == "side"
    return {
        "shown": shown,
        "compared": compared_html(blocks, shown.new.lines),
        "rows": side_by_side(blocks, shown.old.lines, shown.new.lines) if is_side else None,
        "is_side": is_side,
        "changers": sorted(
            (writer for key, writer in writers.items() if key in keys), key=lambda writer: writer.number
        ),
    }


def since_last_visit(request: ActorRequest, looking: Reach) -> dict[str, Any] | None:
    """What others have written since the visit before this one, which begins now where it is a new one."""
    visit = visit_now(request, looking)
    if visit is None or visit.before is None or looking.begins is None:
        return None
    before = max(visit.before, looking.begins)
    sessions.follow(looking.proposal.document)
    people = [user.name for user in history.writers_since(looking, before) if user != request.actor.user]
    if not people:
        return None
    return {
        "at": visit.before_at,
        "people": people,
        "url": f"{looking.proposal.urls.compare}?{urlencode({'a': before, 'b': looking.latest})}",
    }


def visit_now(request: ActorRequest, looking: Reach) -> Any:
    """Remembers that this person reads the text now; a prefetch of the head alone is no visit."""
    if request.actor.user is None or looking.begins is None or request.method != "GET":
        return None
    return visits.came(request.actor.user, looking.proposal, looking.latest)


def _look(request: ActorRequest, pk: int) -> tuple[Proposal, Reach]:
    found = queries.find_visible(request.actor, pk)
    return found, history.reach(request.actor, found)


def _may_restore(request: ActorRequest, found: Proposal) -> bool:
    return found.is_writable and request.actor.may("proposals.write", found)


def _choices(looking: Reach) -> dict[str, Any]:
    """The moments that a comparison can be made of: versions, latest sessions, the present."""
    latest = looking.latest if looking.begins is not None else None
    listed = list(history.sessions_within(looking).order_by("-last")[: 2 * BESIDE])
    return {
        "revisions": looking.revisions,
        "sessions": listed,
        "latest": latest,
        "known": {latest, *(one.sequence for one in looking.revisions), *(session.last for session in listed)},
    }


def _number(request: ActorRequest, name: str, given: Any = None) -> int:
    """A line of the log in an address. Raises NotVisible for whatever is none."""
    written = (request.GET if given is None else given).get(name, "")
    if not (written.isascii() and written.isdecimal() and len(written) <= 15):
        raise NotVisible
    return int(written)
