"""Tells the live floor, after the commit, that something about a poll changed; the pages' doors say how it looks."""

from collections.abc import Callable

from django.db import transaction
from django.dispatch import Signal

# Sent with `poll_id` and `what`: "participation", "deadline", "result", or "mine" with `user_ids`.
poll_changed = Signal()


def announce_after_commit(poll_id: int, what: str, **more: object) -> None:
    """A failing listener never undoes what is committed."""
    transaction.on_commit(_sender(poll_id, what, more), robust=True)


def _sender(poll_id: int, what: str, more: dict[str, object]) -> Callable[[], None]:
    def send() -> None:
        poll_changed.send(sender=None, poll_id=poll_id, what=what, **more)

    return send
