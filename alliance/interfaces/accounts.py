"""How allauth signs persons in here: by e-mail, never by signing up without an invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only an invitation lets somebody in; see alliance.domain.invitations."""
        return False
