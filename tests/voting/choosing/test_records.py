"""A32: the record of a choice holds, is recounted by a stranger, and tells every change."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.factories import Alliance
from tests.voting.acts import close, seat
from tests.voting.choosing.acts import GRADED, RANKED, choose, choose_all, decided, open_choice
from tests.voting.verifying.sealed import rechained, written
from tests.voting.verifying.test_verdict import flips
from voting.counting import FormatError, count, sha256
from voting.counting.named import named_poll
from voting.domain.correcting import correct_result
from voting.domain.proxies import give_proxy
from voting.domain.records import heads_of, record_of
from voting.models import Ballot
from voting.verifying import bundle, verify


@pytest.mark.parametrize(
    ("method", "votes"),
    [("judgment", GRADED), ("schulze", RANKED), ("runoff", RANKED), ("approval", RANKED), ("transfer", RANKED)],
)
def test_the_record_of_every_method_holds(
    alliance: Alliance, method: str, votes: dict[str, Any], tmp_path: Path
) -> None:
    poll, tally = decided(alliance, method, votes)
    data = record_of(poll)

    assert verify(data, head=heads_of(poll).now, opening=heads_of(poll).opening) == []
    record = json.loads(data)
    assert record["poll"]["options"] == poll.options
    assert [ballot["voter"] for ballot in record["ballots"]] == [entry["voter"] for entry in record["receipts"]]
    assert record["counts"][0]["result"] == tally.result
    # A stranger's folder: the record, the verifier, Python.
    (tmp_path / bundle.NAME).write_text(bundle.bundle(), "utf-8")
    (tmp_path / "record.json").write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-I", "-S", bundle.NAME, "record.json", "--head", heads_of(poll).now],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"holds: poll {poll.pk}, B, 10 voters" in done.stdout


def test_a_fallen_proxy_stands_in_the_record_and_not_in_the_poll_counted(alliance: Alliance) -> None:
    poll = open_choice(alliance, "schulze")
    giver = seat(alliance, poll, "seat-7")
    give_proxy(actor=alliance.actor("seat-7"), giver=giver, holder=seat(alliance, poll, "seat-4"))
    choose(alliance, poll, "seat-4", "A", voter=giver)
    choose_all(alliance, poll, {"seat-7": "B>A", "seat-4": "A"})
    close(alliance, poll)

    data = record_of(poll)
    record = json.loads(data)
    assert len(record["ballots"]) == 3
    assert len(record["counts"][0]["poll"]["ballots"]) == 2
    assert verify(data) == []


def test_a_corrected_choice_holds_with_both_counts(alliance: Alliance) -> None:
    poll, _tally = decided(alliance, "schulze", RANKED)
    ballot = Ballot.objects.get(voter__seat=alliance.seats["seat-4"])
    correct_result(actor=alliance.actor("secretariat"), poll=poll, ballots=[ballot.pk], reason="Mandat terminé.")

    data = record_of(poll)
    assert len(json.loads(data)["counts"]) == 2
    assert verify(data, head=heads_of(poll).now) == []


OPTIONS = [{"key": key, "label": key.lower(), "description": ""} for key in "AB"]
LEAF = {"per": "head", "over": "voted", "give": "split"}
RULE = {
    "format": "consult-rule/1",
    "id": "r",
    "version": 1,
    "method": {"kind": "schulze"},
    "tree": {"key": "t", "empty": "equal", "children": [{"key": key, "share": "1/2", **LEAF} for key in "ab"]},
}
REGISTER = [
    {"id": "seat-1", "leaf": "a", "size": None, "marks": [], "name": "Anne", "place": "A"},
    {"id": "seat-2", "leaf": "b", "size": None, "marks": [], "name": "Éric", "place": "B"},
]


def sealed(
    *ballots: dict[str, Any],
    counted: dict[str, Any] | None = None,
    later: list[dict[str, Any]] | None = None,
    terms: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A small record with all its hashes; `counted` in place of the poll that the ballots make."""
    cast = list(ballots) or [{"voter": "seat-1", "ranks": [["B"], ["A"]]}, {"voter": "seat-2", "ranks": [["B"]]}]
    poll = {
        "id": 7, "club": "fr", "body": "council", "question": "Où ?", "title": "Où ?", "subject": "", "text": None,
        "convocation": 1, "previous": None, "opened_at": "2026-11-23T08:00:00+00:00", "options": OPTIONS,
        "terms": terms or {},
    }  # fmt: skip
    made = counted or named_poll(rule=RULE, terms=terms or {}, options=["A", "B"], voters=REGISTER, ballots=cast)[0]
    result = count(RULE, made)
    receipts = [{"voter": ballot["voter"], "receipt": "0" * 8} for ballot in cast]
    opening = {
        "identity_sha256": sha256(poll),
        "rule_sha256": sha256(RULE),
        "register_sha256": sha256([{key: v[key] for key in ("id", "leaf", "size", "marks")} for v in REGISTER]),
        "names_sha256": sha256([{key: v[key] for key in ("id", "name", "place")} for v in REGISTER]),
    }
    closing = {
        "tally": 1,
        "outcome": None,
        "poll_sha256": sha256(made),
        "result_sha256": sha256(result),
        "closed_at": "2026-11-24T17:00:00+00:00",
        "receipts_sha256": sha256(receipts),
        "ballots_sha256": sha256(cast),
    }
    lines = [{"act": "open_poll", "data": opening}, {"act": "close_poll", "data": closing}, *(later or [])]
    return rechained(
        {
            "format": "consult-record/1",
            "poll": poll,
            "rule": RULE,
            "register": REGISTER,
            "receipts": receipts,
            "ballots": cast,
            "closed_at": closing["closed_at"],
            "counts": [{"poll": made, "result": result}],
            "journal": lines,
            "head": "",
        }
    )


