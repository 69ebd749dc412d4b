"""The path on real texts: a sheet of the climate reference as a draft, signatories of the Covenant as partners."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from alliance.models import Partner
from proposals.models import Revision
from proposals.text.lines import from_delta, outline, to_delta
from proposals.text.markdown import parse
from realtime.documents import read_state
from tests.browser.editor.writers import shared_runs
from tests.browser.walks.conftest import Enter
from tests.browser.walks.pages import fill, press, write_in
from tests.corpora import corpus
from tests.factories import Alliance
from tests.proposals.path import Path


def test_a_sheet_of_23_kb_is_written_frozen_read_and_compared(alliance: Alliance, enter: Enter) -> None:
    sheet = corpus("referentiel-climat-air-energie/3.3.4.md").read_text()
    path = Path(alliance)
    proposal = path.draft(title="Décarboner l’assainissement", ops=to_delta(parse(sheet)[0]))
    rapporteur = enter("rapporteur")
    writer = write_in(rapporteur, proposal.urls.edit)
    writer.is_saved()
    assert writer.runs == shared_runs(proposal.document)
    writer.select(writer.lines[2][1][:12], 0)
    writer.type("Nous disons ceci. ")
    writer.is_saved()

    rapporteur.goto(proposal.urls.consultation)
    fill(rapporteur, closes_at=(timezone.localtime() + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"))
    rapporteur.locator("main form button.primary").click()
    expect(rapporteur.locator("#reading")).to_contain_text("Nous disons ceci.")
    headings = [heading.text.split() for heading in outline(from_delta(read_state(proposal.document).ops))]
    shown = rapporteur.locator("#reading :is(h1, h2, h3, h4, h5, h6)").all_inner_texts()
    assert [words.split() for words in shown] == headings

    path.settling(proposal)
    writer = write_in(rapporteur, proposal.urls.edit)
    writer.select("Nous disons ceci. ", 0, len("Nous disons ceci. "))
    writer.press("Delete")
    writer.is_saved()
    rapporteur.goto(proposal.urls.freeze)
    rapporteur.locator("main form button.primary").click()
    expect(rapporteur.locator("#reading")).to_be_visible()
    rapporteur.goto(proposal.urls.diff(1, 2))
    expect(rapporteur.locator(".compared del")).to_have_text("Nous disons ceci.")
    expect(rapporteur.locator(".compared ins")).to_have_count(0)
    assert Revision.objects.filter(proposal=proposal).count() == 2


def test_the_french_signatories_of_the_covenant_become_partners_through_the_page(
    alliance: Alliance, enter: Enter
) -> None:
    register = corpus("convention-maires-signataires.csv")
    before = Partner.objects.count()
    secretariat = enter("secretariat", "/partners/import/")
    secretariat.locator("[name=file]").set_input_files(register)
    secretariat.locator("[name=category]").select_option("collectivites")
    fill(secretariat, country="fr")
    press(secretariat, "See what would happen")
    for target, heading in {"name": "nom", "reference": "id", "country": "pays", "population": "population"}.items():
        secretariat.locator(f"[name=column-{target}]").select_option(heading)
    press(secretariat, "Look again")
    refused = secretariat.locator("main .scroll", has_text="Langrolay")
    expect(refused).to_be_visible()
    expect(secretariat.locator("main")).to_contain_text("Marie-Galante")
    assert Partner.objects.count() == before, "looking imports nothing"

    secretariat.locator("[name=admit]").check()
    press(secretariat, "Import")
    expect(secretariat.locator("main dl dd").first).to_have_text("192")
    assert Partner.objects.filter(name="Langrolay sur Rance").count() == 1
    assert Partner.objects.count() == before + 192
    secretariat.goto("/partners/import/")
    secretariat.locator("[name=file]").set_input_files(register)
    secretariat.locator("[name=category]").select_option("collectivites")
    fill(secretariat, country="fr")
    secretariat.locator("[name=accept_homonyms]").check()
    press(secretariat, "See what would happen")
    secretariat.locator("[name=column-name]").select_option("nom")
    secretariat.locator("[name=column-reference]").select_option("id")
    press(secretariat, "Import")
    assert Partner.objects.filter(name="Langrolay sur Rance").count() == 2, "the homonym comes when one says so"
