"""The editor's margin: the threads on the live text as JSON, and a new one on a passage."""

import json
import uuid
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliance.domain.errors import Refused
from alliance.interfaces.requests import ActorRequest
from proposals.domain import anchoring, discussion, queries
from proposals.domain.steps import capacity_for
from proposals.interfaces.answers import answered
from proposals.interfaces.fragments import card
from proposals.interfaces.reading import may_in
from proposals.models import Proposal

FIELDS = {"id", "start", "end", "quote", "sequence", "body"}
LARGEST = 100_000


@require_http_methods(["GET", "HEAD", "POST"])
def margin(request: ActorRequest, pk: int) -> HttpResponse:
    """GET: `{"sequence", "threads": [{"id", "start", "end", "quote", "html", "lost", "resolved"}]}`, offsets in code
    points of the text at `sequence`. POST a JSON object `{"start", "end", "quote", "sequence", "body", "id"}`."""
    proposal = queries.find_visible(request.actor, pk)
    capacity_for(request.actor, "proposals.read_live", proposal)
    if request.method == "POST":
        return answered(request, lambda: _post(request, proposal), proposal.urls.edit)
    live = anchoring.live_text(proposal)
    talks = queries.threads_on(request.actor, proposal, None, live.places)
    return JsonResponse(
        {"sequence": live.sequence, "threads": [_thread(request, proposal, talk, live.text) for talk in talks]}
    )


def _thread(request: ActorRequest, proposal: Proposal, talk: queries.Talk, text: str) -> dict[str, Any]:
    # Without the request: a token in each form would make the same card another one at each answer.
    context = card(talk, proposal, may_in(request.actor, proposal, talk.thread))
    start, end = (talk.start, talk.end) if talk.start is not None and talk.end is not None else (0, 0)
    return {
        "id": str(talk.thread.pk),
        "start": start,
        "end": end,
        "quote": text[start:end],
        "html": render_to_string("proposals/parts/thread.html", context),
        "lost": talk.start is None,
        "resolved": talk.thread.is_resolved,
    }


def _post(request: ActorRequest, proposal: Proposal) -> dict[str, Any]:
    asked = _read(request)
    said = discussion.open_thread(
        actor=request.actor,
        proposal=proposal,
        revision=None,
        comment_id=asked["id"],
        markdown=asked["body"],
        passage=discussion.Passage(asked["quote"], asked["start"], asked["end"]) if asked["quote"] else None,
    )
    return {"thread": said.thread_id, "comment": str(said.pk)}


def _read(request: ActorRequest) -> dict[str, Any]:
    """The checked body. Raises Refused."""
    try:
        body = json.loads(request.body[: LARGEST + 1])
        if len(request.body) > LARGEST or not isinstance(body, dict):
            raise ValueError
        if set(body) - FIELDS:
            raise Refused(
                {name: [_("This field may not be written here.")] for name in set(body) - FIELDS}, "unknown-field"
            )
        asked = {
            "id": uuid.UUID(str(body["id"])) if "id" in body else uuid.uuid4(),
            "body": body["body"],
            "quote": body.get("quote", ""),
            "start": body.get("start", 0),
            "end": body.get("end", 0),
        }
        # Half a character: no text, and no database takes it.
        "".join(value for value in asked.values() if isinstance(value, str)).encode()
    except (ValueError, KeyError, RecursionError) as error:
        raise Refused({"": [_("The comment could not be read.")]}, "malformed") from error
    if not all(isinstance(asked[name], str) for name in ("body", "quote")) or not all(
        type(asked[name]) is int and asked[name] >= 0 for name in ("start", "end")
    ):
        raise Refused({"": [_("The comment could not be read.")]}, "malformed")
    return asked
