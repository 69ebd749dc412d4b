"""The record of a closed poll, and the verifier in one file: two files that a stranger recounts a poll with."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alliance.interfaces.requests import ActorRequest
from voting.domain.records import record_for
from voting.interfaces.verifying import record_name
from voting.verifying.bundle import NAME, bundle


@require_safe
def poll_record(request: ActorRequest, pk: int) -> HttpResponse:
    """For whoever may read the result; 409 while the poll is open."""
    return _file(record_for(request.actor, pk), record_name(pk), "application/json")


@require_safe
def verifier(request: ActorRequest) -> HttpResponse:
    """Anybody's."""
    return _file(bundle().encode(), NAME, "text/x-python; charset=utf-8")


def _file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    # As a file: what a browser shows and saves again is not always the same bytes.
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
