"""The home page: the public face for a visitor, what waits for whom for a member."""

from uuid import uuid4

import pytest

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
