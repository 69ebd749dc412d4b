"""From the bytes of a rule and of a poll to the canonical result, or to the one fault that the command would tell."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from voting.counting import FormatError, count, dumps, parse_poll, parse_rule, read
from voting.counting.canonical import check, check_keys, read_unchecked
from voting.counting.explain import explain
from voting.counting.reading import entries, mapping

RULE, POLL, BODY = "rule", "poll", ""


class Fault(Exception):
    """What is wrong with `file` (RULE, POLL, or BODY where both came as one document), as a FormatError says it.

    `is_syntax`: the BODY could not be read as JSON at all."""

    def __init__(self, file: str, pointer: str, message: str, *, is_syntax: bool = False) -> None:
        super().__init__(file, pointer, message)
        self.file, self.pointer, self.message, self.is_syntax = file, pointer, message, is_syntax


def count_files(rule: bytes, poll: bytes) -> dict[str, Any]:
    """The count of two files, as `python -m voting count` does it: `_counted`. Raises Fault."""
    return _counted(lambda: read(rule), lambda: read(poll))


def count_body(body: bytes) -> dict[str, Any]:
    """The count of `{"rule": …, "poll": …}`, in which each is judged as if it came in a file of its own."""
    with _told_of(BODY, is_syntax=True):
        document = read_unchecked(body)
    with _told_of(BODY):
        check_keys(mapping(document, ""))
        parts = entries(document, "", (RULE, POLL))
    return _counted(lambda: _checked(parts[RULE]), lambda: _checked(parts[POLL]))


def _counted(rule: Callable[[], Any], poll: Callable[[], Any]) -> dict[str, Any]:
    """`{"canonical", "rule"}`: the line that the command prints, a consult-result/1, and of the rule its `kind`, how
    many `seats` it fills, its `grades`, and, of a yes–no rule, `explain` as its `facts`."""
    with _told_of(RULE):
        read_rule = parse_rule(rule())
    with _told_of(POLL):
        read_poll = parse_poll(poll(), read_rule)
    return {
        "canonical": dumps(count(read_rule, read_poll)) + "\n",
        "rule": {
            "kind": read_rule.kind,
            "seats": getattr(read_rule, "seats", 1),
            "grades": list(getattr(read_rule, "grades", ())),
            "facts": explain(read_rule) if read_rule.kind == "yes-no" else None,
        },
    }


@contextmanager
def _told_of(file: str, *, is_syntax: bool = False) -> Iterator[None]:
    try:
        yield
    except FormatError as error:
        raise Fault(file, error.pointer, error.message, is_syntax=is_syntax) from None


def _checked(value: Any) -> Any:
    check(value)
    return value
