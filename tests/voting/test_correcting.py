"""A proclaimed result is corrected by a new, traced count alone; both stay, on the page and in the record."""

import json

import pytest
from django.db import IntegrityError, transaction

from alliance.capacities import NotAllowed
from alliance.domain.errors import Conflict, Refused
from alliance.domain.journal import broken_chains, head
from alliance.models import JournalEntry
from tests.factories import Alliance
from tests.voting.acts import ADOPTED, cast, cast_all, close, decide, in_an_hour, open_council, seat
from tests.voting.conftest import Handler
from tests.voting.test_closing import TIED
from tests.voting.test_pages import words
from tests.voting.test_proxies import give
from voting.domain.closing import awaits_chair, casting_vote, last_tally
from voting.domain.correcting import correct_result
from voting.domain.opening import second_convocation
from voting.domain.queries import counted_ballots, ties_for
from voting.domain.records import heads_of, record_of
from voting.models import Ballot, Correction, Poll, Tally
from voting.verifying import verify

REASON = "Le mandat de ces sièges avait pris fin la veille."
# Without these the adopted position has 2 of 5 votes.
ENDED = ["seat-3", "seat-4", "seat-5", "seat-7"]


@pytest.fixture(autouse=True)
def in_english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"


def ballots(alliance: Alliance, poll: Poll, *slugs: str) -> list[int]:
    return [Ballot.objects.get(voter=seat(alliance, poll, slug)).pk for slug in slugs]


def correct(alliance: Alliance, poll: Poll, *slugs: str, by: str = "secretariat", reason: str = REASON) -> Tally:
    return correct_result(actor=alliance.actor(by), poll=poll, ballots=ballots(alliance, poll, *slugs), reason=reason)


def test_the_ballots_are_counted_again_without_those_named_and_both_results_stay(alliance: Alliance) -> None:
    poll, first = decide(alliance, ADOPTED)
    cast_then = {ballot.pk: ballot.choice for ballot in Ballot.objects.all()}

    second = correct(alliance, poll, *ENDED)

    assert (first.outcome, second.outcome, second.number) == ("adopted", "rejected", 2)
    assert Tally.objects.get(number=1).result == first.result
    assert last_tally(poll) == second
    assert {ballot.pk: ballot.choice for ballot in Ballot.objects.all()} == cast_then
    assert len(counted_ballots(poll, first)) == 10 and len(counted_ballots(poll, second)) == 6
    assert sum(row["absent"] for row in second.result["matrix"]) == 4


def test_the_correction_is_traced_and_stands_in_a_record_that_holds(alliance: Alliance) -> None:
    poll, _first = decide(alliance, ADOPTED)
    closed = head(poll.chain)
    correct(alliance, poll, *ENDED)

    data = record_of(poll)
    record = json.loads(data)

    assert list(broken_chains()) == []
    line = JournalEntry.objects.filter(chain=poll.chain).last()
    assert (line.act, line.capacity.partition(":")[0]) == ("correct_result", "secretariat")
    assert REASON not in json.dumps(line.data)
    assert verify(data, head=head(poll.chain)) == []
    assert "goes on with correct_result" in verify(data, head=closed)[0].message
    assert [count["result"]["outcome"] for count in record["counts"]] == ["adopted", "rejected"]
    assert record["counts"][1]["correction"] == {
        "reason": REASON,
        "left_out": [{"voter": seat(alliance, poll, slug).key} for slug in ENDED],
    }


def test_a_proxy_alone_is_left_out(alliance: Alliance) -> None:
    poll = open_council(alliance)
    give(alliance, poll, "seat-7", "seat-4")
    giver = seat(alliance, poll, "seat-7")
    cast(alliance, poll, "seat-4", "yes", voter=giver)
    cast(alliance, poll, "seat-4", "yes")
    close(alliance, poll)

    second = correct(alliance, poll, "seat-7")

    left_out = [{"voter": giver.key, "by": seat(alliance, poll, "seat-4").key}]
    assert Correction.objects.get().left_out == left_out
    assert second.result["proxies"]["used"] == 0
    assert verify(record_of(poll), head=head(poll.chain)) == []


def test_a_correction_is_corrected_by_another_one(alliance: Alliance) -> None:
    poll, _first = decide(alliance, ADOPTED)
    correct(alliance, poll, *ENDED)
    third = correct(alliance, poll, reason="Le mandat valait encore.")

    assert (third.number, third.outcome) == (3, "adopted")
    assert third.result == Tally.objects.get(number=1).result
    assert verify(record_of(poll), head=head(poll.chain)) == []
    with pytest.raises(Conflict) as conflict:
        correct(alliance, poll)
    assert conflict.value.reason == "unchanged"


