"""Real votes: 1,938 of the French Assembly under seven rules, 20 of them ballot by ballot, and worked cases."""

import csv
import gzip
import io
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from tests.corpora import corpus
from tests.voting.counting.samples import clause, effective, found, inner, leaf, row, rows, rule
from tests.voting.counting.test_institutions import rule_of
from voting.counting import count, dumps, parse_poll, parse_rule

PROJECT = Path(__file__).resolve().parents[3]


def table(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(corpus(f"voting/{name}.csv.gz"), "rb") as file:
        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8"))


def groups_by_vote() -> dict[str, list[dict[str, str]]]:
    lines = defaultdict(list)
    for line in table("an17-even-groups"):
        lines[line["scrutin"]].append(line)
    return lines


@cache
def assembly(groups: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The seven rules over these groups."""

    def equal(empty: str) -> dict[str, Any]:
        return inner("assembly", [leaf(group, f"1/{len(groups)}") for group in groups], empty=empty)

    blocs = inner("assembly", [leaf(group, "heads", give="bloc") for group in groups], empty="lapse")
    return {
        "simple": rule(equal("lapse"), "m", {"m": clause("heads yes > 1/2 expressed")}),
        "present_majority": rule(equal("lapse"), "m", {"m": clause("heads yes > 1/2 voted")}),
        "entitled_majority": rule(equal("lapse"), "m", {"m": clause("heads yes > 1/2 entitled")}),
        "equal_groups_cast": rule(equal("prorata"), "m", {"m": clause("weight yes > 1/2 expressed")}),
        "equal_groups_all": rule(equal("lapse"), "m", {"m": clause("weight yes > 1/2 entitled")}),
        "bloc": rule(blocs, "m", {"m": clause("weight yes > 1/2 expressed")}),
        "double": rule(
            equal("lapse"),
            {"and": ["m", "groups"]},
            {"m": clause("heads yes > 1/2 expressed"), "groups": clause("categories yes > 1/2 expressed", won="heads")},
        ),
    }


@cache
def parsed(groups: tuple[str, ...]) -> dict[str, Any]:
    return {name: parse_rule(document) for name, document in assembly(groups).items()}


def poll_of(lines: list[dict[str, str]]) -> dict[str, Any]:
    return rows(
        *(
            row(line["group"], int(line["members"]), int(line["yes"]), int(line["no"]), int(line["abstain"]))
            for line in lines
        )
    )


def test_the_assembly_votes_come_out_as_published_under_all_seven_rules() -> None:
    votes, adopted, differ, ties, seen = groups_by_vote(), Counter[str](), Counter[str](), Counter[str](), 0
    for expected in table("an17-even-expected"):
        lines = votes[expected["scrutin"]]
        seven = parsed(tuple(line["group"] for line in lines))
        # All seven have the same leaves, so that one reading of the poll serves them.
        poll = parse_poll(poll_of(lines), seven["simple"])
        outcomes = {}
        for name, document in seven.items():
            result = count(document, poll)
            outcomes[name] = result["outcome"] == "adopted"
            if expected["type"] != "MOC":
                ties[name] += found(result, "m")["tied"] and not found(result, "m")["empty"]
        assert outcomes == {name: expected[name] == "1" for name in outcomes}, expected["scrutin"]
        seen += 1
        if expected["type"] != "MOC":
            adopted.update(name for name, held in outcomes.items() if held)
            differ.update(name for name, held in outcomes.items() if held != outcomes["simple"])
    assert seen == 1938
    assert adopted == {
        "simple": 746, "present_majority": 650, "entitled_majority": 22, "equal_groups_cast": 644,
        "equal_groups_all": 518, "bloc": 634, "double": 551,
    }  # fmt: skip
    assert differ == {
        "present_majority": 96, "entitled_majority": 724, "equal_groups_cast": 242, "equal_groups_all": 298,
        "bloc": 220, "double": 195,
    }  # fmt: skip
    # 319,030 ballots; 17 exact ties of voices and 19 of the groups' shares, none adopted.
    assert (ties["simple"], ties["equal_groups_cast"]) == (17, 19)
    everything = [line for lines in votes.values() for line in lines]
    assert sum(int(line[choice]) for line in everything for choice in ("yes", "no", "abstain")) == 319_030


def test_the_command_gives_what_the_function_gives_on_twenty_votes(tmp_path: Path) -> None:
    votes = groups_by_vote()
    names = list(parsed(("A", "B")))
    for n, lines in enumerate(list(votes.values())[:: len(votes) // 20][:20]):
        document, poll = assembly(tuple(line["group"] for line in lines))[names[n % len(names)]], poll_of(lines)
        rule_file, poll_file = tmp_path / f"{n}.rule.json", tmp_path / f"{n}.poll.json"
        rule_file.write_text(json.dumps(document), "utf-8")
        poll_file.write_text(json.dumps(poll), "utf-8")
        command = [sys.executable, "-S", "-m", "voting", "count", str(rule_file), str(poll_file)]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.decode() == dumps(count(document, poll)) + "\n"


def test_single_ballots_with_their_proxies_give_the_matrix_of_the_groups() -> None:
    votes, cast = groups_by_vote(), defaultdict(list)
    for line in table("an17-ballots-dev"):
        cast[line["scrutin"]].append(line)
    proxies = 0
    for scrutin, ballots in cast.items():
        lines = votes[scrutin]
        groups, poll = tuple(line["group"] for line in lines), voters_and_ballots(lines, ballots)
        for name, document in assembly(groups).items():
            single, grouped = count(with_proxies(document), poll), count(parsed(groups)[name], poll_of(lines))
            for part in ("matrix", "clauses", "outcome"):
                assert single[part] == grouped[part], (scrutin, name)
        assert single["proxies"]["refused"] == []
        proxies += single["proxies"]["used"]
    assert sum(map(len, cast.values())) == 6334
    assert proxies == sum(line["by_proxy"] == "1" for ballots in cast.values() for line in ballots) > 0


def with_proxies(document: dict[str, Any]) -> dict[str, Any]:
    proxy = {"per_holder": 1000, "across": True, "present": True}
    return {**document, "conduct": {**document["conduct"], "proxy": proxy}}


def voters_and_ballots(lines: list[dict[str, str]], ballots: list[dict[str, str]]) -> dict[str, Any]:
    """Who holds a proxy is not published: the first who voted in person holds them all."""
    holder = next(ballot["member"] for ballot in ballots if ballot["by_proxy"] == "0" and ballot["vote"] != "nonvoting")
    voters, written, votes = [], [], Counter(ballot["group"] for ballot in ballots)
    for ballot in ballots:
        voters.append({"id": ballot["member"], "leaf": ballot["group"]})
        if ballot["vote"] == "nonvoting":
            continue
        by = {"by": holder} if ballot["by_proxy"] == "1" else {}
        written.append({"voter": ballot["member"], "choice": ballot["vote"], **by})
    for line in lines:
        silent = int(line["members"]) - votes[line["group"]]
        voters.extend({"id": f"{line['group']} {n}", "leaf": line["group"]} for n in range(silent))
    return {"format": "consult-poll/1", "voters": voters, "ballots": written}


def case(name: str) -> dict[str, Any]:
    return next(found for found in json.loads(corpus("voting/cases.json").read_text("utf-8")) if found["id"] == name)


def test_the_fsc_cases_give_their_shares_chamber_by_chamber() -> None:
    for name in ("fsc-1", "fsc-2"):
        given = case(name)
        document = rule_of("fsc")
        # Without individuals each half is its organisations alone.
        poll = rows(*(row(f"{half}/org", *columns) for half, columns in given["members"].items()))
        result = count(document, poll)
        total, chambers = given["total"], given["per_chamber"]
        assert (found(result, "all")["amount"], found(result, "all")["ratio"]) == (total["yes"], total["share"])
        for part in found(result, "chambers")["parts"]:
            assert part["amount"] == chambers[part["node"]]["yes"]
        for chamber, expected in chambers.items():
            for column in ("yes", "no", "abstain"):
                weights = [line["weight"][column] for line in result["matrix"] if line["leaf"].startswith(chamber)]
                assert str(sum(map(Fraction, weights))) == expected[column]
        assert result["outcome"] == given["outcome"]


def test_the_scic_case_gives_its_shares_under_each_treatment_of_an_empty_college() -> None:
    given = case("scic-1")
    for name, expected in given["results"].items():
        kind, empty = name.split("/")
        give = "split" if kind == "proportional" else "bloc"
        colleges = [leaf(key, str(Fraction(part, 100)), give=give) for key, part in given["weights_percent"].items()]
        document = rule(
            inner("all", colleges, empty=empty),
            "cast",
            {"cast": clause("weight yes > 1/2 expressed"), "all": clause("weight yes > 1/2 entitled")},
        )
        result = count(document, rows(*(row(key, *columns) for key, columns in given["members"].items())))
        for column in ("yes", "no", "lapsed"):
            assert str(sum(Fraction(line["weight"][column]) for line in result["matrix"])) == expected[column], name
        assert found(result, "cast")["holds"] == expected["adopted_over_cast"]
        assert found(result, "all")["holds"] == expected["adopted_over_all"]


def test_the_old_european_councils_have_the_known_number_of_winning_coalitions() -> None:
    for council in case("council-coalitions")["councils"][:4]:
        weights, quota = council["weights"], council["quota"]
        votes = clause(f"size yes >= {quota}")
        document = parse_rule(rule(leaf("states", per="size"), "quota", {"quota": votes}))
        winning = 0
        for coalition in range(2 ** len(weights)):
            yes = [weight for n, weight in enumerate(weights) if coalition >> n & 1]
            size = {**dict.fromkeys(("no", "abstain", "blank", "present_only"), 0), "entitled": sum(weights)}
            line = row("states", len(weights), len(yes), size={**size, "yes": sum(yes)})
            winning += count(document, rows(line))["outcome"] == "adopted"
        assert winning == council["winning"], council["name"]


def test_weights_of_a_real_vote_sum_to_one() -> None:
    lines = next(iter(groups_by_vote().values()))
    result = count(assembly(tuple(line["group"] for line in lines))["equal_groups_cast"], poll_of(lines))
    assert sum(map(Fraction, effective(result))) == 1
