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


def over_children(*children: dict[str, Any], categories: tuple[str, ...] = ("a",)) -> None:
    preset = load("assembly-recommendation")
    instantiate({**preset, "tree": {**preset["tree"], "children": list(children)}}, categories)


def of_sizes(given: dict[str, Any], **conduct: Any) -> None:
    document = rule(leaf("all", per="size"), "m", {"m": clause("size yes > 1/2 present")})
    document["conduct"]["proxy"].update(conduct)
    count(document, given)


def faults() -> Iterator[Callable[[], Any]]:
    rule_, poll = recommendation(), worked_poll()
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
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
    alone = {"voter": "a", "ranks": [["A"]]}
    yield from (
        lambda: count("a rule", poll),
        lambda: count({1: 2}, poll),
        lambda: count({**load("assembly-recommendation")}, poll),
        lambda: count(changed(rule_, "/id", "\ud800"), poll),
        lambda: count(changed(rule_, "/version", 1.0), poll),
        lambda: count(chosen_by("irv", tree=inner("all", [leaf("a", "size", over="voted")])), ranked("A")),
        lambda: count(choices.judgment(), {"format": "consult-poll/1", "ballots": []}),
        lambda: of_sizes({"format": "consult-poll/1", "voters": VOTERS, "ballots": []}),
        lambda: of_sizes(rows(row("all", 1))),
        lambda: of_sizes(rows(row("all", 1, 1, proxied=1, size=sizes("1", "1"))), present=False),
        lambda: sha256(deep),
        lambda: over_children({"each_category": True}, {"each_category": True}),
        lambda: over_children({"each_category": True}, categories=()),
        lambda: over_children({"each_category": True, "share": "1"}),
        lambda: by_name({"voter": "a"}),
        lambda: by_name(alone, alone),
        lambda: by_name({**alone, "by": "b"}, {**alone, "by": "b"}),
        lambda: by_name({**alone, "by": "a"}),
    )


def told() -> list[str]:
    found = set()
    for fault in faults():
        with pytest.raises(FormatError) as caught:
            fault()
        found.add(caught.value.message)
    return sorted(found)


def test_every_fault_is_told_in_these_words() -> None:
    assert told() == EXPECTED.read_text("utf-8").splitlines()


if __name__ == "__main__":
    print(*told(), sep="\n")
