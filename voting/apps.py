"""HOW: rules, polls, ballots, counting."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "voting"

    def ready(self) -> None:
        from alliance.domain.clubs import club_founded
        from realtime import periodic
        from realtime.registry import register_room_kind
        from voting.domain.announcing import poll_changed
        from voting.domain.closing import close_due_polls
        from voting.domain.presets import load_presets
        from voting.interfaces.rooms import PollRoom, tell

        # Without a rule no poll can be opened.
        club_founded.connect(lambda club, **_: load_presets(club), weak=False, dispatch_uid="voting.rules")
        register_room_kind(PollRoom())
        poll_changed.connect(tell, dispatch_uid="voting.rooms")
        # A poll past its time is closed by whoever looks at it; this only makes sure that somebody does soon.
        periodic.register("close-polls", close_due_polls, every_seconds=2)
