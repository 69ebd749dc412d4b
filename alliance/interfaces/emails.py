"""The e-mails of WHO: the invitation, and the word to an account's owner when somebody keeps guessing its password."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from alliance.domain.invitations import SentInvitation, person_of
from alliance.models import User


def invitation_link(sent: SentInvitation) -> str:
    """The link on the configured domain, whatever Host a request came with (A41)."""
    return settings.SITE_URL.rstrip("/") + reverse("invitation", args=[sent.token])


def send_invitation(sent: SentInvitation) -> None:
    """Sends the link, in the person's language where it has an account, else in the one spoken now.

    Raises OSError when the mail server does not take it.
    """
    person = person_of(sent.invitation)
    context = {"invitation": sent.invitation, "link": invitation_link(sent), "name": sent.invitation.name or None}
    with translation.override(person.language if person else translation.get_language()):
        _send("alliance/email/invitation", context, sent.invitation.email)


def send_guessing_warning(user: User) -> None:
    """Tells an account's owner that sign-in by password is paused for a while (A38)."""
    with translation.override(user.language):
        link = settings.SITE_URL.rstrip("/") + reverse("account_request_login_code")
        _send("alliance/email/guessing", {"user": user, "link": link}, user.email)


def _send(template: str, context: dict[str, object], address: str) -> None:
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    send_mail(subject, render_to_string(f"{template}_message.txt", context), None, [address])
