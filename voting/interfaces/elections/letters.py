"""The letter to who was elected: to which seat, from when to when. A mail server that is away undoes nothing."""

import logging
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from alliance.interfaces.emails import send
from voting.models import Seating

logger = logging.getLogger(__name__)


def tell(*, poll_id: int, what: str, **_signal: Any) -> None:
    """Listens to `poll_changed`: whoever the last count gave a mandate that no count before had given."""
    if what != "result":
        return
    of_poll = Seating.objects.filter(tally__poll=poll_id).order_by("tally__number")
    found = of_poll.select_related("mandate__seat__category", "mandate__holder", "tally__poll").last()
    if found is None or found.mandate is None:
        return
    mandate = found.mandate
    if of_poll.exclude(pk=found.pk).filter(mandate=mandate).exists():
        return
    site = settings.SITE_URL.rstrip("/")
    context = {
        "mandate": mandate,
        "result": site + found.tally.poll.urls.result,
        "council": site + reverse("council"),
    }
    try:
        with translation.override(mandate.holder.language):
            send("voting/email/elected", context, mandate.holder.email)
    except OSError as error:
        # The server's answer may name the address: it stays out of the log. The result says it to all.
        logger.warning("poll %s: the e-mail to the elected was not taken (%s)", poll_id, type(error).__name__)
