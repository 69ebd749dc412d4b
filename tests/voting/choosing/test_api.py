"""Choices among options by the API: what is offered, a ballot and its answer, what was chosen once it is closed."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse

from tests.factories import Alliance
from tests.voting.acts import open_council, seat
from tests.voting.choosing.acts import OPTIONS, RANKED, decided, open_choice, ranks
from voting.domain.options import MOST
from voting.models import Ballot, Poll


def send(alliance: Alliance, poll: Poll, slug: str = "seat-4", **body: Any) -> HttpResponse:
    body = {"voter": seat(alliance, poll, "seat-4").pk, "id": str(uuid4()), **body}
    return alliance.client(slug).post(f"/api/polls/{poll.pk}/ballot/", body, content_type="application/json")


SAID: list[tuple[str, dict[str, Any]]] = [
    ("schulze", {"ranks": [["B"], ["A", "C"]]}),
    ("runoff", {"ranks": [["B"]]}),
    ("transfer", {"ranks": [["C"], ["A"]]}),
    ("approval", {"ranks": [["A", "B"]]}),
    ("judgment", {"grades": {"A": "good", "C": "reject"}}),
]


@pytest.mark.parametrize(("method", "said"), SAID)
def test_a_ballot_is_answered_with_its_id_and_what_it_says(
    alliance: Alliance, method: str, said: dict[str, Any]
) -> None:
    poll, number = open_choice(alliance, method), str(uuid4())

    first, again = send(alliance, poll, id=number, **said), send(alliance, poll, id=number, **said)

    assert first.status_code == again.status_code == 200
    assert first.json() == again.json() == {"id": number, **said}
    assert Ballot.objects.get().said == said


def test_a_poll_says_what_it_offers(alliance: Alliance) -> None:
    poll = open_choice(alliance, "transfer", seats=2)
    found = alliance.client("observer").get(f"/api/polls/{poll.pk}/").json()

    assert [option["label"] for option in found["options"]] == [label for label, _words in OPTIONS]
    assert (found["method"], found["seats"]) == ("stv", 2)
    assert found["terms"]["change"] == "until-close"
    of_a_text = alliance.client("observer").get(f"/api/polls/{open_council(alliance).pk}/").json()
    assert (of_a_text["method"], of_a_text["options"], of_a_text["terms"]) == ("yes-no", [], {})


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("schulze", {}, "ranks"),
    ("schulze", {"choice": "yes"}, "choice"),
    ("schulze", {"grades": {"A": "good"}}, "grades"),
    ("schulze", {"ranks": [["A"]], "choice": "yes"}, "choice"),
    ("schulze", {"ranks": [["Z"]]}, "ranks"),
    ("schulze", {"ranks": [[7]]}, "ranks"),
    ("schulze", {"ranks": [[]]}, "ranks"),
    ("schulze", {"ranks": "A"}, "ranks"),
    ("schulze", {"ranks": None}, "ranks"),
    ("schulze", {"ranks": [["A"] * (MOST + 1)]}, "ranks"),
    ("schulze", {"ranks": [["A"]] * (MOST + 1)}, "ranks"),
    ("judgment", {"ranks": [["A"]]}, "ranks"),
    ("judgment", {"grades": {"A": 3}}, "grades"),
    ("judgment", {"grades": {"A": None}}, "grades"),
    ("judgment", {"grades": ["A"]}, "grades"),
    ("judgment", {"grades": {}}, "grades"),
    ("judgment", {"grades": {str(n): "good" for n in range(MOST + 1)}}, "grades"),
    ("judgment", {"grades": {"A": "good"}, "times": 9}, "times"),
]


@pytest.mark.parametrize(("method", "said", "field"), BAD)
def test_a29_what_the_poll_does_not_ask_is_refused_by_field(
    alliance: Alliance, method: str, said: dict[str, Any], field: str
) -> None:
    answer = send(alliance, open_choice(alliance, method), **said)

    assert answer.status_code == 422, answer.content
    assert {name.partition(".")[0] for name in answer.json()["fields"]} == {field}
    assert not Ballot.objects.exists()


def test_a_poll_of_yes_and_no_takes_no_ranks(alliance: Alliance) -> None:
    answer = send(alliance, open_council(alliance), ranks=[["A"]])

    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"ranks"})


@pytest.mark.parametrize(
    ("slug", "status"), [("seat-5", 403), ("secretariat", 403), ("observer", 403), ("visitor", 401)]
)
def test_nobody_sends_anothers_ballot(alliance: Alliance, slug: str, status: int) -> None:
    answer = send(alliance, open_choice(alliance, "schulze"), slug, ranks=[["A"]])

    assert answer.status_code == status
    assert not Ballot.objects.exists()


def test_the_result_lists_how_each_ballot_was_counted(alliance: Alliance) -> None:
    poll, _tally = decided(alliance, "schulze", RANKED)
    found = alliance.client("observer").get(f"/api/results/{poll.pk}/").json()

    assert (found["outcome"], found["result"]["winners"]) == ("chosen", ["B"])
    voter = seat(alliance, poll, "seat-4").pk
    assert [b for b in found["ballots"] if b["voter"] == voter] == [{"voter": voter, "by": None, **ranks("B>A>C")}]


def test_a31_before_the_closing_nobody_reads_what_was_cast(alliance: Alliance) -> None:
    poll = open_choice(alliance, "schulze")
    send(alliance, poll, ranks=[["B"], ["A"]])

    for slug in ("secretariat", "observer", "seat-5"):
        client = alliance.client(slug)
        assert client.get(f"/api/results/{poll.pk}/").status_code == 403
        assert "ranks" not in client.get(f"/api/polls/{poll.pk}/").content.decode()
