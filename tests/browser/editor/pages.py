"""The editor's page for the suite alone, so that its tests need no proposal.

Installed by CONSULT_EXTRA_APPS=tests.browser.editor.pages.Pages.
A user whose address begins with `writer` writes, with `reader` reads.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import AppConfig
from django.conf import settings

from realtime.registry import Access, Actor, Change, DocumentKind, register_document_kind

KIND = "editor-test"
NAMES = {
    "writer-1": ("Ondine Ravelle", "1"),
    "writer-2": ("Bastien Fougère", "2"),
    "writer-3": ("Salomé Armoise", "3"),
    "reader-1": ("Paul Cytise", "4"),
}


def actor_of(user: Any) -> Actor:
    name, colour = NAMES[user.email.partition("@")[0]]
    return Actor(user.pk, f"test:{user.pk}", name, "Haut-Vernoy", colour)


class EditorTestDocument(DocumentKind):
    key = KIND

    def access(self, *, user: Any, session: Any, document_id: UUID) -> Access:
        if not user.is_authenticated:
            return Access(read=False, write=False, actor=None)
        return Access(read=True, write=user.email.startswith("writer"), actor=actor_of(user))

    def integrated(self, change: Change) -> None:
        """The suite reads the log itself."""


class Pages(AppConfig):
    name = "tests.browser.editor"
    label = "test_editor_pages"

    def ready(self) -> None:
        register_document_kind(EditorTestDocument())
        settings.ROOT_URLCONF = "tests.browser.editor.urls"
