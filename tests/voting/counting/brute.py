"""A second, naive count of yes–no polls, ballot by ballot, written apart from the core to check it.

It handles voters and ballots under any tree of the format whose leaves are split, and measures every clause by walking
over single voters, each with its own small weight; slow, and sharing no code with `voting.counting`.
"""

from fractions import Fraction
from typing import Any

IN = {
    "expressed": {"yes", "no"},
    "voted": {"yes", "no", "abstain", "blank"},
    "present": {"yes", "no", "abstain", "blank", "present_only"},
    "entitled": {"yes", "no", "abstain", "blank", "present_only", "absent", "lapsed"},
    "not-in-favour": {"no", "abstain", "blank", "present_only", "absent", "lapsed"},
}


def did(poll: dict[str, Any]) -> dict[str, str]:
    """What each voter did, without proxies."""
    done = {voter["id"]: "absent" for voter in poll["voters"]}
    done.update({voter: "present_only" for voter in poll.get("present_only", ())})
    done.update({ballot["voter"]: ballot["choice"] for ballot in poll["ballots"]})
    return done


def below(node: dict[str, Any], poll: dict[str, Any]) -> list[dict[str, Any]]:
    if "children" not in node:
        return [voter for voter in poll["voters"] if voter["leaf"] == node["key"]]
    return [voter for child in node["children"] for voter in below(child, poll)]


def own(voter: dict[str, Any], per: str) -> Fraction:
    return Fraction(1) if per == "head" else Fraction(voter["size"])


def is_empty(node: dict[str, Any], poll: dict[str, Any]) -> bool:
    if "children" in node:
        return all(is_empty(child, poll) for child in node["children"])
    done = did(poll)
    return not sum(own(voter, node["per"]) for voter in below(node, poll) if done[voter["id"]] in IN[node["over"]])


def spread(node: dict[str, Any], weight: Fraction, poll: dict[str, Any], out: dict[str, Any]) -> None:
    """Give each voter below its part: `out[voter] = (what it stands for, how much)`; the key "void" marks a void."""
    done = did(poll)
    if "children" not in node:
        voters = below(node, poll)
        inside = [voter for voter in voters if done[voter["id"]] in IN[node["over"]]]
        total = sum(own(voter, node["per"]) for voter in inside)
        for voter in inside if total else ():
            out[voter["id"]] = (done[voter["id"]], weight * own(voter, node["per"]) / total)
        if not total:
            out["lapsed " + node["key"]] = ("lapsed", weight)
        return
    shares = {}
    for child in node["children"]:
        if child["share"] in ("heads", "size"):
            per = "head" if child["share"] == "heads" else "size"
            all_below = sum(own(voter, per) for voter in below(node, poll))
            mine = sum(own(voter, per) for voter in below(child, poll))
            shares[child["key"]] = Fraction(mine) / all_below if all_below else Fraction(1, len(node["children"]))
        else:
            shares[child["key"]] = Fraction(child["share"])
    full = [child["key"] for child in node["children"] if not is_empty(child, poll)]
    lost = sum((share for key, share in shares.items() if key not in full), Fraction(0))
    if len(full) < len(shares) and node["empty"] == "void":
        out["void"] = ("void", Fraction(0))
    for child in node["children"]:
        share = shares[child["key"]]
        if full and node["empty"] in ("prorata", "equal"):
            kept = sum((shares[key] for key in full), Fraction(0))
            if child["key"] not in full:
                share = Fraction(0)
            elif node["empty"] == "equal" or not kept:
                share += lost / len(full)
            else:
                share /= kept
        spread(child, weight * share, poll, out)


def outcome(rule: dict[str, Any], poll: dict[str, Any]) -> tuple[str, dict[str, tuple[Fraction, Fraction | None]]]:
    """The outcome of a rule without tie, and (amount, base) of its clauses, which have the scope "all"."""
    done = did(poll)
    weights: dict[str, Any] = {}
    spread(rule["tree"], Fraction(1), poll, weights)
    void = weights.pop("void", None) is not None

    def measure(unit: str, word: str) -> Fraction:
        columns = IN.get(word, {word})
        if unit == "weight":
            return sum((amount for column, amount in weights.values() if column in columns), Fraction(0))
        return sum(
            (own(voter, "head" if unit == "heads" else "size") for voter in poll["voters"]
             if done[voter["id"]] in columns), Fraction(0),
        )  # fmt: skip

    figures, holds = {}, {}
    for key, clause in rule["clauses"].items():
        amount = measure(clause["unit"], clause["quantity"])
        base = measure(clause["unit"], clause["base"]) if "base" in clause else None
        limit = Fraction(clause["value"]) * (1 if base is None else base)
        compare = {">": amount > limit, ">=": amount >= limit, "<": amount < limit, "<=": amount <= limit}
        figures[key] = (amount, base)
        holds[key] = base != 0 and compare[clause["op"]]

    def true(formula: Any, kind: str) -> bool:
        if isinstance(formula, str):
            return holds[formula] or (kind == "quorum" and rule["clauses"][formula]["else"] == "rejected")
        [(word, parts)] = formula.items()
        truths = [true(part, kind) for part in parts]
        return all(truths) if word == "and" else any(truths)

    if void or not true(rule["formula"], "quorum"):
        return "void", figures
    return ("adopted" if true(rule["formula"], "all") else "rejected"), figures
