"""The formula of a rule: clauses joined by and/or."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from voting.counting.errors import FormatError, step
from voting.counting.reading import filled, mapping

DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Formula:
    """`word` is "clause" (then `clause` names it), "and" or "or" (then `parts` are joined)."""

    word: str
    clause: str = ""
    parts: tuple["Formula", ...] = ()

    def holds(self, truth: Mapping[str, bool]) -> bool:
        """Whether the formula is true where each clause is as `truth` says."""
        if self.word == "clause":
            return truth[self.clause]
        join = all if self.word == "and" else any
        return join(part.holds(truth) for part in self.parts)

    def clauses(self) -> set[str]:
        """The ids of all clauses it names."""
        return {self.clause} if self.word == "clause" else {name for part in self.parts for name in part.clauses()}


def read_formula(value: Any, pointer: str, clauses: Collection[str], depth: int = 1) -> Formula:
    """A formula over the clauses of these ids; at most 32 levels."""
    if depth > DEEPEST:
        raise FormatError(pointer, f"nested deeper than {DEEPEST}")
    if isinstance(value, str):
        if value not in clauses:
            raise FormatError(pointer, "no clause has this id")
        return Formula("clause", clause=value)
    found = mapping(value, pointer)
    for key in found:
        if key not in ("and", "or"):
            raise FormatError(pointer + step(key), "unknown key")
    if len(found) != 1:
        raise FormatError(pointer, 'expected the id of a clause, {"and":[…]} or {"or":[…]}')
    [(word, parts)] = found.items()
    below = pointer + step(word)
    return Formula(
        word,
        parts=tuple(
            read_formula(part, below + step(n), clauses, depth + 1) for n, part in enumerate(filled(parts, below))
        ),
    )
