"""python -m voting: count a poll from two files, verify the record of one; with the standard library alone."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any

from voting.counting import FormatError, count, dumps, parse_poll, parse_rule, read
from voting.verifying import command
from voting.verifying.bundle import NAME, bundle


def main(arguments: list[str] | None = None) -> int:
    """Print the result and return 0, or say on standard error what is wrong with which file and return 2.

    `verify` returns 1 where a record does not hold.
    """
    parser = argparse.ArgumentParser(prog="python -m voting", description="Count polls and verify records from files.")
    commands = parser.add_subparsers(dest="command", required=True)
    counting = commands.add_parser("count", help="count a poll under a rule and print the result as JSON")
    counting.add_argument("rule", metavar="RULE.json")
    counting.add_argument("poll", metavar="POLL.json")
    command.add_arguments(commands.add_parser("verify", help="verify the public record of a poll"))
    commands.add_parser("bundle", help=f"print the verifier as one file ({NAME}) that needs Python alone")
    given = parser.parse_args(arguments)
    if given.command == "verify":
        return command.run(given)
    if given.command == "bundle":
        sys.stdout.buffer.write(bundle().encode())
        sys.stdout.buffer.flush()
        return 0
    try:
        rule = _from_file(given.rule, parse_rule)
        poll = _from_file(given.poll, lambda value: parse_poll(value, rule))
    except _FileRefused as refusal:
        # Bytes, so that neither a strange file name nor the terminal's encoding can fail here.
        sys.stderr.buffer.write(os.fsencode(refusal.path) + f"#{refusal.reason}\n".encode())
        return 2
    sys.stdout.buffer.write(dumps(count(rule, poll)).encode() + b"\n")
    sys.stdout.buffer.flush()
    return 0


class _FileRefused(Exception):
    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


def _from_file(path: str, parse: Callable[[Any], Any]) -> Any:
    try:
        with open(path, "rb") as file:
            return parse(read(file.read()))
    except OSError as error:
        raise _FileRefused(path, f": cannot be read ({error.strerror})") from None
    except FormatError as error:
        raise _FileRefused(path, f"{error.pointer}: {error.message}") from None


if __name__ == "__main__":
    sys.exit(main())
