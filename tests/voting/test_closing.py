"""Closing and counting: at the announced time, once, from exactly the rows; ties, void polls, the listening subject."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alliance.capacities import NotAllowed, actor_for
from alliance.domain.errors import Conflict, NotVisible, Refused
from alliance.domain.journal import broken_chains
from alliance.models import ChairTerm, JournalEntry, Secretariat
from tests.factories import Alliance, make_club, make_user
from tests.voting.acts import ADOPTED, SEATS, cast, cast_all, close, decide, in_an_hour, open_assembly, open_council
from tests.voting.conftest import Handler
from voting.domain import locks
from voting.domain.closing import (
    awaits_chair,
    casting_vote,
    close_due_polls,
    close_poll,
    ensure_closed,
    extend_poll,
    last_tally,
)
from voting.domain.opening import second_convocation
from voting.domain.queries import participation, poll_for, polls_for, polls_waiting_for, result_for, results_for
from voting.models import Poll, Tally

# Four voices for and four against, elected officials and categories alike: even in voices and in weight.
TIED = {"seat-1": "yes", "seat-2": "no", "chair": "abstain"} | {
    f"seat-{n}": "yes" if n % 2 else "no" for n in range(3, 9)
}


@pytest.fixture
def past(monkeypatch: pytest.MonkeyPatch) -> object:
    """`past(poll)`: the database's clock stands at the poll's closing time."""

    def stop_at(poll: Poll) -> None:
        monkeypatch.setattr(locks, "now", lambda: poll.closes_at)

    return stop_at


def clause(tally: Tally, key: str) -> dict[str, object]:
    return next(found for found in tally.result["clauses"] if found["id"] == key)


def test_the_adopted_position_has_16_of_21_of_the_weight_and_6_of_9_voices(alliance: Alliance) -> None:
    _poll, tally = decide(alliance, ADOPTED)

    assert tally.outcome == "adopted"
    assert (clause(tally, "weight")["amount"], clause(tally, "weight")["ratio"]) == ("16/21", "16/21")
    assert (clause(tally, "heads")["amount"], clause(tally, "heads")["base"]) == ("6", "9")
    assert clause(tally, "quorum")["ratio"] == "1"
    assert [row["weight"]["effective"] for row in tally.result["matrix"]] == ["1/7"] * 7 + ["0"]


def test_a_missing_quorum_makes_the_poll_void(alliance: Alliance) -> None:
    _poll, tally = decide(alliance, dict.fromkeys(SEATS[:4], "yes"))

    assert tally.outcome == "void"


def test_a_poll_is_closed_at_its_time_whatever_runs(alliance: Alliance, past: object) -> None:
    poll = open_council(alliance)
    cast_all(alliance, poll, ADOPTED)
    past(poll)

    closed = ensure_closed(Poll.objects.get(pk=poll.pk))

    assert closed.closed_at == poll.closes_at
    assert last_tally(closed).outcome == "adopted"
    assert JournalEntry.objects.filter(chain=poll.chain).last().capacity == "system"


def test_every_read_closes_a_poll_whose_time_has_passed(alliance: Alliance, past: object) -> None:
    for read in [
        lambda poll: poll_for(alliance.actor("member"), poll.pk),
        lambda poll: result_for(alliance.actor("member"), poll.pk),
        lambda poll: list(results_for(alliance.actor("member"))),
        lambda poll: polls_waiting_for(alliance.actor("seat-4")),
    ]:
        poll = open_council(alliance)
        past(poll)
        read(poll)
        assert Tally.objects.filter(poll=poll).count() == 1


def test_f23_a_late_announcer_closes_what_is_due_once(alliance: Alliance, past: object) -> None:
    poll = open_council(alliance, closes_at=timezone.now() + timedelta(minutes=1))
    later = open_council(alliance)
    past(poll)

    assert close_due_polls() == 1
    assert close_due_polls() == 0
    assert Tally.objects.filter(poll=poll).count() == 1
    assert Poll.objects.get(pk=later.pk).is_open


def test_a25_closing_twice_is_one_tally(alliance: Alliance, past: object) -> None:
    poll = open_council(alliance)
    stale = Poll.objects.get(pk=poll.pk)
    close(alliance, poll)

    with pytest.raises(Conflict) as conflict:
        close_poll(actor=alliance.actor("chair"), poll=stale)
    assert conflict.value.reason == "poll-closed"
    past(poll)
    assert not ensure_closed(stale).is_open
    assert Tally.objects.count() == 1


def test_secretariat_and_the_councils_chair_close_and_extend(alliance: Alliance) -> None:
    poll = open_council(alliance)
    for slug in ["seat-4", "representative", "observer", "visitor"]:
        with pytest.raises(NotAllowed):
            close_poll(actor=alliance.actor(slug), poll=poll)
        with pytest.raises(NotAllowed):
            extend_poll(actor=alliance.actor(slug), poll=poll, closes_at=in_an_hour() + timedelta(hours=1))

    later = poll.closes_at + timedelta(hours=1)
    assert extend_poll(actor=alliance.actor("chair"), poll=poll, closes_at=later).closes_at == later
    assert not close_poll(actor=alliance.actor("chair"), poll=poll).is_open
    assembly = open_assembly(alliance)
    with pytest.raises(NotAllowed):
        close_poll(actor=alliance.actor("chair"), poll=assembly)


def test_a_poll_is_extended_only_to_a_later_time_and_only_while_open(alliance: Alliance, past: object) -> None:
    poll = open_council(alliance)
    with pytest.raises(Refused):
        extend_poll(actor=alliance.actor("secretariat"), poll=poll, closes_at=poll.closes_at - timedelta(minutes=1))
    past(poll)
    with pytest.raises(Conflict) as conflict:
        extend_poll(actor=alliance.actor("secretariat"), poll=poll, closes_at=poll.closes_at + timedelta(hours=1))
    assert conflict.value.reason == "poll-closed"


def test_an_exact_tie_asks_the_chair_whose_vote_decides(alliance: Alliance) -> None:
    poll, tally = decide(alliance, TIED)
    assert tally.outcome == "tie"
    assert awaits_chair(poll)

    second = casting_vote(actor=alliance.actor("chair"), poll=poll, choice="yes")

    assert (second.number, second.outcome) == (2, "adopted")
    assert second.result["tie"] == {"by": "casting", "clauses": ["heads", "weight"], "decision": "yes"}
    assert Tally.objects.get(number=1).outcome == "tie"
    assert not awaits_chair(poll)
    with pytest.raises(Conflict):
        casting_vote(actor=alliance.actor("chair"), poll=poll, choice="no")


def test_a_casting_vote_against_rejects(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, TIED)

    assert casting_vote(actor=alliance.actor("chair"), poll=poll, choice="no").outcome == "rejected"


def test_only_the_chair_has_a_casting_vote_and_only_on_a_tie(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, TIED)
    for slug in ["secretariat", "seat-4", "chair-alternate", "representative", "visitor"]:
        with pytest.raises(NotAllowed):
            casting_vote(actor=alliance.actor(slug), poll=poll, choice="yes")
    with pytest.raises(Refused):
        casting_vote(actor=alliance.actor("chair"), poll=poll, choice="abstain")

    untied, _tally = decide(alliance, ADOPTED)
    with pytest.raises(Conflict):
        casting_vote(actor=alliance.actor("chair"), poll=untied, choice="yes")


def test_the_new_chair_casts_when_the_chair_has_changed(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, TIED)
    ChairTerm.objects.update(ended_at=timezone.now())
    ChairTerm.objects.create(club=alliance.club, mandate=alliance.mandates["seat-1"])

    with pytest.raises(NotAllowed):
        casting_vote(actor=alliance.actor("chair"), poll=poll, choice="yes")
    assert casting_vote(actor=alliance.actor("seat-1"), poll=poll, choice="yes").outcome == "adopted"


def test_a_void_poll_has_a_second_convocation_decided_without_quorum(alliance: Alliance) -> None:
    first, _tally = decide(alliance, dict.fromkeys(SEATS[:4], "yes"))

    second = second_convocation(actor=alliance.actor("secretariat"), poll=first, closes_at=in_an_hour())

    assert (second.convocation, second.previous, second.rule_sha256) == (2, first, first.rule_sha256)
    cast_all(alliance, second, dict.fromkeys(SEATS[:4], "yes"))
    assert close(alliance, second).outcome == "adopted"


def test_only_a_void_first_poll_has_one_second_convocation(alliance: Alliance) -> None:
    adopted, _tally = decide(alliance, ADOPTED)
    with pytest.raises(Conflict):
        second_convocation(actor=alliance.actor("secretariat"), poll=adopted, closes_at=in_an_hour())

    void, _tally = decide(alliance, {})
    with pytest.raises(NotAllowed):
        second_convocation(actor=alliance.actor("chair"), poll=void, closes_at=in_an_hour())
    second_convocation(actor=alliance.actor("secretariat"), poll=void, closes_at=in_an_hour())
    with pytest.raises(Conflict):
        second_convocation(actor=alliance.actor("secretariat"), poll=void, closes_at=in_an_hour())


def test_the_subject_hears_each_tally_in_its_transaction(alliance: Alliance, subject: Handler) -> None:
    poll = open_council(alliance, subject=subject.name)
    cast_all(alliance, poll, TIED)
    close(alliance, poll)
    casting_vote(actor=alliance.actor("chair"), poll=poll, choice="yes")

    assert subject.decided == [(poll.pk, "tie"), (poll.pk, "adopted")]


def test_the_result_is_nobodys_before_closing(alliance: Alliance, subject: Handler) -> None:
    poll = open_council(alliance, subject=subject.name)
    subject.published = True
    cast(alliance, poll, "seat-4", "yes")

    for slug in ["secretariat", "chair", "seat-4", "member"]:
        with pytest.raises(NotAllowed):
            result_for(alliance.actor(slug), poll.pk)
    with pytest.raises(NotVisible):
        result_for(alliance.actor("visitor"), poll.pk)


def test_a_visitor_reads_the_result_once_its_subject_is_published(alliance: Alliance, subject: Handler) -> None:
    poll = open_council(alliance, subject=subject.name)
    close(alliance, poll)

    with pytest.raises(NotVisible):
        result_for(alliance.actor("visitor"), poll.pk)
    assert list(results_for(alliance.actor("visitor"))) == []
    subject.published = True
    assert result_for(alliance.actor("visitor"), poll.pk)[0] == poll
    assert [tally.poll for tally in results_for(alliance.actor("visitor"))] == [poll]
    with pytest.raises(NotVisible):
        poll_for(alliance.actor("visitor"), poll.pk)


def test_a_poll_about_nothing_published_is_read_in_its_own_club_alone(alliance: Alliance) -> None:
    poll = open_council(alliance)
    close(alliance, poll)
    user = make_user("stranger")
    Secretariat.objects.create(club=make_club(code="de", name="Bündnis", country="de"), user=user)
    stranger = actor_for(user)

    assert list(results_for(stranger)) == [] and list(polls_for(stranger)) == []
    with pytest.raises(NotVisible):
        result_for(stranger, poll.pk)
    assert [tally.poll for tally in results_for(alliance.actor("observer"))] == [poll]


def test_participation_says_who_and_never_how(alliance: Alliance) -> None:
    poll = open_council(alliance)
    cast(alliance, poll, "seat-4", "no")

    found = participation(poll)

    assert (found.count, found.total) == (1, 10)
    assert "no" not in repr(found)


def test_home_lists_what_waits_for_me_by_deadline(alliance: Alliance) -> None:
    later = open_council(alliance, closes_at=timezone.now() + timedelta(hours=3))
    sooner = open_council(alliance)
    actor = alliance.actor("seat-4")

    assert [waiting.poll for waiting in polls_waiting_for(actor)] == [sooner, later]
    cast(alliance, sooner, "seat-4", "yes")
    assert [waiting.poll for waiting in polls_waiting_for(actor)] == [later]
    assert polls_waiting_for(alliance.actor("member")) == []
    assert polls_waiting_for(alliance.actor("secretariat")) == []


def test_the_chain_of_a_poll_holds(alliance: Alliance) -> None:
    poll, _tally = decide(alliance, TIED)
    casting_vote(actor=alliance.actor("chair"), poll=poll, choice="yes")

    assert list(broken_chains()) == []
    entries = JournalEntry.objects.filter(chain=poll.chain)
    assert [entry.act for entry in entries] == ["open_poll", "close_poll", "casting_vote"]
    assert all("choice" not in entry.data for entry in entries)
