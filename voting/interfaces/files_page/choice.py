"""A choice among options counted from files: who wins in a sentence, then the tables that show why."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from voting.domain.counting_files import CountedFiles
from voting.interfaces.choosing.drawing import steps_of
from voting.interfaces.wording import listed

# More winners than this are not a headline.
MOST_NAMED = 3


@dataclass(frozen=True)
class Pair:
    """A cell of the table of duels: the votes for the option of the row, and whether it beats that of the column."""

    votes: str | None
    wins: bool


def choice_context(counted: CountedFiles) -> dict[str, Any]:
    """`headline`, `sentence`, `method`, then the tables, each empty where the method has none: `ranking`, `dropped`,
    `duels` with their `options`, `rounds` with their `columns`; `grades` says that the ranking has medians."""
    result = counted.result
    columns = list(dict.fromkeys(option for each in result["rounds"] for option in each["tally"]))
    # Files know options by their keys alone.
    steps = steps_of(dict(zip(columns, columns, strict=True)), result)
    return {
        "outcome": "adopted" if result["winners"] else "tie" if result["tie"] else "void",
        "headline": _headline(result),
        "sentence": {"what": _what(counted), "bold": "", "detail": _tie(result)},
        "method": method_name(counted.kind),
        "ranking": _ranking(result),
        "grades": bool(result["grades"]),
        "options": list(result["pairwise"]),
        "duels": [(option, _row(result["pairwise"], option)) for option in result["pairwise"]],
        "dropped": [{"option": each["option"], "reason": _dropped(each["reason"])} for each in result["dropped"]],
        "columns": columns,
        "rounds": [
            {"number": number, "votes": [step.tally.get(option) for option in columns], "what": step.words}
            for number, step in enumerate(steps, 1)
        ],
    }


def method_name(kind: str) -> str:
    """What a method is called."""
    return {
        "schulze": _("Schulze method"),
        "irv": _("instant run-off"),
        "approval": _("approval"),
        "stv": _("single transferable vote"),
        "majority-judgment": _("majority judgment"),
    }[kind]


def _headline(result: Mapping[str, Any]) -> str:
    winners = result["winners"]
    if not winners:
        return pgettext("outcome", "Tie") if result["tie"] else _("Nobody is chosen")
    if len(winners) > MOST_NAMED:
        return ngettext("%(n)d chosen", "%(n)d chosen", len(winners)) % {"n": len(winners)}
    return listed(winners)


def _what(counted: CountedFiles) -> str:
    winners = [_("“%(name)s”") % {"name": option} for option in counted.result["winners"]]
    method = {"method": method_name(counted.kind)}
    if not winners:
        return _("No option is chosen (%(method)s).") % method
    found = {**method, "names": listed(winners)}
    if len(winners) == 1:
        return _("%(names)s is chosen (%(method)s).") % found
    if counted.seats == 1:
        return _("%(names)s are equal first (%(method)s).") % found
    return _("%(names)s are chosen (%(method)s).") % found


def _tie(result: Mapping[str, Any]) -> str:
    """What the tie was, and what became of it."""
    tie = result["tie"]
    if tie is None:
        return ""
    named = listed([_("“%(name)s”") % {"name": option} for option in tie["options"]])
    if tie["by"] == "lot" and set(tie["options"]) & set(result["winners"]):
        return _("%(names)s were equal; the lot decided.") % {"names": named}
    if tie["by"] == "lot":
        return _("%(names)s are equal; the lot decides, once its seed is known.") % {"names": named}
    return _("%(names)s are equal, and the rule does not say what decides.") % {"names": named}


def _ranking(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`{rank, options: [(option, median grade, won)]}`; equals share a rank, and the next one counts them."""
    found, rank = [], 1
    for group in result["ranking"]:
        options = [
            (option, result["grades"].get(option, {}).get("median"), option in result["winners"]) for option in group
        ]
        found.append({"rank": rank, "options": options})
        rank += len(group)
    return found


def _row(pairwise: Mapping[str, Mapping[str, str]], option: str) -> list[Pair]:
    """The duels of one option, None against itself."""
    return [
        Pair(None, False)
        if other == option
        else Pair(
            pairwise[option].get(other, "0"),
            Fraction(pairwise[option].get(other, "0")) > Fraction(pairwise[other].get(option, "0")),
        )
        for other in pairwise
    ]


def _dropped(reason: str) -> str:
    return {
        "quorum": pgettext("dropped", "does not reach the quorum against the default option"),
        "ratio": pgettext("dropped", "does not beat the default option by the ratio asked for"),
    }[reason]
