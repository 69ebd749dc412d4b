"""What a rule would have done: closed polls and files counted again, which outcomes change, and by which clause."""

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from alliance.models import JournalEntry
from tests.factories import Alliance
from tests.voting.acts import ADOPTED, cast, close, decide, open_assembly, open_council, rule_of
from tests.voting.choosing.acts import GRADED
from tests.voting.choosing.acts import decided as chosen
from tests.voting.test_pages import words
from voting.domain import trials
from voting.domain.children import TooCostly
from voting.domain.records import record_of
from voting.models import Rule, Tally

# Most of the weight (five categories of eight parts), not of the voices: five of ten.
BY_WEIGHT = {
    **dict.fromkeys(("seat-1", "seat-2", "chair", "seat-3", "seat-4"), "no"),
    **dict.fromkeys(("seat-5", "seat-6", "seat-7", "seat-8", "seat-9"), "yes"),
}


@pytest.fixture(autouse=True)
def in_english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"
    cache.clear()


def path(rule: Rule) -> str:
    return f"/rules/{rule.pk}/tried/"


def page(alliance: Alliance, rule: Rule) -> str:
    return words(alliance.client("member").get(path(rule)))


def upload(alliance: Alliance, rule: Rule, *files: tuple[str, bytes]) -> Any:
    sent = [SimpleUploadedFile(name, data, "application/json") for name, data in files]
    return alliance.client("member").post(path(rule), {"polls": sent})


def test_an_outcome_that_changes_is_told_with_the_clause_it_comes_from(alliance: Alliance) -> None:
    _poll, tally = decide(alliance, BY_WEIGHT)
    assert tally.outcome == "tie"
    before = list(Tally.objects.values()), JournalEntry.objects.count()

    text = page(alliance, rule_of(alliance, "council-by-weight"))
    assert "Of 1 poll counted again, 1 changes its outcome." in text
    assert (
        "Then Majority of the votes. 5/10 of the votes expressed are for: exactly the threshold, and the rule asks for "
        "more than half. The rule tried does not ask for it. Then Tie Under this rule Adopted Compared changes"
    ) in text
    text = page(alliance, rule_of(alliance, "council-double-majority"))
    assert "Of 1 poll counted again, none changes its outcome." in text
    assert (list(Tally.objects.values()), JournalEntry.objects.count()) == before, "nothing is kept"


def test_what_the_rule_tried_stops_is_told_beside_what_the_polls_own_rule_had_of_it(alliance: Alliance) -> None:
    decide(alliance, BY_WEIGHT, rule=rule_of(alliance, "council-by-weight"))
    text = page(alliance, rule_of(alliance, "council-by-heads"))
    assert "Under this rule Majority of the votes. 5/10" in text
    assert "Its own rule did not ask for it. Then Adopted Under this rule Tie" in text


def test_a_poll_that_does_not_fit_is_left_out_and_said_why(alliance: Alliance) -> None:
    poll = open_assembly(alliance)
    cast(alliance, poll, "representative", "yes", voter=poll.voters.get(partner=alliance.partner_of("representative")))
    close(alliance, poll)
    text = page(alliance, rule_of(alliance, "council-by-heads"))
    assert "Not tried: the rule speaks of Elected officials, which this poll did not know." in text
    assert "counted again" not in text.split("Closed polls")[0].split("under this rule, with")[1]


def test_open_polls_and_choices_are_not_in_the_list(alliance: Alliance) -> None:
    open_council(alliance)
    chosen(alliance, "judgment", GRADED)
    assert "No poll of yes and no has been closed yet." in page(alliance, rule_of(alliance))
    assert "this one chooses among options" in page(alliance, rule_of(alliance, "council-choice-schulze"))


def test_a_correction_counts_as_it_stands(alliance: Alliance) -> None:
    from voting.domain.correcting import correct_result

    poll, _tally = decide(alliance, BY_WEIGHT)
    ballot = poll.voters.get(seat=alliance.seats["seat-5"]).ballots.get()
    correct_result(actor=alliance.actor("secretariat"), poll=poll, ballots=[ballot.pk], reason="Refaite")
    found = trials.try_on(rule_of(alliance, "council-by-heads"), poll).found
    assert sum(row["yes"] for row in found["now"]["result"]["matrix"]) == 4


def test_polls_from_files_say_what_they_know(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, BY_WEIGHT)
    record = record_of(poll)
    counted = json.loads(record)["counts"][-1]["poll"]
    answer = upload(
        alliance,
        rule_of(alliance, "council-by-weight"),
        ("record.json", record),
        ("poll.json", json.dumps(counted).encode()),
        ("bad.json", b"{"),
        ("odd.json", b"{}"),
    )
    text = words(answer)
    files = text.split("Polls from your files")[1].split("Closed polls")[0]
    assert "Of 1 poll counted again, 1 changes its outcome." in files
    assert "record.json Then Majority of the votes." in files
    assert "poll.json Then not said in the file Under this rule Adopted" in files
    assert "bad.json not JSON" in files
    assert "odd.json /format expected one of consult-poll/1, consult-record/1" in files


def test_files_are_bounded_in_number_size_and_cost(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = rule_of(alliance)
    assert "Choose a file." in words(upload(alliance, rule))
    many = [(f"{n}.json", b"{}") for n in range(21)]
    assert "At most 20 files" in words(upload(alliance, rule, *many))
    large = upload(alliance, rule, ("large.json", b" " * 2_500_001))
    assert large.status_code == 413
    assert "larger than 2.5 MB" in words(large)

    def too_costly(*_: Any) -> None:
        raise TooCostly

    monkeypatch.setattr(trials, "answer_of", too_costly)
    costly = upload(alliance, rule, ("poll.json", b"{}"))
    assert costly.status_code == 422
    assert "more time or memory" in words(costly)
    # Each costly one takes the place of ten of thirty.
    upload(alliance, rule, ("poll.json", b"{}"))
    upload(alliance, rule, ("poll.json", b"{}"))
    assert upload(alliance, rule, ("poll.json", b"{}")).status_code == 429


def test_the_adopted_poll_is_counted_the_same_under_its_own_rule(alliance: Alliance) -> None:
    poll, tally = decide(alliance, ADOPTED)
    found = trials.try_on(poll.source, poll).found
    assert found["now"]["result"] == found["then"]["result"] == tally.result
