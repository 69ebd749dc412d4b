"""Real polls among options: 17 Debian votes, an American mayor, and the cases of another implementation of majority
judgment."""

import gzip
import json
from fractions import Fraction
from typing import Any

from tests.corpora import corpus
from tests.voting.counting.choices import chosen_by, tallied
from tests.voting.counting.test_corpora import case
from voting.counting import count


def debian() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(gzip.decompress(corpus("voting/debian-2004-2007.json.gz").read_bytes()))[
        "votes"
    ]
    return found


def ranks(line: str) -> list[list[str]]:
    """A ballot of one character an option: its rank, or "-" where it has none; options are called by their number."""
    by_rank: dict[int, list[str]] = {}
    for n, character in enumerate(line, start=1):
        if character != "-":
            by_rank.setdefault(int(character, 36), []).append(str(n))
    return [by_rank[rank] for rank in sorted(by_rank)]


def test_the_debian_votes_come_out_with_their_matrices_drops_and_winners() -> None:
    votes = debian()
    for vote in votes:
        options = [str(n) for n in range(1, len(vote["pairwise"]) + 1)]
        rule = chosen_by(
            "schulze",
            default=str(vote["default_option"]),
            ratio={option: str(ratio) for option, ratio in zip(options, vote["ratio"], strict=True) if ratio},
            quorum={"k": "3/2", "n": vote["developers"]},
        )
        ballots = [{"ranks": ranks(line)} for line in vote["ballots"]]
        result = count(rule, {"format": "consult-poll/1", "options": options, "ballots": ballots})
        pairwise = [[int(result["pairwise"][a].get(b, 0)) for b in options] for a in options]
        reasons = {"quorum": "quorum", "ratio": "majority"}
        dropped = [[int(found["option"]), reasons[found["reason"]]] for found in result["dropped"]]
        assert pairwise == vote["pairwise"], vote["vote"]
        assert dropped == vote["dropped"], vote["vote"]
        assert result["winners"] == [str(winner) for winner in vote["winner"]], vote["vote"]
    assert len(votes) == 17
    assert sum(len(vote["ballots"]) for vote in votes) == 6019


def test_burlington_2009_has_another_mayor_under_each_method() -> None:
    given = case("burlington-2009")
    ballots = [{"ranks": [[option] for option in order], "times": times} for order, times in given["ballots"]]
    poll = {"format": "consult-poll/1", "options": ["Kiss", "Montroll", "Wright"], "ballots": ballots}
    irv = count(chosen_by("irv"), poll)
    assert irv["winners"] == [given["winner"]["irv"]] == ["Kiss"]
    first = {option: int(votes) for option, votes in irv["rounds"][0]["tally"].items()}
    assert max(first, key=lambda option: first[option]) == given["winner"]["plurality"] == "Wright"
    schulze = count(chosen_by("schulze"), poll)
    assert schulze["winners"] == [given["winner"]["schulze"]] == ["Montroll"]
    for other in ("Kiss", "Wright"):
        pairs = schulze["pairwise"]
        assert int(pairs["Montroll"][other]) > int(pairs[other]["Montroll"])


def test_majority_judgments_of_up_to_ten_thousand_million_come_out_as_published() -> None:
    cases = json.loads(corpus("voting/mieuxvoter-assertions.json").read_text("utf-8"))
    missing = {"StaticDefault": "grade:{}", "MedianDefault": "median", "Normalized": "none", None: "none"}
    for given in cases:
        options = [f"p{n}" for n in range(len(given["tallies"]))]
        grades = [str(n) for n in range(len(given["tallies"][0]))]
        rule = chosen_by(
            "majority-judgment", grades=grades, missing=missing[given.get("mode")].format(given.get("default", 0))
        )
        tallies = dict(zip(options, given["tallies"], strict=True))
        result = count(rule, tallied(tallies, participants=given["participants"]))
        places, ahead = {}, 1
        for group in result["ranking"]:
            places.update(dict.fromkeys(group, ahead))
            ahead += len(group)
        assert [places[option] for option in options] == given["ranks"], given["title"]
    assert len(cases) == 9
    assert max(given["participants"] for given in cases) == 10_805_010_410


def test_a_real_poll_weighed_by_two_colleges_keeps_its_total() -> None:
    # Burlington's voters as two colleges of one half each: those who put Wright first, and the rest.
    given = case("burlington-2009")
    half = {"share": "1/2", "per": "head", "over": "voted", "give": "split"}
    tree = {"key": "all", "empty": "lapse", "children": [{"key": "w", **half}, {"key": "r", **half}]}
    ballots = [
        {"ranks": [[option] for option in order], "times": times, "leaf": "w" if order[0] == "Wright" else "r"}
        for order, times in given["ballots"]
    ]
    poll = {"format": "consult-poll/1", "options": ["Kiss", "Montroll", "Wright"], "ballots": ballots}
    tally = count(chosen_by("irv", tree=tree), poll)["rounds"][0]["tally"]
    assert tally["Wright"] == "1/2"
    assert sum(map(Fraction, tally.values())) == 1
