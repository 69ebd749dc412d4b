"""API authentication by session cookie and CSRF token, answering 401 (not 403) to who is not signed in."""

from rest_framework.authentication import SessionAuthentication as Base
from rest_framework.request import Request


class SessionAuthentication(Base):
    def authenticate_header(self, request: Request) -> str:
        return "Session"
