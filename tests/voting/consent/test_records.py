"""A32: the record of a round of consent has the reasons of its objections, and tells every change of them."""

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
from tests.voting.acts import cast_all, close, seat
from tests.voting.consent.acts import CONSENTING, REASON, met_an_objection, object_, open_round
from tests.voting.test_proxies import give
from tests.voting.verifying.sealed import corrected, parts, rechained, seal, written
from tests.voting.verifying.test_verdict import flips
from voting.counting import FormatError
from voting.domain.records import heads_of, record_of
from voting.verifying import bundle, verify


def consent(*choices: str) -> dict[str, Any]:
    """A small round of consent; who is against says why."""
    given = parts(*choices)
    given["poll"]["terms"] = {"purpose": "consent"}
    ballots = given["polls"][0]["ballots"]
    given["reasons"] = [{"voter": b["voter"], "reason": "Le seuil."} for b in ballots if b["choice"] == "no"]
    return given


SMALL = seal(consent("yes", "no"))


def test_the_record_holds_with_its_reasons_and_a_stranger_verifies_it(alliance: Alliance, tmp_path: Path) -> None:
    poll, _tally = met_an_objection(alliance)
    data = record_of(poll)
    record = json.loads(data)
    assert verify(data, head=heads_of(poll).now, opening=heads_of(poll).opening) == []
    assert record["reasons"] == [{"voter": f"seat-{alliance.seats['seat-6'].pk}", "reason": REASON}]

    (tmp_path / bundle.NAME).write_text(bundle.bundle(), "utf-8")
    for reason, code in ((REASON, 0), ("Rien.", 1)):
        record["reasons"][0]["reason"] = reason
        (tmp_path / "record.json").write_bytes(written(record))
        done = subprocess.run(
            [sys.executable, "-I", "-S", bundle.NAME, "record.json"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={},
        )
        assert done.returncode == code, done.stderr
    assert "reasons" in done.stderr


def test_an_objection_by_proxy_is_bound_as_it_was_cast(alliance: Alliance) -> None:
    poll = open_round(alliance)
    give(alliance, poll, "seat-7", "seat-4")
    object_(alliance, poll, "seat-4", voter=seat(alliance, poll, "seat-7"))
    close(alliance, poll)
    [reason] = json.loads(record_of(poll))["reasons"]
    assert reason.keys() == {"voter", "by", "reason"}
    assert verify(record_of(poll)) == []


def test_a_round_without_an_objection_has_an_empty_list(alliance: Alliance) -> None:
    poll = open_round(alliance)
    cast_all(alliance, poll, CONSENTING)
    close(alliance, poll)
    assert json.loads(record_of(poll))["reasons"] == []
    assert verify(record_of(poll)) == []


def test_the_small_records_hold_with_reasons_and_without() -> None:
    for given in (consent("yes", "no"), consent("yes", "yes"), parts(), corrected()):
        assert verify(written(seal(given))) == []


def test_a32_every_byte_of_a_record_with_reasons_counts() -> None:
    for data in flips(written(SMALL)):
        with suppress(FormatError):
            assert verify(data, head=SMALL["head"]) != []


FORGERIES: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("reasons", lambda r: r["reasons"][0].update(reason="Rien.")),
    ("reasons", lambda r: r["reasons"].clear()),
    ("reasons", lambda r: r.pop("reasons")),
    ("poll", lambda r: r["poll"].pop("terms")),
]


@pytest.mark.parametrize(("part", "forge"), FORGERIES)
def test_a32_what_was_changed_is_named(part: str, forge: Callable[[dict[str, Any]], object]) -> None:
    record = deepcopy(SMALL)
    forge(record)
    assert part in {fault.part for fault in verify(written(record))}


def _without(given: dict[str, Any]) -> None:
    del given["reasons"]


@pytest.mark.parametrize(
    "forge",
    [
        lambda given: given["reasons"].clear(),
        lambda given: given["reasons"].append({"voter": "seat-1", "reason": "Moi aussi."}),
        lambda given: given["reasons"][0].update(voter="seat-1"),
        lambda given: given["reasons"][0].update(by="seat-1"),
        lambda given: given["poll"].pop("terms"),
        _without,
    ],
    ids=["none", "one-too-many", "of-another", "by-another", "no-round", "left-out"],
)
def test_a32_reasons_that_fit_no_objection_are_found_though_every_hash_is_made_anew(
    forge: Callable[[dict[str, Any]], object],
) -> None:
    given = consent("yes", "no")
    forge(given)
    record = seal(given)
    assert {fault.part for fault in verify(written(rechained(record)))} == {"reasons"}


def test_a_reason_that_is_no_text_can_t_be_read() -> None:
    record = deepcopy(SMALL)
    record["reasons"][0]["reason"] = 7
    with pytest.raises(FormatError) as fault:
        verify(written(record))
    assert fault.value.pointer == "/reasons/0/reason"
