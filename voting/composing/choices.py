"""A rule for choices among options as the few parts that a form asks for, and as its document."""

from dataclasses import dataclass
from typing import Any

from voting.composing.parts import ELECTED
from voting.composing.writing import EACH_CATEGORY, ROOT
from voting.counting.graded import OF_GRADE
from voting.counting.presets import FORMAT
from voting.counting.ranked import OF_SEVERAL_SEATS

JUDGMENT = "majority-judgment"
KINDS = (JUDGMENT, "schulze", "irv", "approval", "stv")
# Of a grade that a voter leaves out: it counts for nothing, as the option's median, or as the worst grade.
MISSING = ("none", "median", "worst")
SETTINGS = {"per": "head", "over": "voted", "give": "split"}


@dataclass(frozen=True)
class ChoiceParts:
    """`grades` (best first) and `missing` belong to majority judgment, `seats` to approval and transferable votes.

    Every category weighs the same; `empty` says what becomes of one where nobody votes.
    """

    kind: str = JUDGMENT
    seats: int = 1
    grades: tuple[str, ...] = ("excellent", "good", "fair", "poor", "reject")
    missing: str = "worst"
    empty: str = "prorata"
    proxies: int = 1
    across: bool = True
    present: bool = True
    change: str = "until-close"


def compose_choice(parts: ChoiceParts, *, elected: bool) -> dict[str, Any]:
    """The consult-preset/1; `elected`: the elected officials are a leaf of their own, before the categories."""
    method: dict[str, Any] = {"kind": parts.kind}
    if parts.kind == JUDGMENT:
        worst_first = list(reversed(parts.grades))
        missing = OF_GRADE + worst_first[0] if parts.missing == "worst" else parts.missing
        method |= {"grades": worst_first, "missing": missing}
    if parts.kind in OF_SEVERAL_SEATS:
        method["seats"] = parts.seats
    own = [{"key": ELECTED, **SETTINGS}] if elected else []
    return {
        "format": FORMAT,
        "id": "rule",
        "version": 1,
        "method": method,
        "tree": {"key": ROOT, "empty": parts.empty, "children": [*own, {**EACH_CATEGORY, **SETTINGS}]},
        "conduct": {
            "proxy": {"per_holder": parts.proxies, "across": parts.across, "present": parts.present},
            "secrecy": "open",
            "change": parts.change,
            "smallest": 1,
        },
    }


def take_apart_choice(document: dict[str, Any], *, elected: bool) -> ChoiceParts | None:
    """The parts that `compose_choice` makes this document of, its id and version apart; None where there are none."""
    try:
        method, conduct = document["method"], document["conduct"]
        proxy = conduct["proxy"]
        parts = ChoiceParts(
            kind=method["kind"],
            seats=method.get("seats", 1),
            grades=tuple(reversed(method.get("grades", ()))) or ChoiceParts.grades,
            missing=method["missing"] if method.get("missing") in MISSING else "worst",
            empty=document["tree"]["empty"],
            proxies=proxy["per_holder"],
            across=proxy["across"],
            present=proxy["present"],
            change=conduct["change"],
        )
    except (LookupError, TypeError):
        return None
    made = compose_choice(parts, elected=elected)
    return parts if made == {**document, "id": made["id"], "version": made["version"]} else None
