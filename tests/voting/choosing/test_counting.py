"""Counting a choice: each category its share, proxies as everywhere, ties and silence told as such."""

from fractions import Fraction
from uuid import uuid4

import pytest

from tests.factories import Alliance
from tests.voting.acts import changed_rule, close, in_an_hour, seat
from tests.voting.choosing.acts import GRADED, OPTIONS, RANKED, choose, choose_all, decided, open_choice
from voting.domain.closing import poll_document
from voting.domain.correcting import correct_result
from voting.domain.opening import open_poll
from voting.domain.proxies import give_proxy
from voting.domain.queries import counted_ballots
from voting.models import Ballot, Tally


def test_each_category_weighs_the_same_and_the_elected_officials_one_share_together(alliance: Alliance) -> None:
    """Three elected officials for A, two categories for B: 1/3 against 2/3, though A has more heads."""
    votes = {"seat-1": "A", "seat-2": "A", "chair": "A", "seat-3": "B", "seat-4": "B"}
    _poll, tally = decided(alliance, "approval", votes)

    assert tally.result["rounds"][0]["tally"] == {"A": "1/3", "B": "2/3", "C": "0"}
    assert (tally.outcome, tally.result["winners"]) == ("chosen", ["B"])


def test_each_method_finds_its_winner(alliance: Alliance) -> None:
    found = {
        method: decided(alliance, method, RANKED)[1].result["winners"] for method in ("schulze", "runoff", "transfer")
    }
    assert found == {"schulze": ["B"], "runoff": ["B"], "transfer": ["B"]}
    tally = decided(alliance, "judgment", GRADED)[1]
    assert tally.result["winners"] == ["B"]
    # Whom a ballot leaves out it rejects: the preset says so.
    assert tally.result["grades"] == {"A": {"median": "poor"}, "B": {"median": "good"}, "C": {"median": "reject"}}


def test_two_seats_take_two_quotas(alliance: Alliance) -> None:
    votes = {"seat-3": "A>B", "seat-4": "A>B", "seat-5": "A>B", "seat-6": "C", "seat-7": "B>C"}
    _poll, tally = decided(alliance, "transfer", votes, seats=2)

    assert set(tally.result["winners"]) == {"A", "B"}
    assert tally.outcome == "chosen"
    assert sum(map(Fraction, tally.result["rounds"][0]["tally"].values())) == 1


def test_a_tie_leaves_a_seat_open_and_names_the_tied(alliance: Alliance) -> None:
    _poll, tally = decided(alliance, "approval", {"seat-3": "A", "seat-4": "B"})
    assert (tally.outcome, tally.result["winners"]) == ("tie", [])
    assert tally.result["tie"] == {"options": ["A", "B"], "by": None}

    _poll, tally = decided(alliance, "approval", {"seat-3": "A", "seat-4": "A=B", "seat-5": "C"}, seats=2)
    assert (tally.outcome, tally.result["winners"]) == ("tie", ["A"])


@pytest.mark.parametrize("method", ["judgment", "schulze", "runoff", "approval", "transfer"])
def test_nobodys_ballots_choose_nothing(alliance: Alliance, method: str) -> None:
    _poll, tally = decided(alliance, method, {})
    assert tally.outcome == "void"


def test_a_silent_category_that_the_rule_needs_leaves_nothing_found(alliance: Alliance) -> None:
    leaf = {"key": "elected", "per": "head", "over": "voted", "give": "split"}
    each = {"each_category": True, "per": "head", "over": "voted", "give": "split"}
    tree = {"key": "all", "empty": "void", "children": [leaf, each]}
    rule = changed_rule(alliance, "council-choice-schulze", tree=tree)
    secretariat = alliance.actor("secretariat")
    poll = open_poll(actor=secretariat, rule=rule, question="Où ?", closes_at=in_an_hour(), options=OPTIONS)
    choose(alliance, poll, "seat-4", "A>B")

    tally = close(alliance, poll)
    assert (tally.outcome, tally.result["ranking"]) == ("void", [])


def test_a_ballot_by_proxy_counts_in_its_givers_category(alliance: Alliance) -> None:
    poll = open_choice(alliance, "approval")
    giver = seat(alliance, poll, "seat-7")
    give_proxy(actor=alliance.actor("seat-7"), giver=giver, holder=seat(alliance, poll, "seat-1"))
    choose_all(alliance, poll, {"seat-1": "A", "seat-2": "A"})
    choose(alliance, poll, "seat-1", "B", voter=giver)

    tally = close(alliance, poll)
    assert tally.result["rounds"][0]["tally"] == {"A": "1/2", "B": "1/2", "C": "0"}
    assert {ballot["leaf"] for ballot in poll_document(poll, left_out=[])["ballots"]} == {"elected", giver.leaf}


def test_who_votes_itself_makes_its_proxy_fall_in_the_count_too(alliance: Alliance) -> None:
    poll = open_choice(alliance, "approval")
    giver = seat(alliance, poll, "seat-7")
    give_proxy(actor=alliance.actor("seat-7"), giver=giver, holder=seat(alliance, poll, "seat-1"))
    choose(alliance, poll, "seat-1", "B", voter=giver)
    choose(alliance, poll, "seat-7", "C")

    tally = close(alliance, poll)
    assert tally.result["rounds"][0]["tally"] == {"A": "0", "B": "0", "C": "1"}
    assert {pk: ballot.said for pk, ballot in counted_ballots(poll, tally).items()} == {giver.pk: {"ranks": [["C"]]}}
    assert Ballot.objects.count() == 2


def test_a_proxy_over_the_limit_counts_nowhere(alliance: Alliance) -> None:
    """The acts refuse to give it; a row that came otherwise is refused by the count, and shown as not voted."""
    poll = open_choice(alliance, "approval")
    holder = seat(alliance, poll, "seat-1")
    givers = [seat(alliance, poll, slug) for slug in ("seat-4", "seat-5")]
    for giver in givers:
        Ballot.objects.create(
            voter=giver, kind="proxy", content={"ranks": [["A"]]}, receipt=uuid4(), cast_by=alliance.user("seat-1"),
            capacity="seat:1", cast_as="proxy", by=holder, at=poll.opened_at,
        )  # fmt: skip

    tally = close(alliance, poll)
    first = min(givers, key=lambda giver: giver.key)
    assert set(counted_ballots(poll, tally)) == {first.pk}
    assert len(poll_document(poll, left_out=[])["ballots"]) == 1


def test_a_correction_counts_again_without_a_ballot(alliance: Alliance) -> None:
    poll, tally = decided(alliance, "schulze", RANKED)
    left_out = [ballot.pk for ballot in Ballot.objects.exclude(voter__seat=alliance.seats["seat-6"])]

    again = correct_result(actor=alliance.actor("secretariat"), poll=poll, ballots=left_out, reason="Hors mandat.")

    assert (tally.result["winners"], again.result["winners"]) == (["B"], ["C"])
    assert again.outcome == "chosen"
    assert len(counted_ballots(poll, again)) == 1
    assert Tally.objects.filter(poll=poll).count() == 2
