"""Addresses of HOW and who reads them: of a poll of the council."""

from typing import Any

from tests.factories import Alliance
from tests.security.addresses import ALL, SECRETARIAT, SIGNED_IN, Address
from tests.voting.acts import cast_all, close, open_council, rule_of

OPENS = frozenset({"chair", "secretariat"})
VOTES = ("voting.cast_seat_ballot", "voting.cast_partner_ballot", "voting.cast_by_proxy")
PROXIES = ("voting.give_seat_proxy", "voting.give_partner_proxy")


def with_rules(alliance: Alliance) -> list[Any]:
    rule_of(alliance)
    return []


def a_rule(alliance: Alliance) -> list[Any]:
    return [rule_of(alliance).pk]


def a_poll(alliance: Alliance) -> list[Any]:
    return [open_council(alliance).pk]


def closed(alliance: Alliance) -> list[Any]:
    poll = open_council(alliance)
    cast_all(alliance, poll, {slug: "yes" for slug in alliance.seats})
    close(alliance, poll)
    return [poll.pk]


ADDRESSES = [
    Address("rules", SIGNED_IN),
    Address("rule", SIGNED_IN, args=a_rule),
    Address("rule_file", SIGNED_IN, args=a_rule),
    Address("rule_preset", SIGNED_IN, args=a_rule),
    Address("rule_new", SECRETARIAT, ("voting.edit_rules",)),
    Address("rule_next", SECRETARIAT, ("voting.edit_rules",), a_rule),
    Address("rule_preview", None, ("voting.edit_rules",)),
    Address("rule_retire", None, ("voting.edit_rules",), a_rule),
    Address("rule_take_up", None, ("voting.edit_rules",), a_rule),
    Address("count", SIGNED_IN, ("voting.read_polls",)),
    Address("polls", SIGNED_IN),
    Address("poll_open", OPENS, ("voting.open_poll",), with_rules),
    Address("poll_choose", OPENS, ("voting.open_poll",), with_rules),
    Address(
        "seat_election",
        SECRETARIAT,
        ("alliance.record_mandates", "voting.open_poll"),
        lambda alliance: [alliance.seats["seat-4"].pk],
    ),
    Address("poll", SIGNED_IN, args=a_poll),
    Address("poll_mine", SIGNED_IN, args=a_poll),
    Address("poll_cast", None, VOTES, a_poll),
    Address("poll_proxy", None, PROXIES, a_poll),
    Address("poll_proxy_withdraw", None, PROXIES, a_poll),
    Address("poll_extend", None, ("voting.extend_poll",), a_poll),
    Address("poll_close", None, ("voting.close_poll",), a_poll),
    Address("poll_casting", None, ("voting.casting_vote",), a_poll),
    Address("poll_second", None, ("voting.second_convocation",), a_poll),
    Address("poll_result", SIGNED_IN, args=closed),
    Address("poll_correct", None, ("voting.correct_result",), closed),
    Address("poll_record", SIGNED_IN, args=closed),
    Address("verifier", ALL),
    Address("rule_power", SIGNED_IN, args=a_rule),
    Address("rule_tried", SIGNED_IN, ("voting.read_polls",), a_rule),
    Address("api_count", None, ("voting.read_polls",)),
    # For a visitor the list holds what is public, see api_results.
    Address("api_polls", ALL),
    Address("api_poll", SIGNED_IN, args=a_poll),
    Address("api_ballot", None, VOTES, a_poll),
    Address("api_results", ALL),
    Address("api_result", SIGNED_IN, args=closed),
]