def test_a_corrected_tie_awaits_the_chair_and_a_casting_vote_stays(alliance: Alliance) -> None:
    poll, _first = decide(alliance, TIED | {"seat-9": "yes"})
    assert correct(alliance, poll, "seat-9").outcome == "tie"
    assert awaits_chair(poll)
    assert casting_vote(actor=alliance.actor("chair"), poll=poll, choice="no").outcome == "rejected"
    assert verify(record_of(poll), head=head(poll.chain)) == []

    assert correct(alliance, poll, "seat-8", "seat-9").outcome == "adopted"
    assert verify(record_of(poll), head=head(poll.chain)) == []


def test_only_the_secretariat_corrects_and_only_what_is_decided(alliance: Alliance) -> None:
    still_open = open_council(alliance)
    cast(alliance, still_open, "seat-3", "yes")
    with pytest.raises(Conflict) as conflict:
        correct(alliance, still_open, "seat-3")
    assert conflict.value.reason == "poll-open"
    poll, _tally = decide(alliance, ADOPTED)
    for slug in ["chair", "seat-4", "representative", "observer", "visitor"]:
        with pytest.raises(NotAllowed):
            correct(alliance, poll, "seat-3", by=slug)
    with pytest.raises(Refused):
        correct(alliance, poll, "seat-3", reason="  ")
    with pytest.raises(Refused):
        correct(alliance, poll, "seat-3", reason="x" * 2001)
    with pytest.raises(Refused):
        correct_result(
            actor=alliance.actor("secretariat"), poll=poll, ballots=ballots(alliance, still_open, "seat-3"), reason="x"
        )
    assert Tally.objects.count() == 1


def test_a_poll_that_was_repeated_is_not_corrected(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, {"seat-3": "yes"})
    second_convocation(actor=alliance.actor("secretariat"), poll=poll, closes_at=in_an_hour())

    with pytest.raises(Conflict) as conflict:
        correct(alliance, poll, "seat-3")
    assert conflict.value.reason == "repeated"
    assert "Correct the result" not in words(alliance.client("secretariat").get(poll.urls.result))


def test_a_poll_after_which_another_was_opened_on_its_subject_is_not_corrected(
    alliance: Alliance, subject: Handler
) -> None:
    poll = open_council(alliance, subject=subject.name)
    cast(alliance, poll, "seat-3", "yes")
    close(alliance, poll)
    open_council(alliance, subject=subject.name)

    with pytest.raises(Conflict) as conflict:
        correct(alliance, poll, "seat-3")
    assert conflict.value.reason == "repeated"


def test_a30_a_correction_is_not_edited(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED)
    correct(alliance, poll, "seat-3")

    for write in [lambda: Correction.objects.update(reason="Autre"), Correction.objects.get().delete]:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_the_subject_hears_the_correction(alliance: Alliance, subject: Handler) -> None:
    poll = open_council(alliance, subject=subject.name)
    cast_all(alliance, poll, ADOPTED)
    close(alliance, poll)
    correct(alliance, poll, *ENDED)

    assert subject.decided == [(poll.pk, "adopted"), (poll.pk, "rejected")]


def test_the_page_shows_both_results_and_the_reason(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED)
    client = alliance.client("secretariat")
    assert "Correct the result" in words(client.get(poll.urls.result))
    assert "Correct the result" not in words(alliance.client("chair").get(poll.urls.result))

    fields = {"ballots": ballots(alliance, poll, *ENDED), "reason": REASON}
    page = words(client.post(poll.urls.correct, fields, follow=True))

    assert "does not adopt" in page and REASON in page and "This result was corrected" in page
    assert page.count("not counted") == 4 and "has not voted" not in page
    heads = heads_of(poll)
    assert heads.closing in page and heads.now in page and heads.closing != heads.now
    assert f"Not counted: {' · '.join(alliance.user(slug).name for slug in ENDED)}." in page
    observer = alliance.client("observer")
    former = words(observer.get(poll.urls.result, {"count": 1}))
    assert "16/21 of the weight expressed" in former and "a count that a later one replaced" in former
    for unknown in ["3", "0", "x", "１", "9" * 30]:
        assert observer.get(poll.urls.result, {"count": unknown}).status_code == 404


def test_a_form_without_a_reason_is_refused_in_words(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, ADOPTED)
    client = alliance.client("secretariat")

    answer = client.post(poll.urls.correct, {"ballots": ballots(alliance, poll, "seat-3")})

    assert answer.status_code == 422
    assert client.post(poll.urls.correct, {"reason": REASON}).status_code == 409
    assert Tally.objects.count() == 1


def test_a_tie_that_was_corrected_away_waits_for_no_chair(alliance: Alliance) -> None:
    poll, _first = decide(alliance, TIED)
    assert list(ties_for(alliance.actor("chair"))) == [poll]
    against = next(slug for slug, choice in TIED.items() if choice == "no")
    assert correct(alliance, poll, against).outcome != "tie"
    assert not ties_for(alliance.actor("chair"))
