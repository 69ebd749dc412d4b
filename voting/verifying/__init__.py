"""Verifying the public record of a poll, with the standard library alone (docs/records.md).

`verify(data)` reads consult-record/1, recomputes every hash and recounts. `command` is the command line, `bundle` makes
one file of all this for a stranger.
"""

from voting.verifying.record import Record, read_record
from voting.verifying.verdict import Fault, verify

__all__ = ["Fault", "Record", "read_record", "verify"]
