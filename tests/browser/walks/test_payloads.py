"""A44 in a real browser: scripts dressed as Markdown in a text and in comments run nothing and ask no other host."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

from tests.browser.walks.conftest import Enter
from tests.factories import Alliance
from tests.proposals.path import Path
from tests.security.payloads import MARKDOWN, TAGS, payloads
from tests.server import LiveServer

# Every kind of link with one address in seven, all pieces of HTML, all Markdown.
CHOSEN = [*payloads()[: len(payloads()) // 3 : 7], *TAGS, *MARKDOWN]


def watch(page: Page, server: LiveServer) -> list[str]:
    """What happens on the page that never should: a dialog, or a request to another host."""
    seen: list[str] = []

    def note(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws"} and f"{address.hostname}:{address.port}" not in server.url:
            seen.append(request.url)

    page.on("request", note)
    page.on("dialog", lambda dialog: (seen.append(dialog.message), dialog.dismiss()))
    page.add_init_script("window.alert = (words) => { throw new Error(`a script has run: ${words}`); }")
    return seen


def test_A44_payloads_in_a_text_and_in_comments_run_no_script_and_ask_no_other_host(
    server: LiveServer, alliance: Alliance, enter: Enter
) -> None:
    lines = [{"insert": f"{' '.join(payload.split())}\n"} for payload in CHOSEN]
    path = Path(alliance)
    draft = path.draft(ops=[{"insert": "Le constat\n"}, *lines])
    consulted = path.consultation(path.draft(title="<script>alert(1)</script>", ops=[*lines, {"insert": "Fin.\n"}]))
    for start in range(0, len(CHOSEN), 40):
        path.comment("member", consulted, "", "\n\n".join(CHOSEN[start : start + 40])[:9_900])

    page = enter("rapporteur", "/council/")
    seen = watch(page, server)
    page.goto(draft.urls.edit)
    page.wait_for_selector("body[data-editor=ready]")
    page.goto(consulted.urls.page)
    assert page.locator("#reading p").count() > len(CHOSEN) / 2
    # What waits for a hand, a focus or a passing pointer.
    for kind in ("pointerover", "mouseover", "focus", "toggle", "load", "error", "animationstart"):
        page.evaluate(
            """(kind) => { for (const one of document.querySelectorAll("#discussion *"))
                 one.dispatchEvent(new Event(kind, {bubbles: false})); }""",
            kind,
        )
    harmful = page.evaluate(
        """() => [...document.querySelectorAll("#discussion *")].filter((one) =>
             [...one.attributes].some(({name, value}) => name.startsWith("on")
               || (["href", "src", "action", "formaction", "xlink:href"].includes(name)
                   && /^[\\s\\u0000-\\u0020]*(javascript|vbscript|data):/i.test(value)))
             || one.matches(":is(.read, .said) :is(script, iframe, object, embed, style, link, meta, base, img)"))
           .map((one) => one.outerHTML.slice(0, 120))"""
    )
    assert harmful == []
    assert seen == []
