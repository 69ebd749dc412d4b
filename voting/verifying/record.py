"""Reading consult-record/1: its shape alone; whether it holds is for `verdict`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting.counting.amounts import whole
from voting.counting.canonical import dumps, read
from voting.counting.errors import FormatError, step
from voting.counting.reading import entries, filled, items, mapping, one_of, text

FORMAT = "consult-record/1"
PARTS = ("format", "poll", "rule", "register", "receipts", "closed_at", "counts", "journal", "head")
POLL = ("id", "club", "body", "question", "title", "subject", "text", "convocation", "previous", "opened_at")
# A choice among options has more: what it offers and how it is conducted, and its ballots by name; a round of consent,
# and a consultation, what it is for, and the former why each objection was raised.
OFFERED = ("options", "terms")
BY_NAME = "ballots"
REASONS = "reasons"
CONSENT = "consent"
OPTION = ("key", "label", "description")
VOTER = ("id", "leaf", "size", "marks")
NAMED = ("id", "name", "place")
LINE = ("chain", "sequence", "at", "actor", "capacity", "act", "data", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Record:
    """A record in its parts, each as the file has it."""

    poll: Mapping[str, Any]
    rule: Mapping[str, Any]
    register: Sequence[Mapping[str, Any]]
    receipts: Sequence[Mapping[str, Any]]
    closed_at: str
    counts: Sequence[Mapping[str, Any]]
    journal: Sequence[Mapping[str, Any]]
    head: str
    # None where the poll that was counted names its voters itself.
    ballots: Sequence[Mapping[str, Any]] | None = None
    # None where no reasons were asked for.
    reasons: Sequence[Mapping[str, Any]] | None = None

    @property
    def is_consent(self) -> bool:
        """Whether it is of a round of consent, in which each objection has a reason."""
        return bool(self.poll.get("terms", {}).get("purpose") == CONSENT)

    @property
    def is_choice(self) -> bool:
        """Whether it is of a choice among options."""
        return self.ballots is not None

    @property
    def electorate(self) -> list[dict[str, Any]]:
        """The register as polls write it."""
        return [{key: voter[key] for key in VOTER} for voter in self.register]

    @property
    def names(self) -> list[dict[str, Any]]:
        """What the register says beyond that: who stands behind each id."""
        return [{key: voter[key] for key in NAMED} for voter in self.register]


def read_record(data: bytes) -> Record:
    """The record of a file; raises `FormatError` where it is none, or not written in canonical form to the byte."""
    value = read(data)
    found = entries(value, "", PARTS, (BY_NAME, REASONS))
    one_of(found["format"], "/format", (FORMAT,))
    if data != _written(value):
        raise FormatError("", "not in canonical form: keys sorted, no spaces, one line and a newline")
    by_name = _by_name(found["ballots"]) if BY_NAME in found else None
    poll = _poll(found["poll"], is_choice=by_name is not None)
    reasons = None
    if REASONS in found:
        reasons = [_reason(entry, "/reasons" + step(n)) for n, entry in enumerate(items(found[REASONS], "/reasons"))]
    return Record(
        poll=poll,
        rule=mapping(found["rule"], "/rule"),
        register=_each(found["register"], "/register", (*VOTER, *NAMED[1:])),
        receipts=_each(found["receipts"], "/receipts", ("voter", "receipt")),
        closed_at=text(found["closed_at"], "/closed_at"),
        counts=[_count(count, "/counts" + step(n)) for n, count in enumerate(filled(found["counts"], "/counts"))],
        journal=[_line(line, "/journal" + step(n)) for n, line in enumerate(filled(found["journal"], "/journal"))],
        head=text(found["head"], "/head"),
        ballots=by_name,
        reasons=reasons,
    )


def _poll(value: Any, *, is_choice: bool) -> dict[str, Any]:
    poll = entries(value, "/poll", (*POLL, *OFFERED) if is_choice else POLL, () if is_choice else ("terms",))
    whole(poll["id"], "/poll/id", least=1)
    if poll["text"] is not None:
        entries(poll["text"], "/poll/text", ("number", "sha256"))
    if "terms" in poll:
        mapping(poll["terms"], "/poll/terms")
    if is_choice:
        for n, option in enumerate(_each(poll["options"], "/poll/options", OPTION)):
            text(option["key"], "/poll/options" + step(n) + "/key")
    return poll


def _reason(value: Any, pointer: str) -> dict[str, Any]:
    found = entries(value, pointer, ("voter", "reason"), ("by",))
    for key in found:
        text(found[key], pointer + step(key))
    return found


def _written(value: Any) -> bytes:
    try:
        return dumps(value).encode("utf-8") + b"\n"
    except RecursionError:
        raise FormatError("", "nested too deeply") from None


def _each(value: Any, pointer: str, keys: Sequence[str]) -> list[dict[str, Any]]:
    return [entries(entry, pointer + step(n), keys) for n, entry in enumerate(items(value, pointer))]


def _by_name(value: Any) -> list[dict[str, Any]]:
    """What a ballot says is read when it is counted; here only whose it is."""
    found = []
    for n, ballot in enumerate(items(value, "/ballots")):
        here = "/ballots" + step(n)
        found.append(mapping(ballot, here))
        text(found[-1].get("voter"), here + "/voter")
    return found


def _count(value: Any, pointer: str) -> dict[str, Any]:
    found = entries(value, pointer, ("poll", "result"), ("correction",))
    poll = mapping(found["poll"], pointer + "/poll")
    for n, ballot in enumerate(items(poll.get("ballots"), pointer + "/poll/ballots")):
        mapping(ballot, f"{pointer}/poll/ballots/{n}")
    mapping(found["result"], pointer + "/result")
    if "correction" in found:
        here = pointer + "/correction"
        correction = entries(found["correction"], here, ("reason", "left_out"))
        for n, ballot in enumerate(items(correction["left_out"], here + "/left_out")):
            entries(ballot, f"{here}/left_out/{n}", ("voter",), ("by",))
    return found


def _line(value: Any, pointer: str) -> dict[str, Any]:
    found = entries(value, pointer, LINE)
    for key in ("act", "previous", "hash"):
        text(found[key], pointer + step(key))
    mapping(found["data"], pointer + "/data")
    return found
