"""API authentication by session cookie and CSRF token, answering 401 (not 403) to who is not signed in."""

from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication as Base
from rest_framework.request import Request


class SessionAuthentication(Base):
    def authenticate_header(self, request: Request) -> str:
        return "Session"


class SessionCookieScheme(SessionScheme):
    """How the schema describes it; known to drf-spectacular by being defined."""

    target_class = "alliance.interfaces.authentication.SessionAuthentication"
