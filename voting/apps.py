"""HOW: rules, polls, ballots, counting."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_save


class VotingConfig(AppConfig):
    name = "voting"

    def ready(self) -> None:
        from realtime import periodic
        from realtime.registry import register_room_kind
        from voting.domain.announcing import poll_changed
        from voting.domain.closing import close_due_polls
        from voting.interfaces import emails
        from voting.interfaces.rooms import PollRoom, tell

        post_save.connect(_give_rules, sender="alliance.Club", dispatch_uid="voting.rules")
        register_room_kind(PollRoom())
        poll_changed.connect(tell, dispatch_uid="voting.rooms")
        poll_changed.connect(emails.tell, dispatch_uid="voting.emails")
        # A poll past its time is closed by whoever looks at it; this only makes sure that somebody does soon.
        periodic.register("close-polls", close_due_polls, every_seconds=2)


def _give_rules(*, instance: Any, created: bool, raw: bool, **_: Any) -> None:
    """A club starts with the project's rules, however it is founded: without one no poll can be opened."""
    if created and not raw:
        from voting.domain.presets import load_presets

        load_presets(instance)
