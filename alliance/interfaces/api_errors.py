"""What the API answers when something went wrong: one shape of body, whoever raised it.

Every body is {"reason": machine word, "detail": sentence in the reader's language}; 422 has also
`fields`, {field: [sentences]}, where "" is the whole body and "choice.0" a part of a field; 403 has the refused `act`.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from alliance.domain.errors import Busy, Conflict, NotAllowed, NotVisible, Refused, Spent, TooFast

PREFIX = "/api/"
# How one signs in here, as WWW-Authenticate names it.
SCHEME = "Session"


class CsrfFailed(exceptions.PermissionDenied):
    """403 `csrf`: a change by session without the token of that session (A05)."""

    default_code = "csrf"


class Malformed(exceptions.ParseError):
    """400 `malformed`: a query or a body that can't be read as what it should be."""

    default_code = "malformed"


class Unavailable(exceptions.APIException):
    """503 `busy`: the machine can't do it now."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "busy"

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


class NoSuchPage(exceptions.APIException):
    """404 `not-found`: a list has no such page; as true for a visitor as for a member."""

    status_code = status.HTTP_404_NOT_FOUND
    default_code = "not-found"


def api_exception_handler(error: Exception, context: dict) -> Response | None:
    """Django REST Framework's EXCEPTION_HANDLER; None lets Django answer 500 (`server_error`)."""
    request = context["request"]
    # Also where the answer itself would be drawn otherwise, as the schema is.
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    error = _in_our_words(error, request)
    if isinstance(error, NotVisible):
        return Response(body("not-found"), status.HTTP_404_NOT_FOUND)
    if isinstance(error, NotAllowed):
        return Response(body("not-allowed", act=error.act), status.HTTP_403_FORBIDDEN)
    if isinstance(error, Conflict):
        return Response(body(error.reason, str(error.message)), status.HTTP_409_CONFLICT)
    if isinstance(error, Spent):
        return Response(body(error.reason, str(error.message)), status.HTTP_410_GONE)
    if isinstance(error, Refused):
        refused = body(error.reason, _("This cannot be accepted as it is."), fields=error.fields)
        return Response(refused, status.HTTP_422_UNPROCESSABLE_ENTITY)
    if isinstance(error, RequestDataTooBig):
        return Response(body("too-large"), status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    if isinstance(error, exceptions.APIException):
        said = str(error.detail) if isinstance(error, exceptions.ParseError) else ""
        return Response(body(_reason_of(error), said), error.status_code, headers=_headers_of(error))
    return None


def body(reason: str, detail: str = "", **more: Any) -> dict[str, Any]:
    """The body of a refusal; without `detail`, the sentence of the reason."""
    return {"reason": reason, "detail": detail or _sentence(reason), **more}


def is_api(request: HttpRequest) -> bool:
    """Whether the address is the API's, for Django's own handlers, which know no view."""
    return request.path_info.startswith(PREFIX)


def json_error(reason: str, code: int) -> JsonResponse:
    """The same body for what fails before or outside a view of the API."""
    return JsonResponse(body(reason), status=code)


def _in_our_words(error: Exception, request: Any) -> Exception:
    """What the framework raised as the exception that our acts raise for it."""
    if isinstance(error, Http404 | exceptions.NotFound):
        # One body for what does not exist and for what this person may not see (A01).
        error = NotVisible()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.ValidationError):
        error = Refused(_by_field(error.detail))
    if isinstance(error, TooFast):
        error = exceptions.Throttled(error.wait)
    if isinstance(error, Busy):
        error = Unavailable(error.wait)
    if isinstance(error, NotVisible | NotAllowed) and not request.user.is_authenticated:
        error = exceptions.NotAuthenticated()
    return error


def _headers_of(error: exceptions.APIException) -> dict[str, str]:
    wait = getattr(error, "wait", None)
    if wait is not None:
        return {"Retry-After": str(int(wait))}
    return {"WWW-Authenticate": SCHEME} if error.status_code == status.HTTP_401_UNAUTHORIZED else {}


# The framework's codes in our words; an exception of ours has its word as its code.
WORDS = {
    "parse_error": "malformed",
    "not_authenticated": "not-signed-in",
    "authentication_failed": "not-signed-in",
    "permission_denied": "not-allowed",
    "method_not_allowed": "method-not-allowed",
    "not_acceptable": "not-acceptable",
    "unsupported_media_type": "wrong-type",
    "throttled": "too-fast",
}


def _reason_of(error: exceptions.APIException) -> str:
    code = str(error.get_codes())
    return WORDS.get(code, code)


def _sentence(reason: str) -> str:
    sentences = {
        "malformed": _("The site did not understand this request."),
        "not-signed-in": _("Sign in first."),
        "not-allowed": _("You may not do this."),
        "csrf": _("This request lacks the token of its session."),
        "not-found": _("Not found."),
        "method-not-allowed": _("This address does not take this method."),
        "not-acceptable": _("This address answers in JSON only."),
        "too-large": _("This is too large."),
        "wrong-type": _("This address takes JSON only."),
        "too-fast": _("Too many requests: wait a moment."),
        "busy": _("The server is busy: come back in a moment."),
        "error": _("Something went wrong at our end."),
    }
    return sentences.get(reason, sentences["error"])


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
