"""HOW: rules, polls, ballots, counting."""

from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "voting"

    def ready(self) -> None:
        from alliance.domain.clubs import club_founded
        from alliance.registry import register_elections
        from realtime import periodic
        from realtime.registry import register_room_kind
        from voting.domain.announcing import poll_changed
        from voting.domain.closing import close_due_polls
        from voting.domain.elections.opening import SUBJECT
        from voting.domain.elections.seating import SeatPolls
        from voting.domain.presets import load_presets
        from voting.interfaces import emails
        from voting.interfaces.elections import letters
        from voting.interfaces.elections.council import SeatElections
        from voting.interfaces.rooms import PollRoom, tell
        from voting.registry import register_subject

        # Without a rule no poll can be opened.
        club_founded.connect(lambda club, **_: load_presets(club), weak=False, dispatch_uid="voting.rules")
        register_room_kind(PollRoom())
        register_subject(SUBJECT, SeatPolls())
        register_elections(SeatElections())
        poll_changed.connect(tell, dispatch_uid="voting.rooms")
        poll_changed.connect(emails.tell, dispatch_uid="voting.emails")
        poll_changed.connect(letters.tell, dispatch_uid="voting.elected")
        # A poll past its time is closed by whoever looks at it; this only makes sure that somebody does soon.
        periodic.register("close-polls", close_due_polls, every_seconds=2)
