"""What options, grades and ballots of a choice are called."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from voting.models import Poll


def labels_of(poll: Poll) -> dict[str, str]:
    """The names of the options by their keys, in the order of the ballot."""
    return {option["key"]: option["label"] for option in poll.options}


def winners_of(poll: Poll, result: Mapping[str, Any]) -> list[str]:
    """The names of those elected, in the order in which the count found them."""
    names = labels_of(poll)
    return [names[key] for key in result["winners"]]


def grade_word(grade: str) -> str:
    """What a grade is called; those of a rule written elsewhere are called as it writes them."""
    return {
        "excellent": pgettext("grade", "Excellent"),
        "good": pgettext("grade", "Good"),
        "fair": pgettext("grade", "Fair"),
        "poor": pgettext("grade", "Poor"),
        "reject": pgettext("grade", "To reject"),
    }.get(grade, grade)


@dataclass(frozen=True)
class SaidLine:
    """A line of a ballot: a place or a grade ("" where there is none), and the options that have it."""

    place: str
    names: list[str]


def said_lines(poll: Poll, said: Mapping[str, Any]) -> list[SaidLine]:
    """A ballot whole, as its voter reads it again: what stands where, and what it leaves out."""
    names = labels_of(poll)
    if "grades" in said:
        given = said["grades"]
        return [SaidLine(grade_word(given[key]) if key in given else "", [name]) for key, name in names.items()]
    ranked = {key for group in said["ranks"] for key in group}
    rest = [name for key, name in names.items() if key not in ranked]
    if poll.method == "approval":
        lines = [SaidLine(_("Approved"), [names[key] for group in said["ranks"] for key in group])]
    else:
        lines = [SaidLine(str(n), [names[key] for key in group]) for n, group in enumerate(said["ranks"], start=1)]
    return [*lines, SaidLine("", rest)] if rest else lines


def said_in_a_line(poll: Poll, said: Mapping[str, Any]) -> str:
    """The same in one line: « Nantes, puis Metz = Lyon », « Nantes · Metz », « Nantes : Bien · Metz : Passable »."""
    names = labels_of(poll)
    if "grades" in said:
        pairs = ({"name": names[key], "grade": grade_word(grade)} for key, grade in said["grades"].items())
        return " · ".join(_("%(name)s: %(grade)s") % pair for pair in pairs)
    if poll.method == "approval":
        return " · ".join(names[key] for group in said["ranks"] for key in group)
    groups = [_equal(names[key] for key in group) for group in said["ranks"]]
    return groups[0] if len(groups) == 1 else _(", then ").join(groups)


def _equal(names: Iterable[str]) -> str:
    return " = ".join(names)
