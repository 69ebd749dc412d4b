"""The exact count: a million ballots, files of 100,000 voters, rankings, the power of a council and an assembly.

Peers do the same work in the same run: adding a fraction for each ballot, as counts with weights often do; reading the
same file as JSON; for rankings `votelib`, where it follows the same rule (tests/voting/counting/test_votelib.py), and
`pref_voting` where that is installed.
"""

import json
import os
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measuring import in_turns, peak_mb
from bench.report import Aim, Report
from voting.counting import count, dumps, read
from voting.counting.power import power
from voting.counting.presets import instantiate

PRESET = Path(__file__).parent.parent / "voting" / "presets" / "assembly-recommendation.json"
CATEGORIES = [f"category-{number}" for number in range(1, 8)]
CHOICES = ("yes", "no", "abstain")
MILLION, FILE_VOTERS, RANKINGS, STATES = 1_000_000, 100_000, 20_000, 28
# Seven categories whose numbers have no small common multiple.
PARTNERS = (11, 9, 7, 5, 4, 3, 1)

Pair = tuple[str, str]

AIMS = [
    Aim("rows/fraction-a-ballot@1000000", 0.1, 0.3),
    Aim("file/json-alone@100000", 6, 12),
    Aim("schulze/votelib@20000", 1.0, 2.0),
]


def run() -> Report:
    report = Report("count", AIMS)
    chance = random.Random(7)
    rule = instantiate(json.loads(PRESET.read_text()), CATEGORIES)
    ballots = [(chance.choice(CATEGORIES), chance.choice(CHOICES)) for _ in range(MILLION)]
    _memory(report, rule, ballots)
    with TemporaryDirectory() as folder:
        _databases(report, rule, ballots, Path(folder))
    _file(report, rule, chance)
    _rankings(report, chance)
    _council(report, chance)
    _assembly(report, rule)
    return report


def rows_poll(counts: Iterable[tuple[Pair, int]]) -> dict[str, Any]:
    """A consult-poll/1 of rows from how many ballots of each category say what."""
    rows: dict[str, dict[str, Any]] = {
        leaf: {"leaf": leaf, "marks": [], "entitled": 0, **dict.fromkeys((*CHOICES, "blank", "present_only"), 0)}
        for leaf in CATEGORIES
    }
    for (leaf, choice), number in counts:
        rows[leaf][choice] += number
        rows[leaf]["entitled"] += number
    return {"format": "consult-poll/1", "rows": list(rows.values())}


def _memory(report: Report, rule: dict[str, Any], ballots: list[Pair]) -> None:
    def ours() -> dict[str, Any]:
        return count(rule, rows_poll(Counter(ballots).items()))

    def fraction_a_ballot() -> Fraction:
        # Each ballot's weight inside its category, added one by one.
        expressed = Counter(leaf for leaf, choice in ballots if choice != "abstain")
        share = {leaf: Fraction(1, len(CATEGORIES) * number) for leaf, number in expressed.items()}
        return sum((share[leaf] for leaf, choice in ballots if choice == "yes"), Fraction(0))

    weight = next(clause for clause in ours()["clauses"] if clause["id"] == "weight")
    assert Fraction(weight["amount"]) == fraction_a_ballot()
    times = in_turns({"rows": ours, "fraction-a-ballot": fraction_a_ballot})
    report.add(MILLION, times, peak_mb={"rows": round(peak_mb(ours), 2)})


def _databases(report: Report, rule: dict[str, Any], ballots: list[Pair], folder: Path) -> None:
    """The same ballots in a table: grouped by the database, or fetched one by one and counted here."""
    for name, connection, insert in _connections(folder):
        cursor = connection.cursor()
        cursor.execute("CREATE TEMPORARY TABLE cast_ballots (leaf TEXT NOT NULL, choice TEXT NOT NULL)")
        cursor.executemany(insert, ballots)
        cursor.execute("CREATE INDEX cast_by_leaf ON cast_ballots (leaf, choice)")

        def asked(query: str, fetch: Any = cursor) -> list[Any]:
            fetch.execute(query)
            found: list[Any] = fetch.fetchall()
            return found

        def grouped(ask: Callable[[str], list[Any]] = asked) -> dict[str, Any]:
            rows = ask("SELECT leaf, choice, COUNT(*) FROM cast_ballots GROUP BY leaf, choice")
            return count(rule, rows_poll(((leaf, choice), number) for leaf, choice, number in rows))

        def fetched(ask: Callable[[str], list[Any]] = asked) -> dict[str, Any]:
            return count(rule, rows_poll(Counter(map(tuple, ask("SELECT leaf, choice FROM cast_ballots"))).items()))

        assert grouped() == fetched()
        report.add(MILLION, in_turns({f"{name}-grouped": grouped, f"{name}-fetched": fetched}))
        connection.close()


