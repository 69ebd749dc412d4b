"""How allauth signs persons in here: by e-mail, never by signing up without an invitation."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from alliance.interfaces.emails import send_guessing_warning
from alliance.models import User

WARNED_FOR = 3600


class Site(NamedTuple):
    """What the e-mails call this site: the configured domain, never the Host of a request."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only an invitation lets somebody in; see alliance.domain.invitations."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the configured domain, whatever Host the request came with (A41)."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        uid, _, token = key.partition("-")
        return settings.SITE_URL.rstrip("/") + path.replace("UID-KEY", f"{uid}-{token}")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Signed with the configured domain, whatever Host the request came with (A41)."""
        domain = urlsplit(settings.SITE_URL).netloc
        super().send_mail(template_prefix, email, {**context, "current_site": Site(domain, domain)})

    def validation_error(self, code: str, *args: Any) -> Any:
        """Trying or asking for codes too often is answered 429 like every other haste, not as a mistake in the form."""
        if code in {"rate_limited", "too_many_login_attempts"}:
            raise ImmediateHttpResponse(ratelimit.respond_429(self.request))
        return super().validation_error(code, *args)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many wrong passwords for an account or from an address: 429, and the owner hears of it (A38).

        Only sign-in by password pauses: a code by e-mail still lets the owner in.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ImmediateHttpResponse:
            self._warn_owner(str(credentials.get("email", "")))
            raise

    def _warn_owner(self, email: str) -> None:
        user = User.objects.filter(email=email.lower(), is_active=True).first()
        # Once an hour: the warning must not become a nuisance of its own.
        if user and cache.add(f"guessing-warned:{user.pk}", True, WARNED_FOR):
            send_guessing_warning(user)
