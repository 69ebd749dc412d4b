"""How people come in: the first by a printed link, then each invited by another, and back in by a code."""

from io import StringIO
from urllib.parse import urlsplit

from django.core.management import call_command
from playwright.sync_api import expect

from alliance.models import User
from tests.browser.walks.conftest import Enter
from tests.browser.walks.letters import Letters
from tests.browser.walks.pages import fill, press
from tests.browser.walks.words import fr


def test_from_the_printed_link_to_a_colleague_who_signs_in_by_code(visit: Enter, letters: Letters) -> None:
    printed = StringIO()
    call_command("invite", "claire@example.org", role="secretariat", stdout=printed)
    secretariat = visit(urlsplit(printed.getvalue().strip()).path)
    fill(secretariat, name="Claire Aubin", password="un dolmen bleu sous la pluie")
    press(secretariat, "Accept and enter")
    expect(secretariat.get_by_label(fr("Menu of %(name)s", name="Claire Aubin"))).to_be_visible()

    secretariat.goto("/partners/new/")
    fill(secretariat, name="Agence du Haut-Vernoy")
    secretariat.locator("[name=category]").select_option(label="Agences de l’énergie")
    press(secretariat, "Add")
    press(secretariat, "Admit as a partner")
    press(secretariat, "Invite a person")
    fill(secretariat, email="mehdi@example.org")
    secretariat.locator("[name=role]").select_option("representative")
    press(secretariat, "Send the invitation")
    expect(secretariat.get_by_text("mehdi@example.org").first).to_be_visible()

    representative = visit(letters.link("mehdi@example.org"))
    expect(representative.get_by_text("Claire Aubin")).to_be_visible()
    fill(representative, name="Mehdi Garnier")
    press(representative, "Accept and enter")
    expect(representative.get_by_role("heading", name="Agence du Haut-Vernoy")).to_be_visible()
    press(representative, "Invite a person")
    fill(representative, email="odile@example.org")
    press(representative, "Send the invitation")
    expect(representative.get_by_text("odile@example.org").first).to_be_visible()

    colleague = visit(letters.link("odile@example.org"))
    fill(colleague, name="Odile Perrin")
    press(colleague, "Accept and enter")
    colleague.goto("/accounts/logout/")
    colleague.locator("main").get_by_role("button", name=fr("Sign out")).click()

    colleague.goto("/accounts/login/")
    press(colleague, "Send me a code")
    colleague.locator("main input[type=email]").fill("odile@example.org")
    colleague.locator("main form button.primary").click()
    colleague.locator("main input[name=code]").fill(letters.code("odile@example.org"))
    colleague.locator("main form button.primary").click()
    expect(colleague.get_by_role("heading", name=fr("What waits for you"))).to_be_visible()
    expect(colleague.locator(".capacity b").first).to_contain_text("Agence du Haut-Vernoy")
    assert User.objects.get(email="odile@example.org").has_usable_password() is False
