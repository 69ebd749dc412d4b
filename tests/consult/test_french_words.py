"""French words that agree with what they stand beside, on the pages where they stand."""

import re

import pytest
from django.template.loader import render_to_string

from alliance.interfaces.forms.partners import RegisterFilter
from alliance.interfaces.forms.people import NewAccountForm
from proposals.interfaces.forms import ListFilter
from tests.factories import Alliance
from tests.proposals.path import Path
from tests.voting.acts import in_an_hour, rule_of
from voting.domain.opening import open_poll

pytestmark = pytest.mark.django_db


def said(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html))


def test_a_field_says_once_that_it_may_be_left_empty() -> None:
    field = said(render_to_string("components/field.html", {"field": NewAccountForm()["password"]}))
    assert field.count("(facultatif)") == 1


def test_all_of_a_filter_agrees_with_its_label(alliance: Alliance) -> None:
    texts, partners = ListFilter(club=alliance.club), RegisterFilter(club=alliance.club)
    firsts = {
        name: str(form.fields[name].choices[0][1])  # type: ignore[attr-defined]
        for form, name in [(texts, "theme"), (texts, "stage"), (partners, "category"), (partners, "territory")]
    }
    assert firsts == {"theme": "Tous", "stage": "Toutes", "category": "Toutes", "territory": "Tous"}


def test_a_support_is_withdrawn(alliance: Alliance) -> None:
    path = Path(alliance)
    proposal = path.consultation()
    path.support("representative", proposal)
    page = alliance.client("representative").get(proposal.urls.support).content.decode()
    assert "Retirer le soutien" in page


def test_a_proposal_says_what_its_adoption_does_and_its_title_is_quoted_within_quotation_marks(
    alliance: Alliance,
) -> None:
    path = Path(alliance)
    proposal = path.final(path.settling(path.consultation(path.draft(title="Des toits « verts » d’abord"))))
    poll = open_poll(
        actor=alliance.actor("secretariat"),
        rule=rule_of(alliance),
        subject=f"proposal:{proposal.pk}",
        closes_at=in_an_hour(),
    )
    page = alliance.client("seat-4").get(poll.urls.page).content.decode()
    assert "S’il est adopté, le texte devient" in page
    dialog = page.split('id="confirm-vote"')[1].split("</dialog>")[0]
    assert dialog.count("Des toits “verts” d’abord") == 3 and "« verts »" not in dialog.replace("\u00a0", " ")