def _connections(folder: Path) -> Iterator[tuple[str, Any, str]]:
    """SQLite always, PostgreSQL where DATABASE_URL names one; with the statement that writes a ballot."""
    yield "sqlite", sqlite3.connect(folder / "ballots.sqlite3"), "INSERT INTO cast_ballots VALUES (?, ?)"
    address = os.environ.get("DATABASE_URL", "")
    if address.startswith(("postgres://", "postgresql://")):
        import psycopg

        yield "postgresql", psycopg.connect(address), "INSERT INTO cast_ballots VALUES (%s, %s)"


def _file(report: Report, rule: dict[str, Any], chance: random.Random) -> None:
    """From the bytes of both files to the printed result, and from the same bytes to parsed JSON."""
    voters = [
        {"id": f"voter-{number}", "leaf": chance.choice(CATEGORIES), "size": None, "marks": []}
        for number in range(FILE_VOTERS)
    ]
    ballots = [{"voter": voter["id"], "choice": chance.choice(CHOICES)} for voter in voters]
    poll = json.dumps({"format": "consult-poll/1", "voters": voters, "ballots": ballots}).encode()
    rule_file = json.dumps(rule).encode()

    def ours() -> str:
        return dumps(count(read(rule_file), read(poll)))

    times = in_turns({"file": ours, "json-alone": lambda: json.loads(poll)})
    report.add(FILE_VOTERS, times, peak_mb={"file": round(peak_mb(ours))})


def _rankings(report: Report, chance: random.Random) -> None:
    """Strict rankings of eight options, no two of them alike often: the pairs are most of the work."""
    from votelib import convert
    from votelib.evaluate import condorcet

    options = [f"option-{number}" for number in range(8)]
    orders = [tuple(chance.sample(options, len(options))) for _ in range(RANKINGS)]
    ballots = [{"ranks": [[option] for option in order]} for order in orders]
    poll = {"format": "consult-poll/1", "options": options, "ballots": ballots}
    method = {"kind": "schulze", "seats": 1, "default": None, "ratio": {}, "quorum": None}
    rule = {"format": "consult-rule/1", "id": "ranked", "version": 1, "method": method}

    def theirs() -> list[str]:
        votes = convert.RankedToCondorcetVotes().convert(Counter(orders))
        winners: list[str] = condorcet.Schulze().evaluate(votes, 1)
        return winners

    assert count(rule, poll)["winners"] == theirs()
    subjects = {"schulze": lambda: count(rule, poll), "votelib": theirs}
    if find_spec("pref_voting"):
        subjects["pref_voting"] = _by_pref_voting(options, orders)
        assert subjects["pref_voting"]() == theirs()
    report.add(RANKINGS, in_turns(subjects))


def _by_pref_voting(options: list[str], orders: list[tuple[str, ...]]) -> Callable[[], list[str]]:
    """By margins, which strict rankings of all options order as winning votes do. It is not among the locked packages:
    with what it needs it takes 778 MB."""
    from pref_voting.margin_based_methods import beat_path
    from pref_voting.profiles import Profile

    numbers = {option: number for number, option in enumerate(options)}

    def theirs() -> list[str]:
        cast = Counter(tuple(numbers[option] for option in order) for order in orders)
        winners = beat_path(Profile([list(order) for order in cast], list(cast.values())))
        return [options[number] for number in winners]

    return theirs


def _council(report: Report, chance: random.Random) -> None:
    """Every coalition of 28 states under two thresholds and a blocking minority, counted exactly."""
    clause = {"scope": "all", "quantity": "yes", "op": ">=", "base": "entitled", "else": "rejected"}
    rule = {
        "format": "consult-rule/1",
        "id": "states",
        "version": 1,
        "method": {"kind": "yes-no"},
        "size": {"base": "0", "floor": None, "cap": None},
        "tree": {"key": "states", "per": "size", "over": "entitled", "give": "split"},
        "clauses": {
            "states": {**clause, "unit": "heads", "value": "11/20"},
            "population": {**clause, "unit": "size", "value": "13/20"},
            "no-blocking": {
                "unit": "heads",
                "scope": "all",
                "quantity": "not-in-favour",
                "op": "<=",
                "value": 3,
                "else": "rejected",
            },
        },
        "formula": {"and": ["states", {"or": ["population", "no-blocking"]}]},
    }
    # From half a million to eighty millions, in hundreds of thousands, most of them small.
    register = [
        {"id": f"state-{number}", "leaf": "states", "size": str(round(5 * 160 ** chance.random())), "marks": []}
        for number in range(STATES)
    ]

    def ours() -> object:
        return power(rule, register)

    report.add(STATES, in_turns({"power": ours}, repeats=report.repeats), peak_mb={"power": round(peak_mb(ours))})


def _assembly(report: Report, rule: dict[str, Any]) -> None:
    """Every coalition of forty partners under the majorities of weight, of categories and of heads."""
    register = [
        {"id": f"{leaf}-{n}", "leaf": leaf, "size": None, "marks": []}
        for leaf, partners in zip(CATEGORIES, PARTNERS, strict=True)
        for n in range(partners)
    ]

    def ours() -> object:
        return power(rule, register)

    times = in_turns({"power-assembly": ours}, repeats=report.repeats)
    report.add(len(register), times, peak_mb={"power-assembly": round(peak_mb(ours))})
