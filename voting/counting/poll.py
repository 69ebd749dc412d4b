"""A poll read from consult-poll/1: who was entitled and what was cast, as the matrix of its rule's tree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from voting.counting.amounts import fraction, whole
from voting.counting.canonical import sha256
from voting.counting.errors import FormatError, step
from voting.counting.matrix import COLUMNS, VOTED, Number, Row, in_tree_order
from voting.counting.proxies import Refusal, settle
from voting.counting.reading import entries, items, mapping, one_of, text
from voting.counting.rule import Rule
from voting.counting.tree import read_leaf

FORMAT = "consult-poll/1"
CHOICES = ("yes", "no", "abstain", "blank")
GIVEN = ("entitled", "yes", "no", "abstain", "blank", "present_only")
CONDUCTED = ("convocation", "casting", "seed")
Count = TypeVar("Count", int, Fraction)


@dataclass(frozen=True, slots=True, eq=False)
class Poll:
    """A poll ready to be counted. `rows` is its matrix in tree order, `casting` the casting votes by role;
    `by_rows` says that it came as rows, not as voters and ballots."""

    convocation: int
    casting: Mapping[str, str]
    seed: str | None
    rows: Sequence[Row]
    by_rows: bool
    proxies_used: int
    proxies_refused: Sequence[Refusal]
    sha256: str


@dataclass(frozen=True, slots=True)
class Voter:
    """One entry of the register; `size` already has base, floor and cap applied, None where it was not given."""

    id: str
    leaf: str
    marks: tuple[str, ...]
    size: Fraction | None


def read_poll(value: Any, rule: Rule) -> Poll:
    """A poll from its parsed document, under this rule; raises `FormatError` with the pointer of the first fault."""
    by_rows = "rows" in mapping(value, "")
    if by_rows:
        if "voters" in value:
            raise FormatError("/voters", "a poll has voters and ballots, or rows, not both")
        found = entries(value, "", ("format", "rows"), CONDUCTED)
    else:
        found = entries(value, "", ("format", "voters", "ballots"), (*CONDUCTED, "present_only"))
    convocation, casting, seed = read_conducted(found)
    used = 0
    refused: Sequence[Refusal] = ()
    if by_rows:
        rows = _read_rows(found["rows"], rule)
    else:
        rows, used, refused = _count_voters(found, rule)
    ordered = in_tree_order(rows, (leaf.key for leaf in rule.tree.leaves()), rule.sized)
    return Poll(convocation, casting, seed, ordered, by_rows, used, refused, sha256(value))


def read_conducted(found: Mapping[str, Any]) -> tuple[int, dict[str, str], str | None]:
    """What polls of every method have: the format, and convocation, casting votes by role, seed (`CONDUCTED`)."""
    one_of(found["format"], "/format", (FORMAT,))
    convocation = whole(found.get("convocation", 1), "/convocation", least=1)
    if convocation > 2:
        raise FormatError("/convocation", "expected 1 or 2")
    casting = mapping(found.get("casting", {}), "/casting")
    for role, choice in casting.items():
        one_of(choice, "/casting" + step(role), ("yes", "no"))
    seed = found.get("seed")
    return convocation, casting, None if seed is None else text(seed, "/seed")


def read_voters(value: Any, pointer: str, rule: Rule) -> list[Voter]:
    """A register: a list of `{"id","leaf","size","marks"}`."""
    voters, seen = [], set()
    for n, entry in enumerate(items(value, pointer)):
        here = pointer + step(n)
        found = entries(entry, here, ("id", "leaf"), ("size", "marks"))
        key = text(found["id"], here + "/id")
        if key in seen:
            raise FormatError(here + "/id", "this voter is in the register twice")
        seen.add(key)
        leaf = read_leaf(found["leaf"], here + "/leaf", rule.nodes)
        size = found.get("size")
        if size is not None:
            size = rule.size.of(fraction(size, here + "/size"))
        elif rule.sized:
            raise FormatError(here + "/size", "the rule counts sizes and this voter has none")
        voters.append(Voter(key, leaf, _marks(found.get("marks", []), here + "/marks"), size))
    return voters


def rows_of(voters: Sequence[Voter], cast: Mapping[str, str], proxied: Sequence[str], sized: bool) -> list[Row]:
    """The matrix rows of a register, where `cast` says in which column a voter stands; who is not in it is absent."""
    by_proxy = set(proxied)
    heads: dict[tuple[str, tuple[str, ...]], dict[str, int]] = {}
    sizes: dict[tuple[str, tuple[str, ...]], dict[str, Fraction]] = {}
    carried: dict[tuple[str, tuple[str, ...]], tuple[int, Fraction]] = {}
    nothing = Fraction(0)
    for voter in voters:
        key = (voter.leaf, voter.marks)
        column = cast.get(voter.id, "absent")
        if key not in heads:
            heads[key], sizes[key] = dict.fromkeys(COLUMNS, 0), dict.fromkeys(COLUMNS, nothing)
            carried[key] = (0, nothing)
        heads[key][column] += 1
        size = voter.size if sized and voter.size is not None else nothing
        sizes[key][column] += size
        if voter.id in by_proxy:
            count, sum_ = carried[key]
            carried[key] = (count + 1, sum_ + size)
    return [
        Row(leaf, marks, columns, sizes[leaf, marks] if sized else None, *carried[leaf, marks])
        for (leaf, marks), columns in heads.items()
    ]


def _count_voters(found: Mapping[str, Any], rule: Rule) -> tuple[list[Row], int, Sequence[Refusal]]:
    voters = read_voters(found["voters"], "/voters", rule)
    leaf_of = {voter.id: voter.leaf for voter in voters}
    in_person, by_proxy = {}, {}
    given: dict[str, str] = {}
    for n, entry in enumerate(items(found["ballots"], "/ballots")):
        here = "/ballots" + step(n)
        ballot = entries(entry, here, ("voter", "choice"), ("by",))
        voter = _known(ballot["voter"], here + "/voter", leaf_of)
        choice = one_of(ballot["choice"], here + "/choice", CHOICES)
        if "by" not in ballot:
            if voter in in_person:
                raise FormatError(here + "/voter", "this voter has another ballot of its own")
            in_person[voter] = choice
            continue
        holder = _known(ballot["by"], here + "/by", leaf_of)
        if holder == voter:
            raise FormatError(here + "/by", "a proxy is held by somebody else")
        if voter in given:
            raise FormatError(here + "/voter", "this voter has given another proxy")
        given[voter], by_proxy[voter] = holder, choice
    present = _read_present(found.get("present_only", []), leaf_of, in_person, given)
    accepted, refused = settle(given, in_person=in_person, leaf_of=leaf_of, rule=rule.proxy)
    cast = {**dict.fromkeys(present, "present_only"), **in_person, **{voter: by_proxy[voter] for voter in accepted}}
    return rows_of(voters, cast, accepted, rule.sized), len(accepted), refused


def _read_present(
    value: Any, known: Mapping[str, str], in_person: Mapping[str, str], given: Mapping[str, str]
) -> list[str]:
    present: set[str] = set()
    for n, key in enumerate(items(value, "/present_only")):
        here = "/present_only" + step(n)
        voter = _known(key, here, known)
        if voter in present:
            raise FormatError(here, "this voter is listed twice")
        if voter in in_person or voter in given:
            raise FormatError(here, "this voter has a ballot")
        present.add(voter)
    return sorted(present)


def _known(value: Any, pointer: str, known: Mapping[str, str]) -> str:
    if text(value, pointer) not in known:
        raise FormatError(pointer, "nobody in the register has this id")
    return str(value)


def _marks(value: Any, pointer: str) -> tuple[str, ...]:
    marks: set[str] = set()
    for n, mark in enumerate(items(value, pointer)):
        if text(mark, pointer + step(n)) in marks:
            raise FormatError(pointer + step(n), "this mark is listed twice")
        marks.add(mark)
    return tuple(sorted(marks))


def _read_rows(value: Any, rule: Rule) -> list[Row]:
    rows, seen = [], set()
    for n, entry in enumerate(items(value, "/rows")):
        here = "/rows" + step(n)
        found = entries(entry, here, ("leaf", "marks", *GIVEN), ("size", "proxied"))
        key = (read_leaf(found["leaf"], here + "/leaf", rule.nodes), _marks(found["marks"], here + "/marks"))
        if key in seen:
            raise FormatError(here, "another row has this leaf and these marks")
        seen.add(key)
        counts = {column: whole(found[column], f"{here}/{column}") for column in GIVEN}
        heads, proxied = _columns(counts, here), None
        if "proxied" in found:
            proxied = whole(found["proxied"], here + "/proxied")
            _within_votes(proxied, heads, here + "/proxied")
        size = proxied_size = None
        if found.get("size") is not None:
            size, proxied_size = _read_row_size(found["size"], here + "/size")
        elif rule.sized:
            raise FormatError(here + "/size", "the rule counts sizes and this row has none")
        if size and proxied and proxied_size is None and _counts_presence_in_size(rule):
            raise FormatError(here + "/size/proxied", "missing, and the rule leaves proxies out of those present")
        rows.append(Row(*key, heads, size if rule.sized else None, proxied, proxied_size if rule.sized else None))
    return rows


def _read_row_size(value: Any, pointer: str) -> tuple[dict[str, Fraction], Fraction | None]:
    found = entries(value, pointer, GIVEN, ("proxied",))
    size = _columns({column: fraction(found[column], f"{pointer}/{column}") for column in GIVEN}, pointer)
    proxied = None
    if "proxied" in found:
        proxied = fraction(found["proxied"], pointer + "/proxied")
        _within_votes(proxied, size, pointer + "/proxied")
    return size, proxied


def _columns(given: Mapping[str, Count], pointer: str) -> dict[str, Count]:
    columns = {column: given[column] for column in GIVEN[1:]}
    absent = given["entitled"] - sum(columns.values())
    if absent < 0:
        raise FormatError(pointer, "the parts of this row are more than its entitled")
    return {**columns, "absent": absent}


def _within_votes(proxied: Number, columns: Mapping[str, Number], pointer: str) -> None:
    if proxied > sum(columns[column] for column in VOTED):
        raise FormatError(pointer, "more by proxy than voted")


def _counts_presence_in_size(rule: Rule) -> bool:
    return not rule.proxy.present and any(
        clause.unit == "size" and "present" in (clause.quantity, clause.base) for clause in rule.clauses.values()
    )
