"""The e-mails of WHO, and how every e-mail is written and sent.

WHO sends the invitation, and the word to an account's owner when somebody keeps guessing its password.
"""

from collections.abc import Mapping
from typing import Any

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
        send("alliance/email/invitation", context, sent.invitation.email)


def send_guessing_warning(user: User) -> None:
    """Tells an account's owner that sign-in by password is paused for a while (A38)."""
    with translation.override(user.language):
        link = settings.SITE_URL.rstrip("/") + reverse("account_request_login_code")
        send("alliance/email/guessing", {"user": user, "link": link}, user.email)


def written(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body of an e-mail in the language spoken now: `<template>_subject.txt`, `<template>_message.txt`."""
    subject = " ".join(render_to_string(f"{template}_subject.txt", dict(context)).split())
    return subject, render_to_string(f"{template}_message.txt", dict(context))


def send(template: str, context: Mapping[str, Any], address: str) -> None:
    """Sends an e-mail to one address; raises OSError when the mail server does not take it."""
    subject, body = written(template, context)
    send_mail(subject, body, None, [address])
