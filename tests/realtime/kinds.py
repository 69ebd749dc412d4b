"""Kinds of documents and rooms for the suite alone, installed by CONSULT_EXTRA_APPS=tests.realtime.kinds.Kinds.

Who may do what is read from the user's e-mail: writer-…, reader-…, else nothing; a capacity is `test:<user id>`.
"""

from typing import Any
from uuid import UUID

from django.apps import AppConfig


class Kinds(AppConfig):
    name = "tests.realtime"
    label = "test_kinds"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model

        from realtime.registry import (
            Access,
            Actor,
            Change,
            DocumentKind,
            RoomKind,
            register_document_kind,
            register_room_kind,
        )

        def actor(user: Any) -> Actor:
            return Actor(user.pk, f"test:{user.pk}", user.email.partition("@")[0], "Partenaire <b>", "#0a5")

        class TestDocument(DocumentKind):
            key = "test"

            def access(self, *, user: Any, session: Any, document_id: UUID) -> Access:
                if not user.is_authenticated:
                    return Access(read=False, write=False, actor=None)
                email = get_user_model().objects.get(pk=user.pk).email
                write = email.startswith("writer")
                return Access(read=write or email.startswith("reader"), write=write, actor=actor(user))

            def integrated(self, change: Change) -> None:
                if any("POISON" in op.get("insert", "") for op in change.delta):
                    raise RuntimeError("the kind refuses this change")

        class TestRoom(RoomKind):
            prefix = "test"

            def access(self, *, user: Any, session: Any, name: str) -> bool | Actor:
                return actor(user) if user.is_authenticated and not user.email.startswith("outsider") else False

        register_document_kind(TestDocument())
        register_room_kind(TestRoom())
