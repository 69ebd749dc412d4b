"""Ballots of named voters among options, and the consult-poll/1 without names that counts those of them that count.

A consult-poll/1 among options knows no voters: whose ballot it is, and by whose proxy, is settled here, by the same
order and for the same reasons as in a yes–no poll.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from voting.counting.errors import FormatError, step
from voting.counting.poll import FORMAT
from voting.counting.proxies import Refusal, settle
from voting.counting.reading import entries, items, mapping, one_of, text
from voting.counting.rule import ProxyRule, read_conduct

CONTENTS = ("ranks", "grades")


def named_poll(
    *,
    rule: Mapping[str, Any],
    terms: Mapping[str, Any],
    options: Sequence[str],
    voters: Sequence[Mapping[str, Any]],
    ballots: Sequence[Mapping[str, Any]],
    convocation: int = 1,
) -> tuple[dict[str, Any], Sequence[Refusal]]:
    """The consult-poll/1 of these ballots, in their order, and the proxies that were refused.

    `terms` are the `conduct` of the poll, and may say what it is for (`purpose`), which changes no count. `voters` are
    those of a consult-poll/1 (`id`, `leaf`), `ballots` each `{"voter", "by", "ranks"}` or `{"voter", "by", "grades"}`,
    `by` only of a proxy. A ballot names its leaf where the rule has a tree. Raises `FormatError` with pointers of a
    record (`/ballots/0/by`, `/register/0/id`, `/poll/terms`); whether options and ranks are right is for who reads the
    poll.
    """
    leaf_of = {
        text(voter["id"], f"/register/{n}/id"): text(voter["leaf"], f"/register/{n}/leaf")
        for n, voter in enumerate(voters)
    }
    own: dict[str, str] = {}
    given: dict[str, str] = {}
    cast = []
    for n, entry in enumerate(items(ballots, "/ballots")):
        here = "/ballots" + step(n)
        ballot = _read(entry, here, leaf_of)
        by = ballot.get("by")
        if by is None and ballot["voter"] in own:
            raise FormatError(here + "/voter", "this voter has another ballot of its own")
        if by is not None and ballot["voter"] in given:
            raise FormatError(here + "/voter", "this voter has given another proxy")
        (own if by is None else given)[ballot["voter"]] = by or ""
        cast.append(ballot)
    conduct = {key: value for key, value in terms.items() if key != "purpose"}
    proxy = read_conduct(conduct, "/poll/terms")[0] if conduct else ProxyRule()
    accepted, refused = settle(given, in_person=own, leaf_of=leaf_of, rule=proxy)
    counted = [ballot for ballot in cast if "by" not in ballot or ballot["voter"] in accepted]
    poll = {
        "format": FORMAT,
        "convocation": convocation,
        "options": list(options),
        "ballots": [_unnamed(ballot, leaf_of if "tree" in rule else None) for ballot in counted],
    }
    return poll, refused


def _read(value: Any, pointer: str, leaf_of: Mapping[str, str]) -> dict[str, Any]:
    content = [key for key in CONTENTS if key in mapping(value, pointer)]
    if len(content) != 1:
        raise FormatError(pointer, "expected ranks or grades")
    ballot = entries(value, pointer, ("voter", content[0]), ("by",))
    one_of(text(ballot["voter"], pointer + "/voter"), pointer + "/voter", leaf_of)
    if "by" in ballot:
        one_of(text(ballot["by"], pointer + "/by"), pointer + "/by", leaf_of)
        if ballot["by"] == ballot["voter"]:
            raise FormatError(pointer + "/by", "a proxy is held by somebody else")
    return ballot


def _unnamed(ballot: Mapping[str, Any], leaf_of: Mapping[str, str] | None) -> dict[str, Any]:
    found = {key: ballot[key] for key in CONTENTS if key in ballot}
    return found if leaf_of is None else {**found, "leaf": leaf_of[ballot["voter"]]}
