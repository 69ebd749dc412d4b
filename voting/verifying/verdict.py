"""Whether a record holds: every hash, every link of its journal, and the same result when it is counted again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voting.counting.canonical import dumps, sha256
from voting.counting.errors import FormatError, step
from voting.counting.methods import count, parse_poll, parse_rule
from voting.counting.named import named_poll
from voting.verifying.record import Record, read_record

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold. `part` is a part of the record: poll, rule, register, receipts, closed_at, ballots, reasons,
    result, correction, journal, head."""

    part: str
    message: str

    def __str__(self) -> str:
        return f"{self.part}: {self.message}"


def verify(data: bytes, *, head: str | None = None, opening: str | None = None) -> list[Fault]:
    """Everything that does not hold in the record of a file; an empty list when it holds.

    `head` is the head of the journal that was announced with the result, `opening` the one announced at opening: who
    kept one finds out a record that was rewritten with all its hashes. Raises `FormatError` for a file that can't be
    read as a record or counted.
    """
    record = read_record(data)
    faults = [*_chain(record), *_opening(record), *_closing(record), *_announced(record, head, opening)]
    try:
        faults += _named(record)
        faults += _recount(record)
    except FormatError:
        # What is already known not to hold says more than that it can't be counted.
        if not faults:
            raise
    return faults


def _chain(record: Record) -> Iterator[Fault]:
    previous = FIRST
    for n, line in enumerate(record.journal, start=1):
        if line["chain"] != f"poll:{record.poll['id']}" or line["sequence"] != n:
            yield Fault("journal", f"line {n} is not line {n} of this poll")
        if line["previous"] != previous:
            yield Fault("journal", f"line {n} does not follow the one before")
        previous = line["hash"]
        if previous != sha256({key: value for key, value in line.items() if key != "hash"}):
            yield Fault("journal", f"line {n} ({line['act']}) is not what its hash stands for")
    if record.head != previous:
        yield Fault("head", "it is not the hash of the journal's last line")


def _opening(record: Record) -> Iterator[Fault]:
    first, *later = record.journal
    if first["act"] != "open_poll" or any(line["act"] == "open_poll" for line in later):
        yield Fault("journal", "a poll is opened once, by its first line")
    for part, key, value in (
        ("poll", "identity_sha256", record.poll),
        ("rule", "rule_sha256", record.rule),
        ("register", "register_sha256", record.electorate),
        ("register", "names_sha256", record.names),
    ):
        if first["data"].get(key) != sha256(value):
            yield Fault(part, f"it is not what the poll was opened on (line 1, {key})")


def _closing(record: Record) -> Iterator[Fault]:
    counting = _counting(record)
    if len(counting) != len(record.counts):
        yield Fault("journal", f"it traces {len(counting)} counts, the record has {len(record.counts)}")
    expected: dict[str, Any] = {}
    for n, (line, counted) in enumerate(zip(counting, record.counts, strict=False)):
        data, poll, result = line["data"], counted["poll"], counted["result"]
        place = f"count {n + 1}, line {line['sequence']}"
        if data.get("tally") != n + 1 or data.get("outcome") != result.get("outcome"):
            yield Fault("journal", f"it traces another outcome ({place})")
        if data.get("poll_sha256") != sha256(poll):
            yield Fault("ballots", f"they are not those that were counted ({place}, poll_sha256)")
        if data.get("result_sha256") != sha256(result):
            yield Fault("result", f"it is not the one that was proclaimed ({place}, result_sha256)")
        if data.get("correction_sha256") != (sha256(counted["correction"]) if "correction" in counted else None):
            yield Fault("correction", f"it is not the one that was published ({place}, correction_sha256)")
        if ("correction" in counted) != (line["act"] == "correct_result"):
            yield Fault("correction", f"a count has one where the journal traces one, and only there ({place})")
        if n == 0:
            yield from _first(record, line, place)
        if record.is_choice:
            continue
        expected = _next(record.counts[0]["poll"], expected, line["act"], counted) if n else poll
        if dumps(poll) != dumps(expected):
            yield Fault(
                "ballots", f"a later count adds the casting vote, or leaves out what a correction says ({place})"
            )
    # Nobody has a casting vote among options.
    again = ("correct_result",) if record.is_choice else ("casting_vote", "correct_result")
    for n, line in enumerate(counting[1:], start=2):
        if line["act"] not in again:
            yield Fault("journal", f"nothing allows a new count (count {n}, line {line['sequence']})")


def _first(record: Record, line: Mapping[str, Any], place: str) -> Iterator[Fault]:
    """The count of the closing."""
    poll, data = record.counts[0]["poll"], line["data"]
    if line["act"] != "close_poll":
        yield Fault("journal", f"the first count is not that of the closing ({place})")
    if data.get("closed_at") != record.closed_at:
        yield Fault("closed_at", f"it is not when the poll was closed ({place})")
    if data.get("receipts_sha256") != sha256(record.receipts):
        yield Fault("receipts", f"they are not those of the closing ({place}, receipts_sha256)")
    cast = poll["ballots"] if record.ballots is None else record.ballots
    if [entry["voter"] for entry in record.receipts] != [ballot.get("voter") for ballot in cast]:
        yield Fault("receipts", "there is one for each ballot, in their order")
    if record.is_choice and data.get("ballots_sha256") != sha256(record.ballots):
        yield Fault("ballots", f"they are not those that were cast ({place}, ballots_sha256)")
    yield from _reasons(record, data, place)
    if not record.is_choice and dumps(poll.get("voters")) != dumps(record.electorate):
        yield Fault("register", f"the voters counted are others ({place})")
    if poll.get("convocation") != record.poll["convocation"]:
        yield Fault("poll", f"another convocation was counted ({place})")


