"""The parts of the design and the pages for everybody: accessible, never sideways, by keyboard, without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.server import LiveServer

PAGES = [
    "/parts/",
    "/",
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accessibility/",
    "/personal-data/",
    "/demo/enter/",
]


@pytest.fixture(scope="module")
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[LiveServer]:
    """With DEBUG, so that the sheet of parts is there, and as a demo, for its entrance."""
    with django_db_blocker.unblock():
        prepared = LiveServer(environment={"DEBUG": "1", "DEMO": "1"})
    with prepared:
        yield prepared


def faults(page: Page) -> list[str]:
    """What axe finds on the page: WCAG A and AA and its best practices."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{page.url} {v['id']}: {node['html'][:200]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize(
    ("width", "scheme", "pages"),
    [(1440, "light", PAGES), (390, "dark", PAGES), (1440, "dark", PAGES[:1]), (390, "light", PAGES[:1])],
    ids=["wide light", "phone dark", "parts wide dark", "parts phone light"],
)
def test_axe_finds_nothing_on_the_parts_and_public_pages(
    server: LiveServer, transactional_db: None, open_page: OpenPage, width: int, scheme: str, pages: list[str]
) -> None:
    page = open_page(width=width, color_scheme=scheme, reduced_motion="reduce")
    found = []
    for path in pages:
        assert page.goto(server.url + path).status == 200, path  # type: ignore[union-attr]
        found += faults(page)
    assert found == []


@pytest.mark.parametrize("width", [320, 720], ids=["320 px", "1440 px at 200 %"])
def test_no_page_scrolls_sideways(server: LiveServer, transactional_db: None, open_page: OpenPage, width: int) -> None:
    page = open_page(width=width)
    wide = {}
    for path in PAGES:
        page.goto(server.url + path)
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wide[path] = needed
    assert wide == {}


def test_targets_are_large_enough_for_a_thumb_on_a_phone(
    server: LiveServer, transactional_db: None, open_page: OpenPage
) -> None:
    page = open_page(width=390, has_touch=True, is_mobile=True)
    page.goto(server.url + "/parts/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("main :is(.btn, input, select), header :is(a, summary)")]
            .filter(e => e.checkVisibility() && !e.matches("[type=radio], [type=checkbox], .slim"))
            .map(e => [e.outerHTML.slice(0, 90), Math.round(e.getBoundingClientRect().height)])
            .filter(([, height]) => height < 44)"""
    )
    assert small == []


def test_the_first_tab_offers_to_skip_to_the_content(
    server: LiveServer, transactional_db: None, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(server.url + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_menu_opens_and_closes_by_keyboard_and_gives_the_focus_back(
    server: LiveServer, transactional_db: None, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(server.url + "/")
    menu = page.locator("details.me")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    menu.locator("summary").click()
    page.locator("h1").click()
    expect(menu).not_to_have_attribute("open", "")


def test_a_dialog_gives_the_focus_to_its_title_and_back_to_its_button(
    server: LiveServer, transactional_db: None, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(server.url + "/parts/")
    opener = page.locator("button[commandfor=sample]")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sample-title")).to_be_focused()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#sample")).not_to_be_visible()
    expect(opener).to_be_focused()


def test_the_theme_and_the_language_are_chosen_without_any_script(
    server: LiveServer, transactional_db: None, open_page: OpenPage
) -> None:
    page = open_page(java_script_enabled=False, color_scheme="light")
    page.goto(server.url + "/accounts/login/")
    page.locator("details.me summary").click()
    page.locator("button[name=theme][value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("details.me summary").click()
    page.locator("button[name=language][value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/accounts/login/")


def test_a_form_with_errors_puts_them_first_and_ties_each_to_its_field(
    server: LiveServer, transactional_db: None, open_page: OpenPage
) -> None:
    page = open_page()
    page.goto(server.url + "/parts/")
    summary = page.locator(".summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Population").click()
    field = page.locator("#id_population")
    expect(field).to_be_focused()
    described = field.get_attribute("aria-describedby")
    assert described
    expect(page.locator(f"#{described.split()[-1]}")).to_contain_text("nombre d’habitants")
    expect(field).to_have_attribute("aria-invalid", "true")


def test_a_plain_badge_stands_out_from_its_ground_in_the_dark(
    server: LiveServer, transactional_db: None, open_page: OpenPage
) -> None:
    page = open_page(color_scheme="dark")
    page.goto(server.url + "/parts/")
    badge, ground, words = page.evaluate(
        """() => {
            const luminance = (colour) => {
                const [r, g, b] = colour.match(/[0-9.]+/g).map((part) => part / 255)
                    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
            };
            const badge = getComputedStyle(document.querySelector('main .badge[class="badge "]'));
            const page = getComputedStyle(document.documentElement);
            return [badge.backgroundColor, page.backgroundColor, badge.color].map(luminance);
        }"""
    )
    assert badge / ground > 1.3
    assert words / badge > 4.5
