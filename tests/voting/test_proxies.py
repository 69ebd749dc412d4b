"""Proxies between voters: given, withdrawn, void, never two ballots for one entry."""

import pytest

from alliance.capacities import NotAllowed
from alliance.domain.errors import Conflict, Refused
from alliance.models import JournalEntry
from tests.factories import Alliance
from tests.voting.acts import cast, changed_rule, close, open_assembly, open_council, rule_of, seat
from voting.domain.proxies import give_proxy, possible_holders, withdraw_proxy
from voting.models import Ballot, Poll, Proxy, Voter


@pytest.fixture
def poll(alliance: Alliance) -> Poll:
    return open_council(alliance)


def give(alliance: Alliance, poll: Poll, giver: str, holder: str, by: str | None = None) -> Proxy:
    return give_proxy(
        actor=alliance.actor(by or giver), giver=seat(alliance, poll, giver), holder=seat(alliance, poll, holder)
    )


def cast_for(alliance: Alliance, poll: Poll, holder: str, giver: str, choice: str) -> None:
    cast(alliance, poll, holder, choice, voter=seat(alliance, poll, giver))


def test_the_holder_casts_for_the_giver_in_the_givers_category(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    cast_for(alliance, poll, "seat-4", "seat-7", "yes")

    result = close(alliance, poll).result
    universities = next(row for row in result["matrix"] if row["leaf"] == "universites")
    assert universities["yes"] == 1
    assert result["proxies"] == {"used": 1, "refused": []}


def test_only_a_proxy_lets_one_cast_for_another(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    withdraw_proxy(actor=alliance.actor("seat-7"), giver=seat(alliance, poll, "seat-7"))

    with pytest.raises(NotAllowed):
        cast_for(alliance, poll, "seat-4", "seat-7", "yes")


def test_withdrawing_takes_the_ballot_back_that_was_cast_with_it(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    cast_for(alliance, poll, "seat-4", "seat-7", "yes")
    withdraw_proxy(actor=alliance.actor("seat-7"), giver=seat(alliance, poll, "seat-7"))

    assert not Ballot.objects.exists()
    assert give(alliance, poll, "seat-7", "seat-5").ended_at is None


@pytest.mark.parametrize("hand", ["seat-7", "seat-alternate-7"])
def test_a28_the_proxy_falls_when_its_giver_or_the_givers_alternate_casts(
    alliance: Alliance, poll: Poll, hand: str
) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    cast_for(alliance, poll, "seat-4", "seat-7", "yes")
    cast(alliance, poll, hand, "no", voter=seat(alliance, poll, "seat-7"))

    with pytest.raises(NotAllowed):
        cast_for(alliance, poll, "seat-4", "seat-7", "yes")
    result = close(alliance, poll).result
    universities = next(row for row in result["matrix"] if row["leaf"] == "universites")
    assert (universities["yes"], universities["no"]) == (0, 1)
    assert [refused["reason"] for refused in result["proxies"]["refused"]] == ["cast-in-person"]


def test_a28_a_proxy_is_not_passed_on(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")

    with pytest.raises(Conflict) as conflict:
        give(alliance, poll, "seat-4", "seat-5")
    assert conflict.value.reason == "holds-proxy"
    with pytest.raises(Conflict) as conflict:
        give(alliance, poll, "seat-3", "seat-7")
    assert conflict.value.reason == "onward"


def test_a28_a_cycle_is_refused(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")

    with pytest.raises(Conflict):
        give(alliance, poll, "seat-4", "seat-7")
    with pytest.raises(Refused):
        give(alliance, poll, "seat-3", "seat-3")


def test_a28_nobody_holds_more_than_the_limit(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")

    with pytest.raises(Conflict) as conflict:
        give(alliance, poll, "seat-8", "seat-4")
    assert conflict.value.reason == "limit"
    assert seat(alliance, poll, "seat-4") not in possible_holders(poll, seat(alliance, poll, "seat-8"))


def test_a28_another_category_is_refused_where_the_rule_forbids_it(alliance: Alliance) -> None:
    conduct = {
        **rule_of(alliance).definition["conduct"],
        "proxy": {"per_holder": 1, "across": False, "present": True},
    }
    poll = open_council(alliance, rule=changed_rule(alliance, conduct=conduct))

    with pytest.raises(Refused) as refusal:
        give(alliance, poll, "seat-7", "seat-4")
    assert refusal.value.reason == "other-category"
    assert give(alliance, poll, "seat-1", "seat-2").holder == seat(alliance, poll, "seat-2")


def test_who_has_voted_gives_no_proxy(alliance: Alliance, poll: Poll) -> None:
    cast(alliance, poll, "seat-7", "yes")

    with pytest.raises(Conflict) as conflict:
        give(alliance, poll, "seat-7", "seat-4")
    assert conflict.value.reason == "already-voted"


def test_a_seats_proxy_is_given_by_its_holder_or_alternate_alone(alliance: Alliance, poll: Poll) -> None:
    for stranger in ["seat-4", "secretariat", "representative", "observer", "visitor"]:
        with pytest.raises(NotAllowed):
            give(alliance, poll, "seat-7", "seat-4", by=stranger)

    assert give(alliance, poll, "seat-7", "seat-4", by="seat-alternate-7").capacity.startswith("alternate:")


def test_a_partners_proxy_is_given_by_its_representative_not_by_an_alternate(alliance: Alliance) -> None:
    poll = open_assembly(alliance)
    giver = poll.voters.get(partner=alliance.partner)
    holder: Voter = poll.voters.get(partner=alliance.partner_of("representative-1"))

    with pytest.raises(NotAllowed):
        give_proxy(actor=alliance.actor("alternate"), giver=giver, holder=holder)
    give_proxy(actor=alliance.actor("representative"), giver=giver, holder=holder)
    cast(alliance, poll, "representative-1", "yes", voter=giver)

    assert Ballot.objects.get().cast_as == "proxy"


def test_the_holders_alternate_casts_with_the_proxy_too(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    cast(alliance, poll, "seat-alternate-4", "yes", voter=seat(alliance, poll, "seat-7"))

    assert Ballot.objects.get().by == seat(alliance, poll, "seat-4")


def test_a_holder_of_another_poll_is_no_holder(alliance: Alliance, poll: Poll) -> None:
    other = open_council(alliance)

    with pytest.raises(Refused):
        give_proxy(
            actor=alliance.actor("seat-7"), giver=seat(alliance, poll, "seat-7"), holder=seat(alliance, other, "seat-4")
        )


def test_f16_a_proxy_given_or_withdrawn_five_times_is_one_act(alliance: Alliance, poll: Poll) -> None:
    given = {give(alliance, poll, "seat-7", "seat-4").pk for _again in range(5)}
    giver = seat(alliance, poll, "seat-7")
    withdrawn = {withdraw_proxy(actor=alliance.actor("seat-7"), giver=giver).pk for _again in range(5)}

    assert given == withdrawn == {Proxy.objects.get().pk}
    acts = JournalEntry.objects.filter(chain=poll.chain).values_list("act", flat=True)
    assert list(acts) == ["open_poll", "give_proxy", "withdraw_proxy"]


def test_a_closed_poll_takes_no_proxy(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    close(alliance, poll)

    with pytest.raises(Conflict):
        give(alliance, poll, "seat-8", "seat-5")
    with pytest.raises(Conflict):
        withdraw_proxy(actor=alliance.actor("seat-7"), giver=seat(alliance, poll, "seat-7"))


def test_giving_and_withdrawing_are_in_the_journal_without_a_vote(alliance: Alliance, poll: Poll) -> None:
    give(alliance, poll, "seat-7", "seat-4")
    cast_for(alliance, poll, "seat-4", "seat-7", "yes")
    withdraw_proxy(actor=alliance.actor("seat-7"), giver=seat(alliance, poll, "seat-7"))

    entries = list(JournalEntry.objects.filter(chain=poll.chain))
    assert [entry.act for entry in entries] == ["open_poll", "give_proxy", "withdraw_proxy"]
    assert "yes" not in "".join(str(entry.data) for entry in entries)
