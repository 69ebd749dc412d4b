"""What it would have taken, in the page of a result: told as it was found, once, and nothing that can't be found."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache

from tests.factories import Alliance
from tests.voting.acts import ADOPTED, SEATS, cast, close, decide, open_assembly, open_council, rule_of
from tests.voting.test_pages import TIED, words
from voting.counting import parse_rule
from voting.counting.matrix import Row
from voting.counting.outcome import tally as counted
from voting.counting.turning import Turn, rows_of
from voting.domain import turns
from voting.domain.closing import casting_vote, last_tally
from voting.domain.turns import turns_of
from voting.models import Poll, Tally

REJECTED = {slug: "yes" for slug in ["seat-1", "seat-2", "chair", "seat-3", "seat-4"]} | {
    f"seat-{n}": "no" for n in range(5, 9)
}
VOID = dict.fromkeys(SEATS[:4], "yes")


@pytest.fixture(autouse=True)
def in_english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"
    cache.clear()


def page(alliance: Alliance, poll: Poll) -> str:
    return words(alliance.client("member").get(poll.urls.result))


def changed(rows: list[Row], turn: Turn, ballots: tuple[int, ...]) -> list[Row]:
    """The matrix with so many ballots of each row cast as the turn says."""
    return [
        replace(
            row,
            heads={
                **row.heads,
                turn.source: row.heads[turn.source] - number,
                turn.target: row.heads[turn.target] + number,
            },
        )
        for row, number in zip(rows, ballots, strict=True)
    ]


def one_fewer(ballots: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [tuple(n - (at == place) for at, n in enumerate(ballots)) for place, had in enumerate(ballots) if had]


def holds(poll: Poll, tally: Tally, **given: Any) -> int:
    """Counts again after each change that the page would tell, and after one ballot fewer; how many there were."""
    rule, found = parse_rule(poll.rule), turns_of(poll, tally)
    rows = rows_of(rule, tally.result)
    for turn in found.found:
        assert counted(rule, changed(rows, turn, turn.in_rows), **given).outcome == turn.outcome
        for fewer in one_fewer(turn.in_rows):
            outcome = counted(rule, changed(rows, turn, fewer), **given).outcome
            assert (outcome == "adopted") == (tally.outcome == "adopted")
        have = [row.heads[turn.source] for row in rows]
        turned = [
            (counted(rule, changed(rows, turn, place), **given).outcome == "adopted") != (tally.outcome == "adopted")
            for place in product(*(range(min(number, turn.ballots) + 1) for number in have))
            if sum(place) == turn.ballots
        ]
        assert all(turned) == ((turn.source, turn.target) in found.anywhere)
    if found.presence:
        presence = found.presence
        assert counted(rule, changed(rows, presence, presence.in_rows), **given).outcome != "void"
        assert all(
            counted(rule, changed(rows, presence, fewer), **given).outcome == "void"
            for fewer in one_fewer(presence.in_rows)
        )
    assert not found.untold
    return len(found.found)


def test_of_an_adopted_text_it_is_told_what_would_have_rejected_it(alliance: Alliance) -> None:
    poll, tally = decide(alliance, ADOPTED)

    said = page(alliance, poll)

    # 6 to 3 of the votes: two that go over leave 4 to 5.
    assert "What it would have taken" in said
    assert "2 votes against instead of for" in said
    assert "would have been enough for the text not to be adopted." in said
    assert holds(poll, tally) >= 3


def test_of_a_rejected_text_it_is_told_what_would_have_adopted_it(alliance: Alliance) -> None:
    poll, tally = decide(alliance, REJECTED)
    assert tally.outcome == "rejected"

    said = page(alliance, poll)

    # Any seat of those that were against would have done.
    assert "1 vote for instead of against would have been enough for the text to be adopted." in said
    assert "2 votes against less would have been enough for the text to be adopted." in said
    assert holds(poll, tally) >= 2


def test_of_a_void_poll_it_is_told_what_presence_was_missing(alliance: Alliance) -> None:
    poll, tally = decide(alliance, VOID)
    assert tally.outcome == "void"

    said = page(alliance, poll)

    # Any seat would have done, so that none is told.
    assert "1 more voter would have been enough for the vote not to be void, whatever they had voted." in said
    assert turns_of(poll, tally).anywhere == {("absent", "abstain"), ("absent", "yes")}
    assert holds(poll, tally) >= 1


def test_after_a_casting_vote_it_is_told_of_the_count_with_it(alliance: Alliance) -> None:
    poll, tally = decide(alliance, TIED)
    assert holds(poll, tally) >= 1
    assert "1 more vote for would have been enough for the text to be adopted." in page(alliance, poll)

    casting_vote(actor=alliance.actor("chair"), poll=poll, choice="yes")
    last = last_tally(poll)
    assert last is not None and last.outcome == "adopted"
    assert holds(poll, last, casting={"chair": "yes"}) >= 1
    assert "would have been enough for the text not to be adopted." in page(alliance, poll)


def test_partners_of_an_assembly_are_told_by_category_and_never_by_name(alliance: Alliance) -> None:
    poll = open_assembly(alliance)
    for slug in ["representative", "representative-1", "representative-2", "representative-3"]:
        voter = poll.voters.get(partner=alliance.partner_of(slug))
        cast(alliance, poll, slug, "no" if slug == "representative" else "yes", voter=voter)
    tally = close(alliance, poll)
    poll.refresh_from_db()

    said = page(alliance, poll)

    holds(poll, tally)
    section = said[said.index("What it would have taken") : said.index("Who has voted, by category")]
    assert all(voter.name not in section for voter in poll.voters.all())


def test_where_a_vote_would_have_had_to_come_from_is_told_where_it_matters(alliance: Alliance) -> None:
    poll = open_assembly(alliance, rule=rule_of(alliance, "assembly-charter"))
    for slug in ["representative", "representative-1", "representative-2", "representative-3"]:
        voter = poll.voters.get(partner=alliance.partner_of(slug))
        cast(alliance, poll, slug, "no" if slug == "representative-2" else "yes", voter=voter)
    tally = close(alliance, poll)
    poll.refresh_from_db()
    name = alliance.partner_of("representative-2").category.name

    said = page(alliance, poll)

    # Only its own other partner could have lifted the veto of that category.
    assert f"1 more vote for in “{name}” would have been enough for the text to be adopted." in said
    assert "1 vote for instead of against would have been enough" in said
    assert holds(poll, tally) >= 2


def test_it_is_reckoned_once(alliance: Alliance, monkeypatch: pytest.MonkeyPatch) -> None:
    poll, _tally = decide(alliance, REJECTED)
    first = page(alliance, poll)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("reckoned again")

    monkeypatch.setattr(turns, "fewest", refuse)
    assert "1 vote for instead of against" in first
    assert "1 vote for instead of against" in page(alliance, poll)


def test_what_takes_too_long_is_not_told_and_the_page_says_why(
    alliance: Alliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll, _tally = decide(alliance, REJECTED)
    monkeypatch.setattr(turns, "MOST_STEPS", 1)

    said = page(alliance, poll)

    assert "too many to be tried one by one in reasonable time, and nothing is estimated" in said
    assert "would have been enough" not in said


def test_nothing_is_told_while_a_poll_is_open(alliance: Alliance) -> None:
    poll = open_council(alliance)
    cast(alliance, poll, "seat-4", "no")

    assert "What it would have taken" not in words(alliance.client("secretariat").get(poll.urls.page))
    assert alliance.client("secretariat").get(poll.urls.result).status_code == 302


def test_the_whole_rule_is_told_before_voting_and_beside_the_result(alliance: Alliance) -> None:
    poll = open_council(alliance)
    asked = "The weight of a part where nobody counts goes to the others, in proportion to theirs."
    assert asked in words(alliance.client("seat-4").get(poll.urls.page))
    assert "Where only an exact equality stands in the way" in words(alliance.client("seat-4").get(poll.urls.page))
    cast(alliance, poll, "seat-4", "no")
    close(alliance, poll)
    said = page(alliance, poll)
    assert "The whole rule in words" in said and asked in said