def _reasons(record: Record, data: Mapping[str, Any], place: str) -> Iterator[Fault]:
    """Of a round of consent: why each objection was raised; of any other poll none."""
    if data.get("reasons_sha256") != (None if record.reasons is None else sha256(record.reasons)):
        yield Fault("reasons", f"they are not those of the closing ({place}, reasons_sha256)")
    if record.is_consent != (record.reasons is not None):
        yield Fault("reasons", "a round of consent has them, and no other poll")
    if record.reasons is None:
        return
    objections = [_name(ballot) for ballot in record.counts[0]["poll"]["ballots"] if ballot.get("choice") == "no"]
    if [_name(reason) for reason in record.reasons] != objections:
        yield Fault("reasons", "there is one for each objection, in their order")


def _next(first: Mapping[str, Any], before: Mapping[str, Any], act: str, counted: Mapping[str, Any]) -> dict[str, Any]:
    """What a later count is of: the one before with a casting vote, or without what a correction leaves out."""
    expected = dict(before)
    if act == "casting_vote" and "casting" in counted["poll"]:
        expected.setdefault("casting", counted["poll"]["casting"])
    if "correction" in counted:
        left_out = counted["correction"]["left_out"]
        expected["ballots"] = [ballot for ballot in first["ballots"] if _name(ballot) not in left_out]
    return expected


def _name(ballot: Mapping[str, Any]) -> dict[str, Any]:
    """What tells a ballot from all others: whose it is, and by whose hand."""
    return {key: ballot[key] for key in ("voter", "by") if key in ballot}


def _counting(record: Record) -> list[Mapping[str, Any]]:
    """The lines of the journal that trace a count."""
    return [line for line in record.journal if "tally" in line["data"]]


def _announced(record: Record, head: str | None, opening: str | None) -> Iterator[Fault]:
    if opening is not None and _plain(opening) != record.journal[0]["hash"]:
        yield Fault("journal", "it does not begin with the line that was announced at opening")
    if head is None or _plain(head) == record.head:
        return
    for n, line in enumerate(record.journal, start=1):
        if line["hash"] == _plain(head):
            after = ", ".join(str(later["act"]) for later in record.journal[n:])
            yield Fault("head", f"the one given is line {n} ({line['act']}); the journal goes on with {after}")
            return
    yield Fault("head", "the one given is in no line: this is not the record that it was announced for")


def _plain(given: str) -> str:
    return given.strip().lower()


def _named(record: Record) -> Iterator[Fault]:
    """Of a choice: whether each poll that was counted is that of the ballots by name, less what a correction says."""
    if record.ballots is None:
        return
    left_out: Sequence[Mapping[str, Any]] = ()
    for n, counted in enumerate(record.counts):
        if "correction" in counted:
            left_out = counted["correction"]["left_out"]
        expected, _refused = named_poll(
            rule=record.rule,
            terms=record.poll["terms"],
            options=[option["key"] for option in record.poll["options"]],
            voters=record.electorate,
            ballots=[ballot for ballot in record.ballots if _name(ballot) not in left_out],
            convocation=record.poll["convocation"],
        )
        if dumps(counted["poll"]) != dumps(expected):
            yield Fault("ballots", f"the poll counted is not that of the ballots by name (count {n + 1})")


def _recount(record: Record) -> Iterator[Fault]:
    """Counts again what the journal vouches for; raises `FormatError` with a pointer into the record."""
    if record.journal[0]["data"].get("rule_sha256") != sha256(record.rule):
        return
    rule = _at("/rule", parse_rule, record.rule)
    for n, (line, counted) in enumerate(zip(_counting(record), record.counts, strict=False)):
        if line["data"].get("poll_sha256") != sha256(counted["poll"]):
            continue
        pointer = f"/counts/{n}"
        poll = _at(pointer + "/poll", lambda value: parse_poll(value, rule), counted["poll"])
        found = _difference(counted["result"], count(rule, poll), pointer + "/result")
        if found:
            yield Fault("result", f"recounted, it differs at {found}")


def _at(pointer: str, parse: Any, value: Any) -> Any:
    try:
        return parse(value)
    except FormatError as error:
        raise FormatError(pointer + error.pointer, error.message) from None


def _difference(said: Any, counted: Any, pointer: str) -> str:
    """Where two documents first differ, with what each has there; "" where they are the same to the letter."""
    if isinstance(said, dict) and isinstance(counted, dict) and said.keys() == counted.keys():
        pairs = [(key, said[key], counted[key]) for key in sorted(said)]
    elif isinstance(said, list) and isinstance(counted, list) and len(said) == len(counted):
        pairs = [(n, *pair) for n, pair in enumerate(zip(said, counted, strict=True))]
    else:
        return "" if dumps(said) == dumps(counted) else f"{pointer}: {dumps(said)}, counted {dumps(counted)}"
    return next((found for key, a, b in pairs if (found := _difference(a, b, pointer + step(key)))), "")
