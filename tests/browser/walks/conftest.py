"""Fixtures of the walks: one real server whose e-mails land in a folder, and people who enter it by their slug."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from alliance.models import User
from tests.browser.conftest import OpenPage
from tests.browser.walks.letters import Letters
from tests.live import session_cookie
from tests.server import LiveServer

Enter = Callable[..., Page]


@pytest.fixture(scope="session")
def _walked(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[LiveServer, Path]]:
    folder = tmp_path_factory.mktemp("letters")
    with django_db_blocker.unblock():
        # The path of a file URL begins after its third slash.
        server = LiveServer(environment={"EMAIL_URL": f"filemail:///{folder}", "DEMO": ""})
    with server:
        yield server, folder


@pytest.fixture
def server(_walked: tuple[LiveServer, Path], transactional_db: None) -> LiveServer:
    """`manage.py serve` on the suite's database, which is empty when a walk begins."""
    return _walked[0]


@pytest.fixture
def letters(_walked: tuple[LiveServer, Path]) -> Letters:
    """What the server has sent; empty when a walk begins."""
    folder = _walked[1]
    for letter in folder.iterdir():
        letter.unlink()
    return Letters(folder)


@pytest.fixture
def visit(server: LiveServer, open_page: OpenPage) -> Enter:
    """`visit("/council/")` is a visitor's page in a browser of its own, at this address."""

    def opened(path: str = "/", **options: Any) -> Page:
        page = open_page(base_url=server.url, **options)
        page.goto(path)
        return page

    return opened


@pytest.fixture
def enter(server: LiveServer, open_page: OpenPage) -> Enter:
    """`enter("seat-4", "/polls/")` is that person of the alliance, signed in, in a browser of its own."""

    def entered(slug: str, path: str = "/", **options: Any) -> Page:
        page = open_page(base_url=server.url, **options)
        name, _, value = session_cookie(User.objects.get(email=f"{slug}@example.org")).partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": server.url}])
        page.goto(path)
        return page

    return entered
