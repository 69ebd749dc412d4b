"""Counting polls exactly: pure functions over integers and fractions, importing nothing outside the standard library.

`count(rule, poll)` turns consult-rule/1 and consult-poll/1 into consult-result/1 (docs/voting.md, "The files").
"""

from voting.counting.canonical import dumps, read, sha256
from voting.counting.errors import FormatError
from voting.counting.methods import count, parse_poll, parse_rule

__all__ = ["FormatError", "count", "dumps", "parse_poll", "parse_rule", "read", "sha256"]
