"""The e-mails of HOW: to the voters of a poll when it opens and when it is decided, with the head of its journal.

The head in many mailboxes is what a rewritten record is found out by (docs/records.md).
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation

from alliance.interfaces.emails import written
from voting.domain.closing import last_tally
from voting.domain.queries import people_of
from voting.domain.records import heads_of
from voting.interfaces.result_page import headline_of_count
from voting.interfaces.verifying import verifying_command
from voting.models import Poll

logger = logging.getLogger(__name__)

TEMPLATES = {"opened": "voting/email/opened", "result": "voting/email/decided"}


def tell(*, poll_id: int, what: str, **_signal: Any) -> None:
    """Listens to `poll_changed`: each person who votes in the poll, in its own language."""
    if what not in TEMPLATES:
        return
    poll = Poll.objects.select_related("club").get(pk=poll_id)
    people = people_of(poll)
    letters = _letters(TEMPLATES[what], poll, {user.language for user in people})
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        logger.warning("poll %s: its voters could not be told by e-mail (%s)", poll.pk, type(error).__name__)
        return
    for user in people:
        subject, body = letters[user.language]
        try:
            EmailMessage(subject, body, to=[user.email], connection=connection).send()
        except OSError as error:
            # The server's answer may name the address: it stays out of the log. The page shows the head to all.
            logger.warning("poll %s: an e-mail to a voter was not taken (%s)", poll.pk, type(error).__name__)
    connection.close()


def _letters(template: str, poll: Poll, languages: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Subject and body by language code."""
    tally = last_tally(poll)
    context = {
        "poll": poll,
        "heads": heads_of(poll),
        "correction": getattr(tally, "correction", None),
        # The configured domain, whatever Host the request came with (A41).
        "site": settings.SITE_URL.rstrip("/"),
        "command": verifying_command(poll),
    }
    found = {}
    for language in languages:
        with translation.override(language):
            found[language] = written(template, {**context, "outcome": headline_of_count(tally) if tally else ""})
    return found
