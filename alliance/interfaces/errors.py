"""Turns what went wrong in an act into a page with the agreed status; api_errors.py does so for the API."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import csrf, defaults

from alliance.domain.errors import Conflict, NotAllowed, NotVisible, Refused, Spent
from alliance.interfaces.api_errors import is_api, json_error


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
    is_large = isinstance(exception, RequestDataTooBig)
    code = 413 if is_large else 400
    if is_api(request):
        return json_error("too-large" if is_large else "malformed", code)
    response = defaults.bad_request(request, exception)
    response.status_code = code
    return response


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return json_error("not-allowed", 403) if is_api(request) else defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return json_error("not-found", 404) if is_api(request) else defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    return json_error("error", 500) if is_api(request) else defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW; views of the API check the token themselves and answer by `api_exception_handler`."""
    return json_error("csrf", 403) if is_api(request) else csrf.csrf_failure(request, reason)
