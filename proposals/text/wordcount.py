"""How many words a change brought and took away, and the text after it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .lines import EMBED, WORD

BESIDE = 2
"""Characters beside a change that say whether it begins a word or goes on with one: a letter and an apostrophe."""


class Counted(NamedTuple):
    """The text after a change; the words that came whole with it, and those that went whole."""

    text: str
    came: int
    went: int


def counted(text: str, changes: Iterable[Mapping[str, Any]]) -> Counted:
    """Follows one delta. A word is counted when it is begun and when its last letter goes, not while it is written."""
    done: list[str] = []
    at = came = went = 0
    put: list[str] = []
    taken = 0

    def settle() -> tuple[int, int]:
        left, right = text[max(at - BESIDE, 0) : at], text[at + taken : at + taken + BESIDE]
        return _whole(left, "".join(put), right), _whole(left, text[at : at + taken], right)

    for operation in [*changes, {"retain": 0}]:
        if "insert" in operation:
            put.append(operation["insert"] if isinstance(operation["insert"], str) else EMBED)
        elif "delete" in operation:
            taken += operation["delete"]
        else:
            if put or taken:
                more, fewer = settle()
                came, went = came + more, went + fewer
                done += put
                at += taken
                put, taken = [], 0
            done.append(text[at : at + operation["retain"]])
            at += operation["retain"]
    done.append(text[at:])
    return Counted("".join(done), came, went)


def _whole(left: str, middle: str, right: str) -> int:
    """The words of `middle` that reach neither into what is left of it nor right of it."""
    begin, end = len(left), len(left) + len(middle)
    return sum(found.start() >= begin and found.end() <= end for found in WORD.finditer(left + middle + right))
