"""Reading JSON strictly, writing it canonically, hashing it.

Canonical form (docs/voting.md, "The files"): keys sorted by code point, UTF-8, no spaces, one line.
The reader keeps what plain JSON readers lose (a key given twice, a float, a number of a million digits) long enough
to say where it stands.
"""

import hashlib
import json
from typing import Any

from voting.counting.errors import FormatError, step

# A part of a fraction has at most 40 digits; so has every whole number.
DIGITS = 40
LARGEST = 10**DIGITS


class _Refused:
    """Stands in a parsed document for a value that JSON allows and the contract does not."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


class _Doubled(dict[str, Any]):
    """An object in which `key` was given twice."""

    key = ""


def read(data: bytes) -> Any:
    """The value of a JSON document; raises `FormatError` (syntax errors with an empty pointer)."""
    value, odd = _parsed(data)
    if odd:
        check(value)
    return value


def read_unchecked(data: bytes) -> Any:
    """As `read`, with what it refuses still in its place: each part of the value is to be given to `check`,
    each object above the parts to `check_keys`.

    For a document that holds several, which are judged one after the other. Raises `FormatError` for bad syntax.
    """
    return _parsed(data)[0]


def _parsed(data: bytes) -> tuple[Any, bool]:
    """The value, and whether `check` may find something in it."""
    odd = False

    def integer(text: str) -> int | _Refused:
        nonlocal odd
        if len(text) > DIGITS or text.startswith("-"):
            odd = True
            return _Refused(f"a number has no sign and at most {DIGITS} digits")
        return int(text)

    def refused(text: str) -> _Refused:
        nonlocal odd
        odd = True
        return _Refused('a number with a point or an exponent; write a fraction such as "1/2"')

    def constant(text: str) -> Any:
        raise FormatError("", f"{text} is not JSON")

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal odd
        found = dict(items)
        if len(found) == len(items):
            return found
        odd = True
        doubled = _Doubled(found)
        seen: set[str] = set()
        for key, _ in items:
            if key in seen:
                doubled.key = key
                break
            seen.add(key)
        return doubled

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError("", f"not UTF-8 (byte {error.start})") from None
    try:
        value = json.loads(
            text, parse_int=integer, parse_float=refused, parse_constant=constant, object_pairs_hook=pairs
        )
    except json.JSONDecodeError as error:
        raise FormatError("", f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise FormatError("", "nested too deeply") from None
    # A lone surrogate can only come from an escape: without one, and without an oddity, nothing is left to find.
    return value, odd or "\\u" in text


def check(value: Any) -> None:
    """Raise `FormatError` at the first value, in document order, that the contract does not allow anywhere."""
    stack: list[tuple[Any, Any]] = [(value, None)]
    while stack:
        item, trail = stack.pop()
        if isinstance(item, dict):
            _check_keys(item, trail)
            stack.extend((child, (trail, key)) for key, child in reversed(item.items()))
        elif isinstance(item, list):
            stack.extend((item[n], (trail, n)) for n in range(len(item) - 1, -1, -1))
        elif isinstance(item, str):
            if not _is_text(item):
                raise FormatError(_pointer(trail), "a lone surrogate is not Unicode text")
        elif isinstance(item, _Refused):
            raise FormatError(_pointer(trail), item.reason)
        elif isinstance(item, bool) or item is None:
            continue
        elif not isinstance(item, int) or not 0 <= item < LARGEST:
            raise FormatError(_pointer(trail), f"a number is whole, has no sign and at most {DIGITS} digits")


def check_keys(document: dict[str, Any]) -> None:
    """As `check`, of the keys of this object alone."""
    _check_keys(document, None)


def _check_keys(item: dict[str, Any], trail: Any) -> None:
    if isinstance(item, _Doubled):
        raise FormatError(_pointer((trail, item.key)), "this key is given twice")
    for key in item:
        if not isinstance(key, str) or not _is_text(key):
            raise FormatError(_pointer(trail), "a key here is not Unicode text")


def dumps(value: Any) -> str:
    """The canonical form of a value, without the newline."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(value: Any) -> str:
    """Hexadecimal SHA-256 of the canonical form; raises `FormatError` where it has none."""
    try:
        data = dumps(value).encode("utf-8")
    except (UnicodeEncodeError, TypeError, ValueError, RecursionError):
        check(value)
        raise FormatError("", "this value has no canonical form") from None
    return hashlib.sha256(data).hexdigest()


def _is_text(text: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in text)


def _pointer(trail: Any) -> str:
    steps = []
    while trail is not None:
        trail, key = trail
        steps.append(step(key if isinstance(key, int) or _is_text(key) else key.encode("utf-8", "replace").decode()))
    return "".join(reversed(steps))
