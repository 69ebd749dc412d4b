"""Turns what went wrong in an act into a page or an API answer with the agreed status."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated, NotFound, ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from alliance.domain.errors import Conflict, NotAllowed, NotVisible, Refused, Spent


class ActErrorsMiddleware:
    """Pages: 403, 404, 409, 410, 422 with a sentence in the reader's language; visitors are sent to sign in first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed | NotVisible) and not request.user.is_authenticated:
            # The same answer for what exists and what doesn't: sign in first.
            # An act's own address shows nothing: after signing in one starts from the home page.
            return redirect_to_login(request.get_full_path() if request.method in {"GET", "HEAD"} else "/")
        if isinstance(error, NotVisible):
            return render(request, "404.html", status=404)
        if isinstance(error, NotAllowed):
            return render(request, "403.html", status=403)
        if isinstance(error, Conflict):
            return render(request, "409.html", {"message": error.message}, status=409)
        if isinstance(error, Spent):
            return render(request, "410.html", {"message": error.message}, status=410)
        if isinstance(error, Refused):
            return render(request, "422.html", {"fields": error.fields}, status=422)
        return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to what no page could read; 413 where the body is too large, which it takes for malformed."""
    response = defaults.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        response.status_code = 413
    return response


def api_exception_handler(error: Exception, context: dict) -> Response | None:
    """API: {"reason": machine word, "detail": sentence} or, for 422, {"reason", "fields": {name: [sentences]}}."""
    request = context["request"]
    if isinstance(error, Http404 | NotFound):
        # One body for what does not exist and for what this person may not see (A01).
        error = NotVisible()
    if isinstance(error, ValidationError):
        error = Refused(_by_field(error.detail))
    if isinstance(error, NotVisible | NotAllowed) and not request.user.is_authenticated:
        error = NotAuthenticated()
    if isinstance(error, NotVisible):
        return Response({"reason": "not-found", "detail": _("Not found.")}, status.HTTP_404_NOT_FOUND)
    if isinstance(error, NotAllowed):
        return Response(
            {"reason": "not-allowed", "detail": _("You may not do this."), "act": error.act},
            status.HTTP_403_FORBIDDEN,
        )
    if isinstance(error, Conflict):
        return Response({"reason": error.reason, "detail": str(error.message)}, status.HTTP_409_CONFLICT)
    if isinstance(error, Spent):
        return Response({"reason": error.reason, "detail": str(error.message)}, status.HTTP_410_GONE)
    if isinstance(error, Refused):
        return Response({"reason": error.reason, "fields": error.fields}, status.HTTP_422_UNPROCESSABLE_ENTITY)
    if isinstance(error, RequestDataTooBig):
        return Response({"reason": "too-large"}, status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    if isinstance(error, ParseError):
        code = error.get_codes()
        reason = "malformed" if code == ParseError.default_code else code
        return Response({"reason": reason, "detail": str(error.detail)}, status.HTTP_400_BAD_REQUEST)
    return exception_handler(error, context)


def _by_field(detail: Any) -> dict[str, list[str]]:
    """A serializer's errors as {field: [sentences]}; "" is the body as a whole, "choice.0" a part of a field."""
    found: dict[str, list[str]] = {}

    def walk(path: list[str], node: Any) -> None:
        if isinstance(node, dict):
            for key, inner in node.items():
                walk(path if key == "non_field_errors" else [*path, str(key)], inner)
        elif isinstance(node, list):
            for place, inner in enumerate(node):
                walk([*path, str(place)] if isinstance(inner, dict | list) else path, inner)
        else:
            found.setdefault(".".join(path), []).append(str(node))

    walk([], detail)
    return found
