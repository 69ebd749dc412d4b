"""The home page: the public face for a visitor, what waits for whom for a member."""

from uuid import uuid4

import pytest

from proposals.domain.publication import publish
from proposals.models import Stage
from tests.factories import Alliance
from tests.proposals.path import Path
from tests.voting.acts import open_council, seat
from voting.domain.casting import cast_ballot

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(alliance: Alliance) -> Path:
    return Path(alliance)


def home(alliance: Alliance, slug: str) -> str:
    return alliance.client(slug).get("/").content.decode()


def test_a_visitor_reads_the_published_positions_and_no_other_title(alliance: Alliance, path: Path) -> None:
    shown = path.published(path.final(path.settling(path.consultation(path.draft(title="Une position publiée")))))
    path.consultation(path.draft(title="Un texte en consultation"))

    page = home(alliance, "visitor")
    assert "Une position publiée" in page and shown.urls.page in page
    assert "Un texte en consultation" not in page


def test_an_open_consultation_waits_for_every_member_and_a_draft_for_its_authors(
    alliance: Alliance, path: Path
) -> None:
    path.consultation(path.draft(title="Un texte en consultation"))
    path.draft(title="Un brouillon")

    assert "Un texte en consultation" in home(alliance, "representative")
    assert "Un brouillon" in home(alliance, "rapporteur")
    assert "Un brouillon" not in home(alliance, "representative")


def test_an_invitation_waits_for_who_is_invited(alliance: Alliance, path: Path) -> None:
    path.invite(path.draft(title="Un brouillon à plusieurs"), "coauthor-2")

    assert "Un brouillon à plusieurs" in home(alliance, "coauthor-2")
    assert "Un brouillon à plusieurs" not in home(alliance, "coauthor-3")


def test_a_support_to_confirm_waits_for_its_representative(alliance: Alliance, path: Path) -> None:
    proposal = path.consultation(path.draft(title="Un texte soutenu"))
    path.support("representative", proposal)
    path.final(path.settling(proposal))

    assert "Soutien à confirmer" in home(alliance, "representative")
    assert "Soutien à confirmer" not in home(alliance, "representative-1")


def test_an_open_poll_waits_for_its_seats_until_they_have_voted(alliance: Alliance) -> None:
    poll = open_council(alliance)
    voter = seat(alliance, poll, "seat-4")
    assert "Lire et voter" in home(alliance, "seat-4")

    cast_ballot(actor=alliance.actor("seat-4"), voter=voter, choice="yes", receipt=uuid4())
    assert "Lire et voter" not in home(alliance, "seat-4")
    assert "Lire et voter" in home(alliance, "seat-5")
    assert "Lire et voter" not in home(alliance, "member")


def test_a_final_text_waits_for_its_poll_with_the_secretariat(alliance: Alliance, path: Path) -> None:
    proposal = path.settling(path.consultation(path.draft(title="Un texte à voter")))
    opening = f'href="/polls/open/?subject={proposal.subject}"'
    assert opening not in home(alliance, "secretariat")

    proposal = path.final(proposal)
    page = home(alliance, "secretariat")
    assert opening in page and "Scrutin à ouvrir" in page
    for slug in ("rapporteur", "representative", "seat-4"):
        assert opening not in home(alliance, slug)

    open_council(alliance, subject=proposal.subject)
    assert opening not in home(alliance, "secretariat")


def test_an_adopted_text_waits_to_be_published_with_the_secretariat(alliance: Alliance, path: Path) -> None:
    proposal = path.at(Stage.ADOPTED)
    publishing = f'href="{proposal.urls.publish}"'
    page = home(alliance, "secretariat")
    assert publishing in page and "Texte à publier" in page
    assert publishing not in home(alliance, "rapporteur")

    publish(actor=alliance.actor("secretariat"), proposal=proposal)
    assert publishing not in home(alliance, "secretariat")
