"""API authentication by session cookie and CSRF token, answering 401 (not 403) to who is not signed in."""

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication as Base
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from alliance.interfaces.api_errors import SCHEME, CsrfFailed


class SessionAuthentication(Base):
    def authenticate_header(self, request: Request) -> str:
        return SCHEME

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise CsrfFailed from None


class SessionCookieScheme(SessionScheme):
    """How the schema describes it; known to drf-spectacular by being defined."""

    target_class = "alliance.interfaces.authentication.SessionAuthentication"