TERMS = {"secrecy": "open", "change": "until-close", "smallest": 1}
SMALL = sealed()


def test_the_small_record_holds() -> None:
    assert verify(written(SMALL), head=SMALL["head"]) == []


def test_a32_every_byte_of_a_ranked_record_counts() -> None:
    for data in flips(written(SMALL)):
        # A format error: it is no record any more.
        with suppress(FormatError):
            assert verify(data, head=SMALL["head"]) != []


FORGERIES: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("ballots", lambda r: r["ballots"][0].update(ranks=[["A"], ["B"]])),
    ("ballots", lambda r: r["counts"][0]["poll"]["ballots"][0].update(ranks=[["A"]])),
    ("ballots", lambda r: r["ballots"].pop()),
    ("receipts", lambda r: r["receipts"].reverse()),
    ("poll", lambda r: r["poll"]["options"][0].update(label="Autre")),
    ("poll", lambda r: r["poll"].update(terms={"secrecy": "open", "change": "final", "smallest": 1})),
    ("result", lambda r: r["counts"][0]["result"].update(winners=["A"])),
]


@pytest.mark.parametrize(("part", "forge"), FORGERIES)
def test_a32_what_was_changed_is_named(part: str, forge: Callable[[dict[str, Any]], object]) -> None:
    record = deepcopy(SMALL)
    forge(record)
    assert part in {fault.part for fault in verify(written(record))}


def test_a32_a_count_of_other_ballots_is_found_out_though_every_hash_is_made_anew() -> None:
    other = {**SMALL["counts"][0]["poll"], "ballots": [{"ranks": [["A"]], "leaf": "a"}]}

    faults = verify(written(sealed(counted=other)))
    assert {fault.part for fault in faults} == {"ballots"}


def test_a32_a_ballot_that_does_not_count_is_vouched_for_too() -> None:
    terms = {"proxy": {"per_holder": 1, "across": True, "present": True}, **TERMS}
    cast = [{"voter": "seat-1", "ranks": [["A"]]}, {"voter": "seat-1", "by": "seat-2", "ranks": [["B"]]}]
    record = sealed(*cast, terms=terms)
    assert verify(written(record)) == []

    record["ballots"][1]["ranks"] = [["A"], ["B"]]
    assert {fault.part for fault in verify(written(record))} == {"ballots"}


def test_a32_among_options_nobody_has_a_casting_vote() -> None:
    again = SMALL["journal"][1]["data"] | {"tally": 2}
    record = sealed(later=[{"act": "casting_vote", "data": again}])
    record["counts"].append(record["counts"][0])

    assert "journal" in {fault.part for fault in verify(written(record))}
