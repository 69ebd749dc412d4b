"""WHAT: proposals, revisions, comments, endorsements."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "proposals"

    def ready(self) -> None:
        from alliance.domain.clubs import club_founded
        from proposals.domain import sessions
        from proposals.domain.themes import load_themes
        from proposals.domain.votes import SUBJECT, ProposalPolls
        from proposals.interfaces import announcements
        from proposals.interfaces.live import MarginRoom, ProposalDocument, ReadersRoom
        from realtime import periodic
        from realtime.registry import register_document_kind, register_room_kind
        from voting.registry import register_subject

        register_document_kind(ProposalDocument())
        register_room_kind(ReadersRoom())
        register_room_kind(MarginRoom())
        register_subject(SUBJECT, ProposalPolls())
        club_founded.connect(lambda club, **_: load_themes(club), weak=False, dispatch_uid="proposals.themes")
        announcements.listen()
        periodic.register("sum-up-sessions", sessions.follow_all, every_seconds=30)
