"""The letters of an election: to who receives a mandate, and to whom a correction takes it back.

A mail server that is away undoes nothing.
"""

import logging
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from alliance.interfaces.emails import send
from alliance.models import Mandate
from voting.models import Poll, Seating

logger = logging.getLogger(__name__)


def tell(*, poll_id: int, what: str, **_signal: Any) -> None:
    """Listens to `poll_changed`: whoever holds another mandate by the last count than by the one before."""
    if what != "result":
        return
    counts = Seating.objects.filter(tally__poll=poll_id).order_by("-tally__number")
    found = list(counts.select_related("mandate__seat__category", "mandate__holder", "tally__poll")[:2])
    if not found:
        return
    last, before = found[0], found[1] if len(found) > 1 else None
    former = before.mandate if before else None
    if former == last.mandate:
        return
    if former:
        _send("voting/email/unseated", former, last.tally.poll)
    if last.mandate:
        _send("voting/email/elected", last.mandate, last.tally.poll)


def _send(template: str, mandate: Mandate, poll: Poll) -> None:
    site = settings.SITE_URL.rstrip("/")
    context = {"mandate": mandate, "result": site + poll.urls.result, "council": site + reverse("council")}
    try:
        with translation.override(mandate.holder.language):
            send(template, context, mandate.holder.email)
    except OSError as error:
        # The server's answer may name the address: it stays out of the log. The result says it to all.
        logger.warning("poll %s: an e-mail about its seat was not taken (%s)", poll.pk, type(error).__name__)
