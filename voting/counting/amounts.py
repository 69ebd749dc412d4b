"""Exact numbers as the files write them: fractions in lowest terms, never a float."""

import re
from fractions import Fraction
from math import gcd
from typing import Any

from voting.counting.canonical import DIGITS, LARGEST
from voting.counting.errors import FormatError

BLOCK_DIGITS = 4_000
BLOCK = 10**BLOCK_DIGITS
_WRITTEN = re.compile(rf"(0|[1-9][0-9]{{0,{DIGITS - 1}}})(?:/([1-9][0-9]{{0,{DIGITS - 1}}}))?")


def fraction(value: Any, pointer: str) -> Fraction:
    """A number from a file: a string `p/q` or `p` in lowest terms, or a whole JSON integer; never negative."""
    if type(value) is int and 0 <= value < LARGEST:
        return Fraction(value)
    found = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise FormatError(pointer, 'expected a fraction "p/q" or "p", or a whole number, without sign')
    over, under = int(found[1]), int(found[2] or 1)
    if found[2] and (under == 1 or gcd(over, under) != 1):
        raise FormatError(pointer, f"expected the fraction in lowest terms, {written(Fraction(over, under))}")
    return Fraction(over, under)


def whole(value: Any, pointer: str, least: int = 0) -> int:
    """A JSON integer of at least `least`."""
    if type(value) is not int or not least <= value < LARGEST:
        raise FormatError(pointer, f"expected a whole number from {least}")
    return value


def written(number: Fraction | int) -> str:
    """A number, never negative, as the files write it: `p/q` in lowest terms, or `p`."""
    exact = Fraction(number)
    over = _digits(exact.numerator)
    return over if exact.denominator == 1 else f"{over}/{_digits(exact.denominator)}"


def _digits(number: int) -> str:
    """The digits of a whole number; Python alone refuses to write more than 4,300, which transfers may reach."""
    if number < BLOCK:
        return str(number)
    high, low = divmod(number, BLOCK)
    return _digits(high) + str(low).zfill(BLOCK_DIGITS)
