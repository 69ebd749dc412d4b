"""Asking a child process with little time and memory (realtime/bounded.py), in the words of the domain."""

import json
from typing import Any

from django.db import connection

from alliance.domain.errors import Busy
from realtime.bounded import AllBusy, Children, Failed, Unanswered

WAIT = 10
"""Seconds after which to come back where all are busy."""


class TooCostly(Exception):
    """The child's time or memory did not suffice, and asking again would not help."""


def answer_of(children: Children, kind: bytes, request: bytes) -> dict[str, Any]:
    """The JSON that a child answers.

    Raises TooCostly, also for `{"too_much": true}`; Busy where none is free or the machine too slow just now."""
    if not connection.in_atomic_block:
        # Its wait may be long, and others need the connection meanwhile; the next query opens one again.
        connection.close()
    try:
        found: dict[str, Any] = json.loads(children.ask(kind, request))
    except AllBusy:
        raise Busy(WAIT) from None
    except Unanswered as unanswered:
        if not unanswered.too_long:
            # Late without having used up its time: the machine is to blame, not what was asked.
            raise Busy(WAIT) from None
        raise TooCostly from None
    except Failed:
        raise RuntimeError("A child process failed on what it was asked.") from None
    if "too_much" in found:
        raise TooCostly
    return found
