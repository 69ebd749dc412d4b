"""Small checks shared by the readers of rules, polls and presets."""

from collections.abc import Collection, Iterable
from typing import Any

from voting.counting.errors import FormatError, step


def entries(value: Any, pointer: str, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Any]:
    """An object with exactly these keys; tells an unknown key where it is, a missing one where it would be."""
    required, found = tuple(required), mapping(value, pointer)
    known = {*required, *optional}
    for key in found:
        if key not in known:
            raise FormatError(pointer + step(key), "unknown key")
    for key in required:
        if key not in found:
            raise FormatError(pointer + step(key), "missing")
    return found


def mapping(value: Any, pointer: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError(pointer, "expected an object")
    for key in value:
        if not isinstance(key, str):
            raise FormatError(pointer, "expected keys of text")
    return value


def items(value: Any, pointer: str) -> list[Any]:
    if not isinstance(value, list):
        raise FormatError(pointer, "expected a list")
    return value


def filled(value: Any, pointer: str) -> list[Any]:
    found = items(value, pointer)
    if not found:
        raise FormatError(pointer, "expected at least one entry")
    return found


def text(value: Any, pointer: str) -> str:
    if not isinstance(value, str):
        raise FormatError(pointer, "expected text")
    return value


def one_of(value: Any, pointer: str, choices: Collection[str]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise FormatError(pointer, "expected one of " + ", ".join(choices))
    return value


def truth(value: Any, pointer: str) -> bool:
    if not isinstance(value, bool):
        raise FormatError(pointer, "expected true or false")
    return value
