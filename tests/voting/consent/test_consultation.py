"""A consultation decides nothing: no door gives it a verdict, each shows how the answers of a category divide."""

import json
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from alliance.domain.errors import Refused
from alliance.models import User
from tests.factories import Alliance
from tests.voting.acts import ADOPTED, cast_all, close, decide, in_an_hour, rule_of
from tests.voting.conftest import Handler
from tests.voting.consent.acts import ENGLISH, met_an_objection, open_consultation
from tests.voting.test_pages import words
from voting.domain.opening import open_poll, rules_for
from voting.domain.records import record_of
from voting.domain.writing_rules import add_rule
from voting.models import Poll, Tally
from voting.verifying import verify

VERDICTS = ("adopt", "reject", "void", "tie ", "quorum", "majority", "weight", "threshold")


@pytest.fixture
def closed(alliance: Alliance) -> tuple[Poll, Tally]:
    poll = open_consultation(alliance)
    cast_all(alliance, poll, ADOPTED)
    return poll, close(alliance, poll)


@pytest.mark.parametrize("votes", [{}, ADOPTED, dict.fromkeys(ADOPTED, "no")], ids=["nobody", "some", "against"])
def test_whatever_is_answered_the_outcome_is_that_it_was_asked(alliance: Alliance, votes: dict[str, str]) -> None:
    poll = open_consultation(alliance)
    cast_all(alliance, poll, votes)
    assert close(alliance, poll).outcome == "consulted"
    assert alliance.client("observer").get(poll.urls.result).status_code == 200


def test_no_door_speaks_of_a_verdict(alliance: Alliance, django_capture_on_commit_callbacks: Any) -> None:
    User.objects.update(language="en")
    client, seat = alliance.client("secretariat"), alliance.client("seat-4")
    with django_capture_on_commit_callbacks(execute=True):
        poll = open_consultation(alliance)
    home = words(seat.get("/", headers=ENGLISH))
    assert "Consultation of the council" in home and "Poll of the council" not in home
    said = [words(seat.get(poll.urls.page, headers=ENGLISH))]
    with django_capture_on_commit_callbacks(execute=True):
        cast_all(alliance, poll, ADOPTED)
        close(alliance, poll)
    said += [words(client.get(at, headers=ENGLISH)) for at in (poll.urls.page, poll.urls.result, "/polls/")]
    letters = [f"{letter.subject} {letter.body}" for letter in mail.outbox]
    assert any("Result: Consultation, without a decision" in letter for letter in letters)
    # The question of these tests asks whether something is adopted; the rule says that nothing is.
    asked = (poll.question, poll.title, "nothing is adopted and nothing is rejected", "no majority is reckoned")
    for text in said + letters:
        for own in asked:
            text = text.replace(own, "")
        assert [word for word in VERDICTS if word in text.lower()] == [], text


def test_the_result_shows_each_category(alliance: Alliance, closed: tuple[Poll, Tally]) -> None:
    poll, _tally = closed
    said = words(alliance.client("observer").get(poll.urls.result, headers=ENGLISH))
    assert "This consultation decides nothing. 6 voices for, 3 against and 1 abstention." in said
    assert "Together 6 3 1 0 10" in said
    # What a pointer, or a screen reader, finds in the picture.
    assert "Entreprises, Against 1" in said and "Financeurs, Abstention 1" in said
    assert "Answers by category" in said and "What it would have taken" not in said


def test_the_api_says_so_and_the_record_recounts(alliance: Alliance, closed: tuple[Poll, Tally]) -> None:
    poll, _tally = closed
    found = alliance.client("observer").get(f"/api/results/{poll.pk}/").json()
    assert (found["outcome"], found["result"]["outcome"]) == ("consulted", "void")
    assert alliance.client("observer").get(f"/api/polls/{poll.pk}/").json()["purpose"] == "consultation"
    data = record_of(poll)
    assert verify(data) == []
    assert json.loads(data)["poll"]["terms"] == {"purpose": "consultation"}


def test_neither_kind_is_told_as_if_votes_decided(alliance: Alliance, closed: tuple[Poll, Tally]) -> None:
    client = alliance.client("secretariat")
    met_an_objection(alliance)
    decided, _tally = decide(alliance, ADOPTED)
    for kind, status in (("consent", 404), ("consultation", 404), ("by-heads", 200)):
        rule = rule_of(alliance, f"council-{kind}")
        addresses = [reverse(name, args=[rule.pk]) for name in ("rule_power", "rule_tried")]
        assert [client.get(address).status_code for address in addresses] == [status] * 2
        assert (addresses[0] in client.get("/polls/open/").content.decode()) == (status == 200)
    tried = client.get(addresses[1]).content.decode()
    assert [poll for poll in Poll.objects.all() if poll.urls.result in tried] == [decided]


def test_their_rules_are_read_and_not_rewritten(alliance: Alliance) -> None:
    client, actor = alliance.client("secretariat"), alliance.actor("secretariat")
    for kind in ("consent", "consultation"):
        rule = rule_of(alliance, f"council-{kind}")
        page = client.get(rule.urls.page, headers=ENGLISH)
        assert page.status_code == 200 and rule.urls.next not in page.content.decode()
        assert client.get(rule.urls.next).status_code == 404
        with pytest.raises(Refused) as refused:
            add_rule(actor=actor, club=rule.club, body=rule.body, name="Autre", definition=rule.definition)
        assert set(refused.value.fields) == {"definition"}
    assert "Adopted if nobody objects" in words(client.get("/rules/", headers=ENGLISH))


def test_it_is_never_about_a_text(alliance: Alliance, subject: Handler) -> None:
    rule = rule_of(alliance, "council-consultation")
    with pytest.raises(Refused) as refused:
        open_poll(actor=alliance.actor("secretariat"), rule=rule, closes_at=in_an_hour(), subject=subject.name)
    assert set(refused.value.fields) == {"rule"}
    assert rule in rules_for(alliance.actor("secretariat"))
    assert rule not in rules_for(alliance.actor("secretariat"), deciding=True)
    client = alliance.client("secretariat")
    assert f'value="{rule.pk}"' in client.get("/polls/open/").content.decode()
    assert f'value="{rule.pk}"' not in client.get(f"/polls/open/?subject={subject.name}").content.decode()
