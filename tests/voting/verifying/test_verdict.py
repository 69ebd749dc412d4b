"""A32: what stands in a record is what was opened, cast, counted and announced; whatever is changed is found out."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.thorough import TIMES
from tests.voting.counting.samples import clause
from tests.voting.verifying.sealed import corrected, parts, rechained, seal, tied_then_cast, written
from voting.counting import FormatError, sha256
from voting.verifying import verify

RECORD = seal(parts())


def named(data: bytes, **announced: str) -> set[str]:
    """The parts that do not hold."""
    return {fault.part for fault in verify(data, **announced)}


def changed(change: Callable[[dict[str, Any]], object], record: dict[str, Any] = RECORD) -> bytes:
    copy = deepcopy(record)
    change(copy)
    return written(copy)


@pytest.mark.parametrize("given", [parts(), parts("no", "yes"), parts("yes"), tied_then_cast(), corrected()])
def test_a_record_holds_against_its_heads(given: dict[str, Any]) -> None:
    record = seal(given)

    assert verify(written(record)) == []
    assert verify(written(record), head=record["head"], opening=record["journal"][0]["hash"]) == []
    assert verify(written(record), head=f" {record['head'].upper()}\n") == []


def flips(data: bytes) -> list[bytes]:
    """The file with one bit changed, at every byte in turn (all eight bits of each in the thorough run)."""
    bits = range(8) if TIMES else None
    return [
        data[:n] + bytes([byte ^ (1 << bit)]) + data[n + 1 :]
        for n, byte in enumerate(data)
        for bit in (bits or [n % 8])
    ]


@pytest.mark.parametrize("given", [parts(), corrected()] if TIMES else [parts()], ids=lambda _: "")
def test_a32_no_byte_of_a_record_can_be_changed(given: dict[str, Any]) -> None:
    data = written(seal(given))
    survivors = []
    for flipped in flips(data):
        try:
            if not verify(flipped):
                survivors.append(flipped)
        except FormatError:
            continue
    assert survivors == []


def test_a32_no_byte_of_a_record_can_be_missing_or_added() -> None:
    data = written(RECORD)
    for odd in (data[:-1], data + b"\n", b" " + data, data.replace(b"\n", b"\r\n"), data.replace(b",", b", ", 1), b""):
        with pytest.raises(FormatError):
            verify(odd)
    for n in range(0, len(data), 97):
        with pytest.raises(FormatError):
            verify(data[:n])


CHANGES: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "matrix": ("result", lambda r: r["counts"][0]["result"]["matrix"][0].update(yes=0)),
    "outcome": ("result", lambda r: r["counts"][0]["result"].update(outcome="rejected")),
    "rule": ("rule", lambda r: r["rule"]["clauses"]["weight"].update(value="1/3")),
    "register": ("register", lambda r: r["register"][0].update(leaf="b")),
    "a name": ("register", lambda r: r["register"][0].update(name="Anne Ray")),
    "a ballot": ("ballots", lambda r: r["counts"][0]["poll"]["ballots"][0].update(choice="no")),
    "a receipt": ("receipts", lambda r: r["receipts"][0].update(receipt="00000009")),
    "the question": ("poll", lambda r: r["poll"].update(question="Rejette-t-on ?")),
    "the text": ("poll", lambda r: r["poll"]["text"].update(number=3)),
    "the closing": ("closed_at", lambda r: r.update(closed_at="2026-11-24T17:00:01+00:00")),
    "who closed": ("journal", lambda r: r["journal"][1].update(actor=5)),
    "when": ("journal", lambda r: r["journal"][0].update(at="2026-11-20T17:00:00+00:00")),
    "a line less": ("journal", lambda r: r["journal"].pop(0)),
    "the head": ("head", lambda r: r.update(head="1" * 64)),
}


@pytest.mark.parametrize(("part", "change"), CHANGES.values(), ids=list(CHANGES))
def test_a32_the_part_that_was_changed_is_named(part: str, change: Callable[[dict[str, Any]], object]) -> None:
    assert part in named(changed(change))


def test_a_changed_figure_is_told_with_its_place_and_the_counted_one() -> None:
    [told] = [f for f in verify(changed(CHANGES["matrix"][1])) if "recounted" in f.message]
    assert told.message == "recounted, it differs at /counts/0/result/matrix/0/yes: 0, counted 1"


def rewritten() -> dict[str, dict[str, Any]]:
    """What a forger with all the time in the world makes of the record: every hash fits every other."""
    ballots = parts("no", "no")
    rule = parts()
    rule["rule"]["clauses"]["weight"] = clause("weight yes > 9/10 expressed")
    name = parts()
    name["register"][0]["name"] = "Anne Ray"
    question = parts()
    question["poll"]["question"] = "Rejette-t-on ?"
    receipt = parts()
    receipt["receipts"][0]["receipt"] = "00000009"
    later = parts()
    later["closed_at"] = "2026-11-24T17:00:01+00:00"
    correction = parts()
    correction["polls"].append({**correction["polls"][0], "ballots": correction["polls"][0]["ballots"][1:]})
    correction["later"].append(
        {"act": "correct_result", "correction": {"reason": "…", "left_out": [{"voter": "seat-1"}]}}
    )
    made = {
        "ballots": ballots,
        "rule": rule,
        "name": name,
        "question": question,
        "receipt": receipt,
        "closing": later,
        "correction": correction,
    }
    return {name: seal(given) for name, given in made.items()}


@pytest.mark.parametrize("forged", rewritten().values(), ids=list(rewritten()))
def test_a32_a_record_rewritten_with_its_chain_fails_against_the_head(forged: dict[str, Any]) -> None:
    assert verify(written(forged)) == []
    assert named(written(forged), head=RECORD["head"]) == {"head"}


def test_what_was_opened_is_found_out_by_the_head_at_opening_too() -> None:
    opening = RECORD["journal"][0]["hash"]
    assert named(written(rewritten()["rule"]), opening=opening) == {"journal"}
    assert named(written(rewritten()["ballots"]), opening=opening) == set()


def test_a_head_of_an_earlier_line_is_told_for_what_it_is() -> None:
    record = seal(tied_then_cast())

    [fault] = verify(written(record), head=record["journal"][1]["hash"])

    assert fault.message == "the one given is line 2 (close_poll); the journal goes on with casting_vote"


def forgeries() -> dict[str, tuple[str, dict[str, Any]]]:
    """Records whose chain is whole and whose parts do not fit it."""
    made: dict[str, tuple[str, dict[str, Any]]] = {}

    def forge(name: str, part: str, record: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> None:
        copy = deepcopy(record)
        change(copy)
        made[name] = (part, rechained(copy))

    def another_result(record: dict[str, Any]) -> None:
        counted = record["counts"][0]
        counted["result"]["outcome"] = record["journal"][1]["data"]["outcome"] = "rejected"
        record["journal"][1]["data"]["result_sha256"] = sha256(counted["result"])

    def more_voters(record: dict[str, Any]) -> None:
        poll = record["counts"][0]["poll"]
        poll["voters"].append({"id": "seat-3", "leaf": "b", "size": None, "marks": []})
        record["journal"][1]["data"]["poll_sha256"] = sha256(poll)

    def other_ballots_later(record: dict[str, Any]) -> None:
        poll = record["counts"][1]["poll"]
        poll["ballots"] = [{**ballot, "choice": "no"} for ballot in poll["ballots"]]
        record["journal"][2]["data"]["poll_sha256"] = sha256(poll)

    def receipt_too_few(record: dict[str, Any]) -> None:
        record["receipts"].pop()
        record["journal"][1]["data"]["receipts_sha256"] = sha256(record["receipts"])

    def correction_at_closing(record: dict[str, Any]) -> None:
        record["counts"][0]["correction"] = {"reason": "…", "left_out": []}
        record["journal"][1]["data"]["correction_sha256"] = sha256(record["counts"][0]["correction"])

    forge("another result", "result", RECORD, another_result)
    forge("more voters counted", "register", RECORD, more_voters)
    forge("ballots changed by a casting vote", "ballots", seal(tied_then_cast()), other_ballots_later)
    forge("ballots changed by a correction", "ballots", seal(corrected()), other_ballots_later)
    forge("a correction untold", "correction", seal(corrected()), lambda r: r["counts"][1].pop("correction"))
    forge(
        "another reason", "correction", seal(corrected()), lambda r: r["counts"][1]["correction"].update(reason="Non.")
    )
    forge("a correction of the closing", "correction", RECORD, correction_at_closing)
    forge("a count untold", "journal", seal(corrected()), lambda r: r["counts"].pop())
    forge("a count for nothing", "journal", seal(tied_then_cast()), lambda r: r["journal"][2].update(act="other"))
    forge("opened twice", "journal", RECORD, lambda r: r["journal"].append(deepcopy(r["journal"][0])))
    forge("another poll's journal", "journal", RECORD, lambda r: r["poll"].update(convocation=2))
    made["another poll's journal"][1]["journal"][0]["chain"] = "poll:8"
    forge("a receipt too few", "receipts", RECORD, receipt_too_few)
    return made


@pytest.mark.parametrize(("part", "record"), forgeries().values(), ids=list(forgeries()))
def test_parts_that_do_not_fit_the_journal_are_named(part: str, record: dict[str, Any]) -> None:
    assert part in named(written(record))


def test_a32_each_line_of_the_journal_follows_the_one_before() -> None:
    record = deepcopy(RECORD)
    line = record["journal"][1]
    line["previous"] = "1" * 64
    line["hash"] = record["head"] = sha256({key: value for key, value in line.items() if key != "hash"})

    assert [fault.message for fault in verify(written(record))] == ["line 2 does not follow the one before"]


UNREADABLE: dict[str, bytes] = {
    "not JSON": b"{",
    "not a record": b"[]\n",
    "another format": changed(lambda r: r.update(format="consult-record/2")),
    "an unknown key": changed(lambda r: r.update(more=1)),
    "a missing key": changed(lambda r: r.pop("receipts")),
    "a float": written(RECORD).replace(b'"sequence":1', b'"sequence":1.0'),
    "a key twice": written(RECORD).replace(b'"closed_at":', b'"closed_at":"","closed_at":', 1),
    "no journal": changed(lambda r: r.update(journal=[])),
    "no ballots": changed(lambda r: r["counts"][0]["poll"].pop("ballots")),
    "nested without end": b"[" * 100_000,
    "escaped": written(RECORD).replace("É".encode(), b"\\u00c9"),
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_is_no_record_is_unreadable(data: bytes) -> None:
    with pytest.raises(FormatError):
        verify(data)


def test_a_rule_that_cannot_be_counted_is_unreadable_and_told_where() -> None:
    record = deepcopy(RECORD)
    record["rule"]["method"]["kind"] = "unheard-of"
    record["journal"][0]["data"]["rule_sha256"] = sha256(record["rule"])

    with pytest.raises(FormatError) as error:
        verify(written(rechained(record)))

    assert error.value.pointer.startswith("/rule/method/kind")
