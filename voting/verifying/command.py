"""The command line of the verifier, the same for the package and for the one-file script."""

import argparse
import os
import sys

from voting.counting.errors import FormatError
from voting.verifying.record import read_record
from voting.verifying.verdict import verify

WORDS = "Verify the public record of a poll: recompute its hashes, follow its journal, count it again."
ENDING = "exit status: 0 the record holds, 1 it does not, 2 it can't be read"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = ENDING
    parser.add_argument("record", metavar="RECORD.json")
    parser.add_argument("--head", metavar="HASH", help="the head of the journal that was announced with the result")
    parser.add_argument("--opening", metavar="HASH", help="the head of the journal that was announced at opening")


def run(given: argparse.Namespace) -> int:
    """Says on standard output that the record holds, or on standard error what does not; the exit status."""
    # Bytes, so that neither a strange file name nor the terminal's encoding can fail here.
    name = os.fsencode(given.record)
    try:
        with open(given.record, "rb") as file:
            data = file.read()
        faults = verify(data, head=given.head, opening=given.opening)
    except OSError as error:
        sys.stderr.buffer.write(name + f"#: cannot be read ({error.strerror})\n".encode())
        return 2
    except FormatError as error:
        sys.stderr.buffer.write(name + f"#{error.pointer}: {error.message}\n".encode())
        return 2
    if faults:
        sys.stderr.buffer.write(b"".join(name + f": {fault}\n".encode() for fault in faults))
        return 1
    record = read_record(data)
    result = record.counts[-1]["result"]
    decided = result.get("outcome") or ", ".join(map(str, result.get("winners", [])))
    sys.stdout.buffer.write(
        name
        + f" holds: poll {record.poll['id']}, {decided}, {len(record.register)} voters,"
        f" {len(record.journal)} lines of journal, head {record.head}\n".encode()
    )
    if given.head is None:
        sys.stdout.buffer.write(b"Compare the head with the one that was announced to you (--head HASH).\n")
    sys.stdout.buffer.flush()
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=WORDS)
    add_arguments(parser)
    return run(parser.parse_args(arguments))
