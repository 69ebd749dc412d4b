"""Fixtures of the live floor: a real server process, and people signed in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model

from tests.server import LiveServer, ThreadServer


def session_cookie(user: Any) -> str:
    """A new session of `user`, as a Cookie header."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


@pytest.fixture
def person(transactional_db: None) -> Callable[[str], Any]:
    """`person("writer-1")` is a user with that address; what it may do, see tests/realtime/kinds.py."""

    def make(name: str) -> Any:
        return get_user_model().objects.create_user(f"{name}@example.org", name)

    return make


@pytest.fixture(scope="session")
def _shared_server(django_db_setup: None) -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server


@pytest.fixture
def live_server_process(_shared_server: LiveServer, transactional_db: None) -> LiveServer:
    """The real server, in two processes with Redis, shared by tests that do not stop it; each empties the database."""
    return _shared_server


@pytest.fixture
def own_server(transactional_db: None) -> Iterator[LiveServer]:
    """A real server for one test, which may kill it."""
    with LiveServer() as server:
        yield server


@pytest.fixture(scope="session")
def _thread_server(django_db_setup: None) -> Iterator[ThreadServer]:
    with ThreadServer() as server:
        yield server


@pytest.fixture
def thread_server(_thread_server: ThreadServer, transactional_db: None) -> ThreadServer:
    """The application in a thread of this process: `announce` and `recheck` called by a test reach its rooms."""
    return _thread_server
