"""Small builders of rules and polls that choose among options."""

from typing import Any

LOT = {"by": "lot"}


def chosen_by(kind: str, *, lot: bool = False, tree: dict[str, Any] | None = None, **settings: Any) -> dict[str, Any]:
    """A rule of this method; `settings` are those of the method."""
    return {
        "format": "consult-rule/1",
        "id": "sample",
        "version": 1,
        "method": {"kind": kind, **settings},
        **({"tie": LOT} if lot else {}),
        **({} if tree is None else {"tree": tree}),
    }


def ranking(words: str) -> list[list[str]]:
    """ "A>B=C" as ranks; "" ranks nobody."""
    return [group.split("=") for group in words.split(">")] if words else []


def ranked(options: str, *cast: str, **more: Any) -> dict[str, Any]:
    """A poll over options of one letter each, with ballots such as "4 A>B=C", or "4 auth A>B=C" in a leaf."""
    ballots = []
    for words in cast:
        times, *leaf, ranks = words.split(" ")
        place = {"leaf": leaf[0]} if leaf else {}
        ballots.append({"ranks": ranking(ranks), "times": int(times), **place})
    return {"format": "consult-poll/1", "options": list(options), "ballots": ballots, **more}


def tallied(tallies: dict[str, list[int]], **more: Any) -> dict[str, Any]:
    return {"format": "consult-poll/1", "tallies": tallies, **more}
