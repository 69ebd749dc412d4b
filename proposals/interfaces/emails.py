"""The e-mails of WHAT: an invitation to write."""

from django.conf import settings
from django.utils import translation

from alliance.interfaces.emails import send
from proposals.models import CoAuthor


def send_invitation(coauthor: CoAuthor) -> None:
    """Tells somebody that a rapporteur asks it to write along, in its own language.

    Raises OSError when the mail server does not take it; the invitation waits on its home page anyway.
    """
    with translation.override(coauthor.user.language):
        context = {
            "coauthor": coauthor,
            "proposal": coauthor.proposal,
            # The configured domain, whatever Host the request came with (A41).
            "link": settings.SITE_URL.rstrip("/") + coauthor.proposal.urls.page,
        }
        send("proposals/email/invitation", context, coauthor.user.email)
