"""Rules and polls of graded ballots, read and checked whole: majority judgment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from voting.counting.amounts import whole
from voting.counting.ballots import read_by_lot, read_cast, read_options, read_tree_of_ballots, weights
from voting.counting.canonical import sha256
from voting.counting.errors import FormatError, step
from voting.counting.matrix import Number
from voting.counting.poll import CONDUCTED, read_conducted
from voting.counting.reading import entries, filled, items, mapping, one_of, text
from voting.counting.rule import read_head
from voting.counting.tree import Node

OF_GRADE = "grade:"


@dataclass(frozen=True, slots=True, eq=False)
class GradedRule:
    """A whole rule of grades, worst first. A missing grade counts as `missing`: "none" (not at all), "median" (that of
    the option) or "grade" (the one at `missing_grade` in `grades`); `by_lot` says that ties are put to the lot."""

    kind: ClassVar[str] = "majority-judgment"
    grades: tuple[str, ...]
    missing: str
    missing_grade: int
    tree: Node | None
    by_lot: bool
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class GradedPoll:
    """A poll ready to be counted: for each option how much of each grade it got, worst first, and how much could have
    graded it at all. `void` says that an empty node of the tree makes it void."""

    tallies: Mapping[str, Sequence[Number]]
    participants: Number
    void: bool
    convocation: int
    seed: str | None
    sha256: str


def read_graded_rule(value: Any) -> GradedRule:
    """A rule from its parsed document; raises `FormatError` with the pointer of the first fault."""
    found = entries(value, "", ("format", "id", "version", "method"), ("tie", "tree"))
    read_head(found)
    method = entries(found["method"], "/method", ("kind", "grades", "missing"))
    one_of(method["kind"], "/method/kind", (GradedRule.kind,))
    grades = read_options(filled(method["grades"], "/method/grades"), "/method/grades", "grade")
    missing, missing_grade = text(method["missing"], "/method/missing"), 0
    if missing.startswith(OF_GRADE):
        grade = one_of(missing, "/method/missing", [OF_GRADE + grade for grade in grades])
        missing, missing_grade = "grade", grades.index(grade.removeprefix(OF_GRADE))
    else:
        one_of(missing, "/method/missing", ("none", "median", OF_GRADE + "…"))
    by_lot = read_by_lot(found["tie"], "/tie") if "tie" in found else False
    tree = read_tree_of_ballots(found["tree"], "/tree") if "tree" in found else None
    return GradedRule(grades, missing, missing_grade, tree, by_lot, sha256(value))


def read_graded_poll(value: Any, rule: GradedRule) -> GradedPoll:
    """A poll from its parsed document, under this rule; raises `FormatError` with the pointer of the first fault."""
    by_tallies = "tallies" in mapping(value, "")
    if by_tallies:
        if "ballots" in value:
            raise FormatError("/ballots", "a poll has tallies or ballots, not both")
        if rule.tree is not None:
            raise FormatError("/tallies", "the rule has a tree, so that it needs ballots that name their leaf")
        found = entries(value, "", ("format", "tallies"), (*CONDUCTED, "participants"))
    else:
        found = entries(value, "", ("format", "ballots"), (*CONDUCTED, "options"))
    convocation, _casting, seed = read_conducted(found)
    tallies: Mapping[str, Sequence[Number]]
    participants: Number
    if by_tallies:
        tallies, participants, void = *_read_tallies(found, len(rule.grades)), False
    else:
        tallies, participants, void = _count_ballots(found, rule)
    return GradedPoll(tallies, participants, void, convocation, seed, sha256(value))


def _read_tallies(found: Mapping[str, Any], grades: int) -> tuple[dict[str, list[int]], int]:
    tallies = {}
    for option, value in mapping(found["tallies"], "/tallies").items():
        here = "/tallies" + step(option)
        if len(items(value, here)) != grades:
            raise FormatError(here, f"expected {grades} counts, one for each grade of the rule")
        tallies[option] = [whole(count, here + step(n)) for n, count in enumerate(value)]
    if not tallies:
        raise FormatError("/tallies", "expected at least one option")
    largest = max(map(sum, tallies.values()))
    participants = whole(found.get("participants", largest), "/participants")
    if participants < largest:
        raise FormatError("/participants", "an option has more grades than there are participants")
    return tallies, participants


def _count_ballots(found: Mapping[str, Any], rule: GradedRule) -> tuple[dict[str, list[Number]], Number, bool]:
    named = read_options(filled(found["options"], "/options"), "/options") if "options" in found else None
    nodes = None if rule.tree is None else {node.key: node for node in rule.tree.walk()}
    place = {grade: n for n, grade in enumerate(rule.grades)}
    cast: dict[tuple[str, tuple[tuple[str, int], ...]], int] = {}
    options = dict.fromkeys(named or ())
    for n, entry in enumerate(items(found["ballots"], "/ballots")):
        here = "/ballots" + step(n)
        ballot, times, leaf = read_cast(entry, here, "grades", nodes)
        given = mapping(ballot["grades"], here + "/grades")
        for option, grade in given.items():
            at = here + "/grades" + step(option)
            if named is not None and option not in options:
                raise FormatError(at, "no option of the poll has this name")
            one_of(grade, at, rule.grades)
            options[option] = None
        key = (leaf, tuple((option, place[grade]) for option, grade in sorted(given.items())))
        cast[key] = cast.get(key, 0) + times
    if not options:
        raise FormatError("/options", "missing, and no ballot names an option")
    weighed = weights(rule.tree, cast)
    tallies: dict[str, list[Number]] = {option: [0] * len(rule.grades) for option in options}
    for (leaf, graded), times in cast.items():
        for option, grade in graded:
            tallies[option][grade] += times * weighed.of_leaf[leaf]
    participants = sum((times * weighed.of_leaf[leaf] for (leaf, _graded), times in cast.items()), 0)
    return tallies, participants, weighed.void
