"""The worked example of the contract, and small builders of rules and polls for the other tests."""

from copy import deepcopy
from typing import Any

CATEGORIES = ("auth", "agen", "comp", "univ")
CONDUCT = {
    "proxy": {"per_holder": 1, "across": True, "present": True},
    "secrecy": "open",
    "change": "until-close",
    "smallest": 1,
}


def leaf(key: str, share: Any = None, **settings: str) -> dict[str, Any]:
    """A leaf that counts heads, spread over those who expressed themselves, unless `settings` say otherwise."""
    place = {} if share is None else {"share": share}
    return {"key": key, **place, "per": "head", "over": "expressed", "give": "split", **settings}


def inner(key: str, children: list[dict[str, Any]], share: Any = None, **settings: str) -> dict[str, Any]:
    place = {} if share is None else {"share": share}
    return {"key": key, **place, "empty": "prorata", "children": children, **settings}


def clause(text: str, scope: Any = "all", **settings: Any) -> dict[str, Any]:
    """A clause from words: `"heads yes > 1/2 expressed"`, or without a base `"heads no <= 3"`."""
    unit, quantity, op, value, *base = text.split()
    found: dict[str, Any] = {"unit": unit, "scope": scope, "quantity": quantity, "op": op, "else": "rejected"}
    found["value"] = value if base else int(value)
    return {**found, **({"base": base[0]} if base else {}), **settings}


def rule(tree: dict[str, Any], formula: Any, clauses: dict[str, dict[str, Any]], **settings: Any) -> dict[str, Any]:
    return {
        "format": "consult-rule/1",
        "id": "sample",
        "version": 1,
        "method": {"kind": "yes-no"},
        "size": {"base": "0", "floor": None, "cap": None},
        "tree": tree,
        "clauses": clauses,
        "formula": formula,
        "conduct": deepcopy(CONDUCT),
        **settings,
    }


def row(
    leaf: str,
    entitled: int,
    yes: int = 0,
    no: int = 0,
    abstain: int = 0,
    blank: int = 0,
    present_only: int = 0,
    marks: tuple[str, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    return {
        "leaf": leaf,
        "marks": list(marks),
        "entitled": entitled,
        "yes": yes,
        "no": no,
        "abstain": abstain,
        "blank": blank,
        "present_only": present_only,
        **more,
    }


def rows(*given: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"format": "consult-poll/1", "rows": list(given), **more}


def sizes(
    entitled: Any, yes: Any = "0", no: Any = "0", abstain: Any = "0", blank: Any = "0", present_only: Any = "0"
) -> dict[str, Any]:
    return {
        "entitled": entitled,
        "yes": yes,
        "no": no,
        "abstain": abstain,
        "blank": blank,
        "present_only": present_only,
    }


def recommendation() -> dict[str, Any]:
    """The rule printed in the contract."""
    return rule(
        inner("all", [leaf(key, "1/4") for key in CATEGORIES]),
        {"and": ["quorum", "weight", "categories", "heads"]},
        {
            "quorum": clause("heads present >= 1/2 entitled", **{"else": "void"}),
            "weight": clause("weight yes > 1/2 expressed"),
            "categories": clause("categories yes > 1/2 voted", won="heads"),
            "heads": clause("heads yes > 1/2 expressed"),
        },
        id="assembly-recommendation",
        second={"and": ["weight", "categories", "heads"]},
        tie={"clauses": ["weight", "heads"], "by": "casting", "role": "chair"},
    )


VOTERS = (
    ("a1", "auth"), ("a2", "auth"), ("a3", "auth"), ("a4", "auth"), ("b1", "agen"), ("b2", "agen"),
    ("c1", "comp"), ("c2", "comp"), ("c3", "comp"), ("d1", "univ"),
)  # fmt: skip


def ballots(**choices: str) -> list[dict[str, str]]:
    """Ballots by voter: `a1="yes"`, or `a4="abstain by b1"` for a proxy."""
    cast = []
    for voter, words in choices.items():
        choice, *by = words.split(" by ")
        cast.append({"voter": voter, "choice": choice, **({"by": by[0]} if by else {})})
    return cast


def poll(
    cast: list[dict[str, str]], present_only: tuple[str, ...] = (), voters: Any = VOTERS, **more: Any
) -> dict[str, Any]:
    return {
        "format": "consult-poll/1",
        "convocation": 1,
        "casting": {"chair": "yes"},
        "seed": None,
        "voters": [{"id": key, "leaf": place, "size": None, "marks": []} for key, place in voters],
        "ballots": cast,
        "present_only": list(present_only),
        **more,
    }


WORKED = {
    "a1": "yes", "a2": "yes", "a3": "no", "a4": "abstain by b1", "b1": "yes", "b2": "no", "c1": "yes", "c2": "yes",
}  # fmt: skip


def worked_poll(**more: Any) -> dict[str, Any]:
    """The ballots of the contract's worked example."""
    return poll(ballots(**WORKED), ("c3",), **more)


def found(result: dict[str, Any], key: str) -> dict[str, Any]:
    """A clause of a result by its id."""
    return next(clause for clause in result["clauses"] if clause["id"] == key)


def effective(result: dict[str, Any]) -> list[str]:
    return [row["weight"]["effective"] for row in result["matrix"]]
