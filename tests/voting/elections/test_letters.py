"""The letters to who was elected, and to whom a correction takes the seat back."""

from collections.abc import Callable

import pytest
from django.core import mail

from tests.factories import Alliance
from tests.voting.elections.acts import FOR_A, agencies, correct, decided, mandate_given, three_votes
from voting.domain.closing import last_tally


def letters_to(alliance: Alliance, slug: str) -> list[str]:
    """Those that are about the seat, not about the poll."""
    found = [letter for letter in mail.outbox if letter.to == [alliance.user(slug).email]]
    return [letter.body for letter in found if "/council/" in letter.body]


def test_who_receives_or_loses_the_seat_is_told_once(
    alliance: Alliance, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        poll = three_votes(alliance)
    [letter] = letters_to(alliance, "member")
    assert poll.urls.result in letter and "Agences de l’énergie" in letter
    assert not letters_to(alliance, "other-agency")

    with django_capture_on_commit_callbacks(execute=True):
        correct(alliance, poll, "other-agency")
    assert len(letters_to(alliance, "member")) == 1
    with django_capture_on_commit_callbacks(execute=True):
        correct(alliance, poll, "representative", "third-agency")
    assert len(letters_to(alliance, "other-agency")) == 1
    # Who loses the seat by it hears so, with the reason's address.
    _elected, lost = letters_to(alliance, "member")
    assert "corrigé" in lost and "n’avait pas commencé" in lost and poll.urls.result in lost


def test_a_mail_server_that_is_away_undoes_nothing(
    alliance: Alliance,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    def away(*_args: object) -> None:
        raise OSError("away: member@example.org")

    monkeypatch.setattr("voting.interfaces.elections.letters.send", away)
    with django_capture_on_commit_callbacks(execute=True):
        poll, _tally = decided(alliance, {"representative": FOR_A})
    assert mandate_given(agencies(alliance)).holder == alliance.user("member")
    assert last_tally(poll) is not None
    # It is a warning, and no address stands in it.
    [said] = [record for record in caplog.records if record.name.startswith("voting.interfaces.elections")]
    assert (said.levelname, "@" in said.getMessage()) == ("WARNING", False)
