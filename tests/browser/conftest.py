"""How the suite starts Chromium, and what fails a browser test wherever it happens: a report of the content policy."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

# Playwright's own loop runs in this thread; the tests' queries are ordinary ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
    ]
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium"),
        "args": quiet,
    }


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """`open_page(width=390)` is a page with storage of its own; a breach of the policy fails the test."""
    contexts: list[BrowserContext] = []
    breaches: list[str] = []

    def note(message: Any) -> None:
        if "Content Security Policy" in message.text:
            breaches.append(message.text)

    def make(*, width: int = 1440, height: int = 900, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: breaches.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert breaches == []
