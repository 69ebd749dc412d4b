"""The main job in browsers, end to end: a text that three people start becomes a published position."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from proposals.models import Proposal, Revision
from realtime.documents import read_state
from tests.browser.editor.writers import all_agree
from tests.browser.walks.conftest import Enter
from tests.browser.walks.letters import Letters
from tests.browser.walks.pages import cast, comment, fill, open_it, press, write_in
from tests.browser.walks.seats import cast_elsewhere
from tests.browser.walks.words import fr
from tests.factories import Alliance
from tests.server import LiveServer
from tests.voting.acts import ADOPTED
from voting.models import Poll

TITLE = "La chaleur des communes d’abord"
SAID = ["isolée ", "chauffée ", "habitée "]


def start(rapporteur: Page, others: list[Page], letters: Letters) -> Proposal:
    """The rapporteur starts the text and invites two people of other partners, who accept."""
    press(rapporteur, "Start a proposal")
    fill(rapporteur, title=TITLE, addressees="Le ministère de l’énergie")
    press(rapporteur, "Begin to write")
    rapporteur.wait_for_selector("body[data-editor=ready]")
    proposal = Proposal.objects.get(title=TITLE)
    rapporteur.goto(proposal.urls.people)
    for number, other in enumerate(others, start=1):
        address = f"coauthor-{number}@example.org"
        fill(rapporteur, who=address)
        press(rapporteur, "Invite")
        other.goto(letters.link(address))
        press(other, "Accept the invitation")
    return proposal


def write_together(proposal: Proposal, pages: list[Page]) -> None:
    """Three people type at the same moment; every screen ends with the text that is saved."""
    writers = [write_in(page, proposal.urls.edit) for page in pages]
    first = writers[0]
    first.page.locator(".ProseMirror").click()
    first.press("Control+End", "Enter")
    first.type("## Le constat")
    first.press("Enter")
    first.type("Une maison vide perd sa chaleur.")
    first.press("Enter")
    first.type("Un diagnostic complet pour chaque commune.")
    all_agree(proposal.document, *writers)
    # Each at a place of its own; the very same place is tried by the editor's own suite.
    for writer, place in zip(writers, ["Une maison ", "Une maison vide ", "Un diagnostic complet "], strict=True):
        writer.select(place, len(place))
    for writer in writers:
        expect(writer.page.locator(".ProseMirror .caret")).to_have_count(2)
    for letters in zip(*[f"{word:<9}" for word in SAID], strict=True):
        for writer, letter in zip(writers, letters, strict=True):
            writer.page.keyboard.insert_text(letter)
    all_agree(proposal.document, *writers)
    for word in SAID:
        assert word.strip() in read_state(proposal.document).text, "the letters of each one stay together"
    expect(first.page.locator("#editor-saved-text")).to_have_text(fr("Saved"))
    expect(first.page.locator("#editor-people .av")).to_have_count(3)


def open_consultation(rapporteur: Page, proposal: Proposal) -> Revision:
    rapporteur.goto(proposal.urls.consultation)
    closes = timezone.localtime() + timedelta(days=7)
    fill(rapporteur, closes_at=closes.strftime("%Y-%m-%dT%H:%M"))
    rapporteur.locator("main form button.primary").click()
    expect(rapporteur.locator("#reading")).to_contain_text("perd sa chaleur")
    frozen = Revision.objects.get(proposal=proposal)
    rapporteur.goto(proposal.urls.history)
    expect(rapporteur.get_by_text(frozen.sha256[:12])).to_be_visible()
    return frozen


def discuss(proposal: Proposal, member: Page, reader: Page, rapporteur: Page) -> None:
    """A comment comes to who reads without moving what is read; it is replied to and settled."""
    for page in (member, reader, rapporteur):
        page.goto(proposal.urls.page)
    expect(reader.locator("[data-present-names]")).to_contain_text("Member")
    line = reader.locator("#reading p").last
    before = line.bounding_box()
    comment(member, "diagnostic complet", "Qui paie ce diagnostic ?")
    expect(reader.locator("[data-news]")).to_be_visible()
    assert line.bounding_box() == before, "what is read has moved"
    reader.locator("[data-news]").click()
    note = reader.locator("#notes .note", has_text="Qui paie ce diagnostic")
    expect(note).to_be_visible()
    expect(reader.locator("#reading mark[data-threads]")).to_have_text("diagnostic complet")

    note.locator("[data-needs=reply] > summary").click()
    note.locator("textarea[name=text]").fill("L’agence locale, pour moitié.")
    note.get_by_role("button", name=fr("Send the reply")).click()
    expect(note.locator(".reply")).to_contain_text("L’agence locale")
    expect(member.locator("[data-news]")).to_be_visible()
    member.locator("[data-news]").click()
    own = member.locator("#notes .note", has_text="Qui paie ce diagnostic")
    expect(own.locator(".reply")).to_contain_text("pour moitié")

    comment(member, "Le constat", "Un titre plus parlant ?")
    small = member.locator("#notes .note", has_text="Un titre plus parlant")
    small.get_by_role("button", name=fr("Mark as settled")).click()
    expect(small).to_have_class(re.compile("closed"))


def support(representative: Page, proposal: Proposal) -> None:
    """With a reservation; the page of another who reads shows the count by itself."""
    representative.goto(proposal.urls.support)
    representative.locator("[name=kind][value=reservation]").check()
    fill(representative, words="Pas avant 2028.")
    representative.locator("main form.form button.primary").click()
    expect(representative.locator(".signers")).to_contain_text("Pas avant 2028.")


def settle(rapporteur: Page, proposal: Proposal) -> None:
    """Comments are answered, the text edited; the one whose words are gone is listed as such."""
    # Nobody waits seven days: the closing time has come.
    Proposal.objects.filter(pk=proposal.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    rapporteur.goto(proposal.urls.settle)
    rapporteur.locator("main form button.primary").click()
    rapporteur.wait_for_url(f"**{proposal.urls.settling}")
    writer = write_in(rapporteur, proposal.urls.edit)
    expect(rapporteur.locator("mark.passage", has_text="diagnostic complet")).to_be_visible()
    writer.select("Un diagnostic complet", 3, len("Un diagnostic complet"))
    writer.press("Delete")
    writer.type("audit gratuit")
    writer.is_saved()
    expect(rapporteur.locator("#editor-gone")).to_contain_text("Qui paie ce diagnostic")

    rapporteur.goto(proposal.urls.settling)
    expect(rapporteur.get_by_role("heading", name=fr("Passages that are gone"))).to_be_visible()
    card = rapporteur.locator(".settled-card", has_text="Qui paie ce diagnostic")
    card.locator("[data-needs=answer] > summary").click()
    card.locator("textarea[name=reason]").fill("L’audit devient gratuit.")
    card.get_by_role("button", name=fr("Taken up")).click()
    expect(rapporteur.locator(".answer", has_text="L’audit devient gratuit.").first).to_be_attached()


def freeze(rapporteur: Page, proposal: Proposal) -> None:
    rapporteur.goto(proposal.urls.freeze)
    rapporteur.locator("main form button.primary").click()
    expect(rapporteur.locator("#reading")).to_contain_text("audit gratuit")
    rapporteur.goto(proposal.urls.diff(1, 2))
    expect(rapporteur.locator(".compared ins").first).to_contain_text("audit gratuit")
    expect(rapporteur.locator(".compared del").first).to_contain_text("diagnostic complet")


def confirm(representative: Page, proposal: Proposal) -> None:
    representative.goto(proposal.urls.page)
    representative.locator(".prop-head .acts .btn.primary").click()
    press(representative.locator("#support-dialog"), "Confirm the support")
    expect(representative.locator("#support-dialog")).to_have_count(0)
    representative.goto(proposal.urls.support)
    expect(representative.get_by_text(fr("confirmed"), exact=True)).to_be_visible()


def vote(server: LiveServer, alliance: Alliance, secretariat: Page, enter: Enter, proposal: Proposal) -> Poll:
    """Ten seats, three of them by their pages; who reads sees that they have voted, and not how."""
    secretariat.goto(proposal.urls.page)
    secretariat.locator(".prop-head .acts .btn.primary").click()
    open_it(secretariat)
    expect(secretariat.locator("[data-live=participation]")).to_contain_text("0")
    poll = Poll.objects.get(subject=proposal.subject)
    voters = [enter(slug, poll.urls.page) for slug in ("seat-4", "chair", "seat-9")]
    for slug, page in zip(("seat-4", "chair", "seat-9"), voters, strict=True):
        cast(page, ADOPTED[slug])
    for slug, choice in ADOPTED.items():
        if slug not in {"seat-4", "chair", "seat-9"}:
            cast_elsewhere(server, alliance, poll, slug, choice)
    expect(secretariat.locator(".voted .badge.ok")).to_have_count(10)
    page = secretariat.request.get(poll.urls.result)
    assert fr("The calculation, clause by clause") not in page.text(), "a result before the closing"

    secretariat.locator("details.more summary", has_text=fr("Conduct the poll")).click()
    press(secretariat, "Close the poll now")
    press(secretariat, "Close and count")
    expect(secretariat.locator(".seal.adopted")).to_be_visible()
    expect(secretariat.locator("main")).to_contain_text("16/21")
    expect(voters[0].locator("[data-live=state] a[href]")).to_be_visible()
    return poll


def test_a_text_of_three_partners_becomes_a_published_position(
    server: LiveServer, alliance: Alliance, enter: Enter, visit: Enter, letters: Letters
) -> None:
    rapporteur = enter("rapporteur", "/proposals/")
    writers = [enter("coauthor-1"), enter("coauthor-2")]
    proposal = start(rapporteur, writers, letters)
    write_together(proposal, [rapporteur, *writers])
    open_consultation(rapporteur, proposal)

    member, representative = enter("member"), enter("representative")
    discuss(proposal, member, writers[0], rapporteur)
    support(representative, proposal)
    expect(member.locator("[data-support]")).to_contain_text(fr("See who"))
    settle(rapporteur, proposal)
    freeze(rapporteur, proposal)
    confirm(representative, proposal)

    secretariat = enter("secretariat")
    vote(server, alliance, secretariat, enter, proposal)
    secretariat.goto(proposal.urls.page)
    secretariat.locator(".prop-head .acts .btn.primary").click()
    secretariat.locator("main form button.primary").click()

    visitor = visit("/")
    visitor.get_by_role("link", name=TITLE).first.click()
    expect(visitor.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(visitor.locator("article.read")).to_contain_text("audit gratuit")
    expect(visitor.locator(".signers")).to_contain_text("Pas avant 2028.")
    expect(visitor.locator(".signers")).to_contain_text(alliance.partner.name)
    assert "Qui paie" not in visitor.content()
