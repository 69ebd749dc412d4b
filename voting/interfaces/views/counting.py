"""The page that counts two files: choose or drop them, see the result, take it away. Nothing is kept here.

What was chosen once travels in the form, so that another file can be counted with it, or the result be taken as a file.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alliance.domain.errors import Busy, Refused, TooFast
from alliance.domain.queries import present_club
from alliance.interfaces.api_errors import body
from alliance.interfaces.requests import ActorRequest
from voting.domain.counting_files import PERMISSION, CountedFiles, count_files
from voting.interfaces.faults import told_on_a_page
from voting.interfaces.files_form import FilesForm
from voting.interfaces.files_page import FILE_NAME, files_context
from voting.service.files import Fault


@require_http_methods(["GET", "HEAD", "POST"])
def count(request: ActorRequest) -> HttpResponse:
    request.actor.capacity_for(PERMISSION)
    if request.method != "POST":
        return _page(request, FilesForm())
    form = FilesForm(request.POST, request.FILES)
    is_valid = form.is_valid()
    # Also of one that came alone: the page would carry it along.
    if form.is_too_large:
        form.refuse_as_too_large()
        return _page(request, form, status=413)
    if not is_valid:
        return _page(request, form, status=422)
    try:
        counted = count_files(actor=request.actor, rule=form.content("rule"), poll=form.content("poll"))
    except Fault as fault:
        form.refuse(fault.file, told_on_a_page(fault))
        return _page(request, form, status=422)
    except Refused as refused:
        form.add_error(None, refused.fields[""])
        return _page(request, form, status=422)
    except TooFast as too_fast:
        return _later(request, form, "too-fast", 429, too_fast.wait)
    except Busy as busy:
        return _later(request, form, "busy", 503, busy.wait)
    if "file" in request.POST:
        return _file(counted)
    return _page(request, form, counted)


def _page(
    request: ActorRequest, form: FilesForm, counted: CountedFiles | None = None, *, status: int = 200
) -> HttpResponse:
    shown = files_context(present_club(request.actor), counted) if counted else {}
    context = {"place": "polls", "form": form, "counted": counted is not None, **shown}
    return render(request, "voting/count.html", context, status=status)


def _later(request: ActorRequest, form: FilesForm, reason: str, status: int, wait: int) -> HttpResponse:
    form.add_error(None, body(reason)["detail"])
    response = _page(request, form, status=status)
    response["Retry-After"] = str(wait)
    return response


def _file(counted: CountedFiles) -> HttpResponse:
    response = HttpResponse(counted.canonical, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response
