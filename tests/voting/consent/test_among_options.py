"""A consultation among options decides nothing either: no door names a winner, each shows what every category said."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail

from alliance.domain.errors import NotAllowed, Refused
from alliance.models import User
from tests.factories import Alliance
from tests.voting.acts import close, rule_of, seat
from tests.voting.choosing.acts import choose, choose_all, grades, ranks
from tests.voting.conftest import Handler
from tests.voting.consent.acts import ENGLISH, open_among
from tests.voting.consent.test_consultation import VERDICTS
from tests.voting.test_pages import words
from tests.voting.verifying.sealed import written
from voting.counting.presets import load
from voting.domain.chosen import answers_by_leaf
from voting.domain.correcting import correct_result
from voting.domain.proxies import give_proxy
from voting.domain.records import record_of
from voting.models import Ballot, Poll, Rule, Tally
from voting.verifying import bundle, verify

TICKED = {"seat-1": "A", "seat-2": "A=B", "chair": "B", "seat-3": "A=C", "seat-4": "A", "seat-7": "C"}
GRADED: dict[str, Any] = {
    "seat-1": grades(A="good", B="excellent"),
    "seat-3": grades(A="reject"),
    "seat-4": grades(A="poor", B="good"),
}
BALLOTS: dict[str, dict[str, Any]] = {"approval": TICKED, "judgment": GRADED}
# What a choice says of whom it chooses, beside the words of a vote on a text.
NAMING = (*VERDICTS, "chosen", "chooses", "elected", "winner", "wins")


def asked(alliance: Alliance, method: str = "approval", votes: dict[str, Any] | None = None) -> tuple[Poll, Tally]:
    """Of the council, answered and closed."""
    poll = open_among(alliance, method)
    choose_all(alliance, poll, BALLOTS[method] if votes is None else votes)
    tally = close(alliance, poll)
    poll.refresh_from_db()
    return poll, tally


@pytest.mark.parametrize("method", ["approval", "judgment"])
@pytest.mark.parametrize("body", ["council", "assembly"])
def test_whatever_is_answered_the_outcome_is_that_it_was_asked(alliance: Alliance, body: str, method: str) -> None:
    silent, heard = (open_among(alliance, method, body=body) for _n in range(2))
    voter = heard.voters.get(partner=alliance.partners["agences"][0]) if body == "assembly" else None
    said = ranks("A=B") if method == "approval" else grades(A="good")
    choose(alliance, heard, "representative" if voter else "seat-4", said, voter=voter)
    for poll in (silent, heard):
        assert close(alliance, poll).outcome == "consulted"
        assert alliance.client("observer").get(poll.urls.result).status_code == 200
    assert "Nobody answered." in words(alliance.client("observer").get(silent.urls.result, headers=ENGLISH))


@pytest.mark.parametrize("method", ["approval", "judgment"])
def test_no_door_names_a_winner(alliance: Alliance, method: str, django_capture_on_commit_callbacks: Any) -> None:
    User.objects.update(language="en")
    client, holder = alliance.client("secretariat"), alliance.client("seat-5")
    with django_capture_on_commit_callbacks(execute=True):
        poll = open_among(alliance, method)
    assert "Consultation of the council" in words(holder.get("/", headers=ENGLISH))
    said = [words(holder.get(poll.urls.page, headers=ENGLISH))]
    with django_capture_on_commit_callbacks(execute=True):
        choose_all(alliance, poll, BALLOTS[method])
        close(alliance, poll)
    said += [words(client.get(at, headers=ENGLISH)) for at in (poll.urls.page, poll.urls.result, "/polls/")]
    letters = [f"{letter.subject} {letter.body}" for letter in mail.outbox]
    assert any("Result: Consultation, without a decision" in letter for letter in letters)
    assert "okmark" not in client.get(poll.urls.result).content.decode()
    for text in said + letters:
        # A grade, and who sits in the council.
        text = text.lower().replace("to reject", "").replace("elected officials", "")
        assert [word for word in NAMING if word in text] == [], text


def test_the_result_shows_what_each_category_ticked(alliance: Alliance) -> None:
    poll, tally = asked(alliance)
    page = alliance.client("observer").get(poll.urls.result, headers=ENGLISH)
    said = words(page)
    assert "The council gave its opinion. This consultation decides nothing." in said
    assert "6 answers: “Grenoble” (4), “Nantes” (2) and “Metz” (2)." in said
    # Options in the order of the ballot; elected officials, the seven categories, together.
    assert "Grenoble 2 1 1 0 0 0 0 0 4 Nantes 2 0 0 0 0 0 0 0 2 Metz 0 1 0 0 0 1 0 0 2" in said
    assert "Answers 3 1 1 0 0 1 0 0 6 Voters 3 1 1 1 1 1 1 1 10" in said
    # What a pointer, or a screen reader, finds in the picture.
    assert "<title>Grenoble, Elected officials: 2 of 3</title>" in page.content.decode()
    assert "Metz, Together: 2 of 10." in said
    found = answers_by_leaf(poll, tally)["elected"]
    assert (found.entitled, found.ballots, dict(found.given["B"])) == (3, 3, {"approved": 2})


def test_the_result_shows_which_grades_each_category_gave(alliance: Alliance) -> None:
    poll, _tally = asked(alliance, "judgment")
    page = alliance.client("observer").get(poll.urls.result, headers=ENGLISH)
    said = words(page)
    assert "3 answers; median grades: “Grenoble” (Poor), “Nantes” (Good) and “Metz” (no grade)." in said
    # Best first, then without a grade, answers, voters.
    assert "Together 0 1 0 1 1 0 3 10" in said and "Together 1 1 0 0 0 1 3 10" in said
    assert "<title>Nantes, Elected officials, Excellent 1</title>" in page.content.decode()


def test_a_proxy_is_told_with_its_giver_and_a_corrected_ballot_no_more(alliance: Alliance) -> None:
    poll = open_among(alliance)
    giver = seat(alliance, poll, "seat-7")
    give_proxy(actor=alliance.actor("seat-7"), giver=giver, holder=seat(alliance, poll, "seat-4"))
    choose(alliance, poll, "seat-4", "C", voter=giver)
    choose(alliance, poll, "seat-4", "A")
    first = close(alliance, poll)
    poll.refresh_from_db()
    assert answers_by_leaf(poll, first)[giver.leaf].given["C"]["approved"] == 1
    own = Ballot.objects.get(voter__seat=alliance.seats["seat-4"], kind="own")
    second = correct_result(actor=alliance.actor("secretariat"), poll=poll, ballots=[own.pk], reason="Mandat terminé.")
    assert second.outcome == "consulted"
    counted = [sum(leaf.ballots for leaf in answers_by_leaf(poll, tally).values()) for tally in (first, second)]
    assert counted == [2, 1]
    said = words(alliance.client("observer").get(poll.urls.result, headers=ENGLISH))
    assert "1 answer: “Grenoble” (0), “Nantes” (0) and “Metz” (1)." in said
    assert verify(record_of(poll)) == []


@pytest.mark.parametrize("method", ["approval", "judgment"])
def test_a32_the_one_file_recounts_its_record(alliance: Alliance, method: str, tmp_path: Path) -> None:
    poll, _tally = asked(alliance, method)
    data = record_of(poll)
    record = json.loads(data)
    assert record["poll"]["terms"]["purpose"] == "consultation"
    (tmp_path / bundle.NAME).write_text(bundle.bundle(), "utf-8")
    (tmp_path / "record.json").write_bytes(data)
    command = [sys.executable, "-I", "-S", bundle.NAME, "record.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={})
    assert (done.returncode, done.stderr) == (0, "")
    del record["poll"]["terms"]["purpose"]
    assert {fault.part for fault in verify(written(record))} == {"poll"}


def test_a_ballot_is_cast_by_a_plain_form_and_by_the_api(alliance: Alliance) -> None:
    poll = open_among(alliance)
    own, other = seat(alliance, poll, "seat-4"), seat(alliance, poll, "seat-5")
    form = {f"approve-{own.pk}": ["A", "C"], f"receipt-{own.pk}": str(uuid4())}
    assert alliance.client("seat-4").post(poll.urls.cast, form).status_code == 302
    body = {"voter": other.pk, "ranks": [["B"]], "id": str(uuid4())}
    client, address = alliance.client("seat-5"), f"/api/polls/{poll.pk}/ballot/"
    answer = client.post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()["ranks"]) == (200, [["B"]])
    assert client.post(address, {**body, "voter": own.pk}, content_type="application/json").status_code == 403
    told = client.get(f"/api/polls/{poll.pk}/").json()
    assert (told["purpose"], told["method"], told["seats"]) == ("consultation", "approval", 1)
    close(alliance, poll)
    found = client.get(f"/api/results/{poll.pk}/").json()
    assert found["outcome"] == "consulted"
    assert sorted(ballot["ranks"] for ballot in found["ballots"]) == [[["A", "C"]], [["B"]]]


def test_it_fills_no_seat_and_is_never_about_a_text(alliance: Alliance, subject: Handler) -> None:
    for fault, more in (("seats", {"seats": 2}), ("rule", {"subject": subject.name}), ("options", {"options": []})):
        with pytest.raises(Refused) as refused:
            open_among(alliance, **more)
        assert set(refused.value.fields) == {fault}
    with pytest.raises(NotAllowed):
        open_among(alliance, by="seat-4")
    with pytest.raises(NotAllowed):
        open_among(alliance, by="chair", body="assembly")
    assert not Poll.objects.exists()


def test_it_is_opened_from_the_form_of_choices_under_a_heading_of_its_own(alliance: Alliance) -> None:
    client, rule = alliance.client("secretariat"), rule_of(alliance, "council-consultation-approval")
    said = words(client.get("/polls/choose/", headers=ENGLISH))
    assert said.count(", to ask without deciding") == 2
    form = {"question": "Où ?", "rows": "2", "option-1": "Nantes", "option-2": "Metz", "rule": rule.pk, "seats": "2"}
    form["closes_at"] = "2051-03-05T18:30"
    refused = client.post("/polls/choose/", form, headers=ENGLISH)
    assert refused.status_code == 422 and "A consultation fills no seat" in words(refused)
    assert client.post("/polls/choose/", {**form, "seats": ""}).status_code == 302
    assert Poll.objects.get().is_consultation


def test_its_rules_are_read_and_nothing_is_weighed_in_them(alliance: Alliance) -> None:
    client = alliance.client("secretariat")
    rule = rule_of(alliance, "assembly-consultation-judgment")
    page = client.get(rule.urls.page, headers=ENGLISH)
    assert "This consultation decides nothing. Each option may be given a grade" in words(page)
    assert rule.urls.next not in page.content.decode() and client.get(rule.urls.next).status_code == 404
    poll = open_among(alliance)
    mine = words(alliance.client("seat-4").get(poll.urls.page, headers=ENGLISH))
    assert "Your voice Every voter has one voice, told with those of its category." in mine


def test_a_long_ballot_is_not_told_in_the_sentence(alliance: Alliance) -> None:
    options = [(f"Lieu {n}", "") for n in range(20)]
    poll = open_among(alliance, options=options)
    choose(alliance, poll, "seat-4", "=".join("ABT"))
    close(alliance, poll)
    said = words(alliance.client("observer").get(poll.urls.result, headers=ENGLISH))
    assert "This consultation decides nothing. 1 answer. " in said


def test_clubs_that_were_there_before_get_the_rules_too(alliance: Alliance) -> None:
    migration = import_module("voting.migrations.0008_consultations_among_options")
    kept = Rule.objects.filter(key__contains="-consultation-")
    kept.delete()
    migration.add(apps, None)
    migration.add(apps, None)
    assert [(rule.key, rule.body, rule.name) for rule in kept.order_by("pk")] == migration.RULES
    assert rule_of(alliance, "council-consultation-approval").definition == load("council-consultation-approval")
