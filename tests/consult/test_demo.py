"""The demo loads whatever the hour, also in the last one of a winter's day, a change of the clocks after its past."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from alliance.domain.queries import composition_findings
from alliance.models import Club, Member
from consult.demo.cast import PEOPLE
from consult.demo.clock import Past
from consult.management.commands import load_demo
from proposals.models import Proposal, Stage
from voting.models import Outcome, Poll, Seating, Tally

EMAILS = [person.email for person in PEOPLE if person.slug and person.role == "representative"]
LAST_HOUR = datetime(2026, 11, 28, 22, 45, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demo_loads_in_the_last_hour_of_a_winters_day(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the demo runs on SQLite: another database tells the time itself")
    settings.DEMO = True
    monkeypatch.setattr(load_demo, "Past", lambda: Past(LAST_HOUR))
    call_command("load_demo")

    assert set(Proposal.objects.values_list("stage", flat=True)) >= set(Stage.values) - {"void"}
    assert set(Tally.objects.values_list("outcome", flat=True)) >= {Outcome.ADOPTED, Outcome.REJECTED, Outcome.TIE}
    assert Poll.objects.filter(closed_at=None).exists()
    # One election has filled its seat, another waits for the ballots of people who can be entered.
    assert [seating.mandate is not None for seating in Seating.objects.all()] == [True]
    voting = Poll.objects.get(body="category", closed_at=None).voters.values("partner")
    assert set(EMAILS) & set(Member.objects.filter(partner__in=voting).values_list("user__email", flat=True))
    assert not [finding for finding in composition_findings(Club.objects.get()) if not finding.holds]
