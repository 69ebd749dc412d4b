"""Small acts from a page: answered as JSON to a script that asks for it, else by going back to the page."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from alliance.domain.errors import Conflict, NotAllowed, NotVisible, Refused


def wants_json(request: HttpRequest) -> bool:
    return request.accepts("application/json") and not request.accepts("text/html")


def answered(request: HttpRequest, act: Callable[[], dict[str, Any] | None], back_to: str) -> HttpResponse:
    """Does the act; to a script what it gives, or what went wrong, as JSON with the agreed status."""
    if not wants_json(request):
        act()
        return redirect(back_to)
    try:
        return JsonResponse(act() or {})
    except NotVisible:
        return JsonResponse({"reason": "not-found", "detail": _("Not found.")}, status=404)
    except NotAllowed:
        return JsonResponse({"reason": "not-allowed", "detail": _("You may not do this.")}, status=403)
    except Conflict as error:
        return JsonResponse({"reason": error.reason, "detail": str(error.message)}, status=409)
    except Refused as error:
        return JsonResponse({"reason": error.reason, "fields": error.fields}, status=422)


def cleaned(form: Form) -> dict[str, Any]:
    """What was typed. Raises Refused with the form's own words."""
    if not form.is_valid():
        raise Refused({name: [str(e) for e in errors] for name, errors in form.errors.items()})
    return form.cleaned_data
