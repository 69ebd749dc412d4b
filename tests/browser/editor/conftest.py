"""Fixtures of the editor's tests: a server that also has the suite's page, and people who open it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, BrowserContext

from realtime.documents import create_document
from realtime.registry import register_document_kind
from tests.browser.editor.pages import KIND, EditorTestDocument
from tests.browser.editor.writers import Writer
from tests.live import session_cookie
from tests.server import LiveServer

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
register_document_kind(EditorTestDocument())

EXTRA = {"CONSULT_EXTRA_APPS": "tests.browser.editor.pages.Pages", "DEMO": ""}

Open = Callable[..., Writer]


@pytest.fixture(scope="session")
def _editor_server(django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveServer]:
    with django_db_blocker.unblock():
        server = LiveServer(environment=EXTRA)
    with server:
        yield server


@pytest.fixture
def editor_server(_editor_server: LiveServer, transactional_db: None) -> LiveServer:
    return _editor_server


@pytest.fixture
def own_editor_server(transactional_db: None) -> Iterator[LiveServer]:
    """A server for one test, which may kill it."""
    with LiveServer(environment=EXTRA) as server:
        yield server


@pytest.fixture
def document(transactional_db: None) -> Callable[[list[dict[str, Any]]], UUID]:
    def make(ops: list[dict[str, Any]]) -> UUID:
        return create_document(kind=KIND, ops=ops).pk

    return make


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(browser.new_context(locale="fr-FR", **options))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def open_on(contexts: Callable[..., BrowserContext]) -> Callable[[LiveServer], Open]:
    """`open_on(server)(document, "writer-1")` is that person with the text before it, in a browser of its own."""

    def on(server: LiveServer) -> Open:
        def opened(document_id: UUID, name: str, **options: Any) -> Writer:
            user, _ = get_user_model().objects.get_or_create(email=f"{name}@example.org", defaults={"name": name})
            context = contexts(base_url=server.url, **options)
            cookie, _, value = session_cookie(user).partition("=")
            context.add_cookies([{"name": cookie, "value": value, "url": server.url}])
            page = context.new_page()
            errors: list[str] = []
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on(
                "console",
                lambda message: errors.append(message.text) if "Content Security Policy" in message.text else None,
            )
            page.goto(f"/test/editor/{document_id}/")
            page.wait_for_selector("body[data-editor=ready]")
            return Writer(page, errors)

        return opened

    return on


@pytest.fixture
def opened(editor_server: LiveServer, open_on: Callable[[LiveServer], Open]) -> Open:
    return open_on(editor_server)
