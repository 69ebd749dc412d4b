"""What is wrong, in words: each message that a fault is told with. Where it stands is tested beside each kind of file.

expected/messages.txt is to be read as a text: it is what people are told. After a change on purpose:
    python -m tests.voting.counting.test_messages > tests/voting/counting/expected/messages.txt
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.voting.counting import test_bad_input as sides
from tests.voting.counting import test_choices_bad_input as choices
from tests.voting.counting.choices import chosen_by, ranked
from tests.voting.counting.samples import clause, inner, leaf, recommendation, row, rows, rule, sizes, worked_poll
from tests.voting.counting.test_bad_input import changed
from voting.counting import FormatError, count, read
from voting.counting.canonical import sha256
from voting.counting.named import named_poll
from voting.counting.presets import instantiate, load

EXPECTED = Path(__file__).parent / "expected" / "messages.txt"
VOTERS = [{"id": "a", "leaf": "all"}, {"id": "b", "leaf": "all"}]


def by_name(*ballots: Any) -> None:
    named_poll(rule={}, terms={}, options=["A"], voters=VOTERS, ballots=ballots and list(ballots))


def over_children(*children: Any, categories: tuple[str, ...] = ("a",)) -> None:
    preset = load("assembly-recommendation")
    instantiate({**preset, "tree": {**preset["tree"], "children": list(children)}}, categories)


def of_sizes(given: dict[str, Any], **conduct: Any) -> None:
    document = rule(leaf("all", per="size"), "m", {"m": clause("size yes > 1/2 present")})
    document["conduct"]["proxy"].update(conduct)
    count(document, given)


def faults() -> Iterator[Callable[[], Any]]:
    """Those of the tables beside each kind of file."""
    rule_, poll = recommendation(), worked_poll()
    yield from (lambda p=p, v=v: count(changed(rule_, p, v), poll) for p, v, _ in sides.RULE_FAULTS)
    yield from (lambda p=p, v=v: count(rule_, changed(poll, p, v)) for p, v, _ in sides.POLL_FAULTS)
    yield from (lambda p=p, v=v: count(rule_, changed(rows(sides.ROW), p, v)) for p, v, _ in sides.ROW_FAULTS)
    yield from (lambda data=data: count(read(data), poll) for data, _ in sides.SYNTAX)
    for made, given, found in (
        (choices.schulze, choices.poll, choices.RULE_FAULTS),
        (choices.judgment, choices.tallies, choices.GRADED_RULE_FAULTS),
    ):
        yield from (lambda m=made, g=given, p=p, v=v: count(changed(m(), p, v), g()) for p, v, _ in found)
    for made, given, found in (
        (choices.schulze, choices.poll, choices.POLL_FAULTS),
        (choices.judgment, choices.tallies, choices.TALLY_FAULTS),
        (choices.judgment, choices.graded, choices.GRADED_FAULTS),
    ):
        yield from (lambda m=made, g=given, p=p, v=v: count(m(), changed(g(), p, v)) for p, v, _ in found)


def elsewhere() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Faults that no table has, with the pointer that is told."""
    rule_, poll = recommendation(), worked_poll()
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    alone = {"voter": "a", "ranks": [["A"]]}
    each, of_auth = {"each_category": True}, "/tree/children/0/share"
    yield from (
        ("", lambda: count("a rule", poll)),
        ("", lambda: count({1: 2}, poll)),
        ("/format", lambda: count({**load("assembly-recommendation")}, poll)),
        ("/id", lambda: count(changed(rule_, "/id", "\ud800"), poll)),
        ("/version", lambda: count(changed(rule_, "/version", 1.0), poll)),
        (of_auth, lambda: count(chosen_by("irv", tree=inner("all", [leaf("a", "size", over="voted")])), ranked("A"))),
        ("/options", lambda: count(choices.judgment(), {"format": "consult-poll/1", "ballots": []})),
        ("/voters/0/size", lambda: of_sizes({"format": "consult-poll/1", "voters": VOTERS, "ballots": []})),
        ("/rows/0/size", lambda: of_sizes(rows(row("all", 1)))),
        (
            "/rows/0/size/proxied",
            lambda: of_sizes(rows(row("all", 1, 1, proxied=1, size=sizes("1", "1"))), present=False),
        ),
        ("", lambda: sha256(deep)),
        ("/tree/children", lambda: over_children(each, each)),
        ("/tree/children", lambda: over_children(each, categories=())),
        ("/tree/children/0/share", lambda: over_children({**each, "share": "1"})),
        ("/tree/children/1", lambda: over_children(each, 7)),
        ("/ballots/0", lambda: by_name({"voter": "a"})),
        ("/ballots/1/voter", lambda: by_name(alone, alone)),
        ("/ballots/1/voter", lambda: by_name({**alone, "by": "b"}, {**alone, "by": "b"})),
        ("/ballots/0/by", lambda: by_name({**alone, "by": "a"})),
    )


def fault_of(act: Callable[[], Any]) -> FormatError:
    with pytest.raises(FormatError) as caught:
        act()
    return caught.value


def told() -> list[str]:
    acts = [*faults(), *(act for _, act in elsewhere())]
    return sorted({fault_of(act).message for act in acts})


def test_every_fault_is_told_in_these_words() -> None:
    assert told() == EXPECTED.read_text("utf-8").splitlines()


def test_faults_of_no_table_are_told_where_they_stand_too() -> None:
    for pointer, act in elsewhere():
        error = fault_of(act)
        assert error.pointer == pointer
        assert str(error) == (f"{pointer}: {error.message}" if pointer else error.message)


if __name__ == "__main__":
    print(*told(), sep="\n")
