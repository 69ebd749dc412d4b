"""Records made by hand, without a site: also what a forger would do who recomputes every hash."""

from copy import deepcopy
from typing import Any

from tests.voting.counting.samples import clause, inner, leaf, rule
from voting.counting import count, dumps, sha256
from voting.verifying.record import NAMED, VOTER

RULE = rule(
    inner("all", [leaf("a", "1/2"), leaf("b", "1/2")]),
    "weight",
    {"weight": clause("weight yes > 1/2 expressed")},
    tie={"clauses": ["weight"], "by": "casting", "role": "chair"},
)
REGISTER = [
    {"id": "seat-1", "leaf": "a", "size": None, "marks": [], "name": "Anne Roy", "place": "Agences"},
    {"id": "seat-2", "leaf": "b", "size": None, "marks": [], "name": "Éric Noël", "place": "Villes"},
]


def parts(*choices: str) -> dict[str, Any]:
    """What a poll of the two seats is made of; the choices are theirs, in order."""
    ballots = [
        {"voter": voter["id"], "choice": choice}
        for voter, choice in zip(REGISTER, choices or ("yes", "yes"), strict=False)
    ]
    return {
        "poll": {
            "id": 7,
            "club": "fr",
            "body": "council",
            "question": "Adopte-t-on ?",
            "title": "Un fonds",
            "subject": "proposal:3",
            "text": {"number": 2, "sha256": "ab" * 32},
            "convocation": 1,
            "previous": None,
            "opened_at": "2026-11-23T08:00:00+00:00",
        },
        "rule": deepcopy(RULE),
        "register": deepcopy(REGISTER),
        "receipts": [{"voter": ballot["voter"], "receipt": f"0000000{n}"} for n, ballot in enumerate(ballots)],
        "closed_at": "2026-11-24T17:00:00+00:00",
        "polls": [
            {
                "format": "consult-poll/1",
                "convocation": 1,
                "voters": [{key: voter[key] for key in VOTER} for voter in REGISTER],
                "ballots": ballots,
            }
        ],
        # What the later counts are for: {"act": "casting_vote"}, or {"act": "correct_result", "correction": {…}}.
        "later": [],
    }


def seal(given: dict[str, Any]) -> dict[str, Any]:
    """A record in which every hash and the whole journal are made anew, as if it had always been so."""
    optional = [key for key in ("reasons",) if key in given]
    found = {key: deepcopy(given[key]) for key in ("poll", "rule", "register", "receipts", "closed_at", *optional)}
    counts = [{"poll": poll, "result": count(given["rule"], poll)} for poll in given["polls"]]
    acts: list[tuple[str, dict[str, Any]]] = [
        (
            "open_poll",
            {
                "identity_sha256": sha256(found["poll"]),
                "rule_sha256": sha256(found["rule"]),
                "register_sha256": sha256([{key: voter[key] for key in VOTER} for voter in found["register"]]),
                "names_sha256": sha256([{key: voter[key] for key in NAMED} for voter in found["register"]]),
            },
        )
    ]
    for n, counted in enumerate(counts, start=1):
        more: dict[str, Any] = {"closed_at": found["closed_at"], "receipts_sha256": sha256(found["receipts"])}
        if "reasons" in found:
            more["reasons_sha256"] = sha256(found["reasons"])
        act = "close_poll"
        if n > 1:
            act, more = given["later"][n - 2]["act"], {}
            if "correction" in given["later"][n - 2]:
                counted["correction"] = given["later"][n - 2]["correction"]
                more["correction_sha256"] = sha256(counted["correction"])
        data = {
            "tally": n,
            "outcome": counted["result"]["outcome"],
            "poll_sha256": sha256(counted["poll"]),
            "result_sha256": sha256(counted["result"]),
            **more,
        }
        acts.append((act, data))
    journal = chained(found["poll"]["id"], acts)
    return {**found, "format": "consult-record/1", "counts": counts, "journal": journal, "head": journal[-1]["hash"]}


def chained(poll_id: int, acts: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    journal: list[dict[str, Any]] = []
    for n, (act, data) in enumerate(acts, start=1):
        line = {
            "chain": f"poll:{poll_id}",
            "sequence": n,
            "at": f"2026-11-2{n}T17:00:00+00:00",
            "actor": 4,
            "capacity": "secretariat:1",
            "act": act,
            "data": data,
            "previous": journal[-1]["hash"] if journal else "0" * 64,
        }
        journal.append({**line, "hash": sha256(line)})
    return journal


def rechained(record: dict[str, Any]) -> dict[str, Any]:
    """The record with the hashes of its journal and its head made anew, whatever its lines say."""
    acts = [(line["act"], line["data"]) for line in record["journal"]]
    journal = chained(record["poll"]["id"], acts)
    return {**record, "journal": journal, "head": journal[-1]["hash"]}


def written(record: dict[str, Any]) -> bytes:
    return dumps(record).encode() + b"\n"


def tied_then_cast(choice: str = "yes") -> dict[str, Any]:
    """A tie that the chair decided."""
    given = parts("yes", "no")
    given["polls"].append({**given["polls"][0], "casting": {"chair": choice}})
    given["later"].append({"act": "casting_vote"})
    return given


def corrected() -> dict[str, Any]:
    """An adopted text of which a ballot did not count: then nobody else but an abstention is left."""
    given = parts("yes", "abstain")
    left_out = [{"voter": "seat-1"}]
    first = given["polls"][0]
    given["polls"].append({**first, "ballots": [b for b in first["ballots"] if b["voter"] != "seat-1"]})
    given["later"].append(
        {"act": "correct_result", "correction": {"reason": "Le mandat avait pris fin.", "left_out": left_out}}
    )
    return given
