"""What a ballot may say under the method of its poll: yes, no or abstention; ranks; grades."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from alliance.domain.errors import Refused
from voting.models import Choice, Poll

# What voters send: one of the words of a yes–no poll, or {"ranks": [["A"], ["B", "C"]]}, or {"grades": {"A": "good"}}.
Said = str | Mapping[str, Any]
GRADED = "majority-judgment"


def content_key(poll: Poll) -> str:
    """What a ballot of this poll has: "choice", "ranks" or "grades"."""
    if not poll.is_choice:
        return "choice"
    return "grades" if poll.method == GRADED else "ranks"


def read_said(poll: Poll, said: Said) -> tuple[str, dict[str, Any] | None]:
    """The `choice` and `content` that a ballot keeps: one of them, the other empty; equal ballots read alike.

    Raises Refused, by the field of `content_key`, with the reason unknown-choice.
    """
    key = content_key(poll)
    if key == "choice":
        if not isinstance(said, str) or said not in Choice.values:
            raise _refused(key, _("Choose for, against or abstention."))
        return said, None
    if isinstance(said, str) or set(said) != {key}:
        sentence = _("Give grades to the options.") if key == "grades" else _("Rank the options.")
        raise _refused(key, sentence)
    known = [option["key"] for option in poll.options]
    if key == "grades":
        return "", {key: _grades(said[key], known, poll.rule["method"]["grades"])}
    return "", {key: _ranks(said[key], known, approves=poll.method == "approval")}


def _ranks(value: Any, known: list[str], *, approves: bool) -> list[list[str]]:
    if not isinstance(value, list) or not all(isinstance(group, list) and group for group in value):
        raise _refused("ranks", _("Ranks are lists of options, the best first."))
    listed = [option for group in value for option in group]
    if any(not isinstance(option, str) or option not in known for option in listed):
        raise _refused("ranks", _("This is no option of this poll."))
    if len(set(listed)) < len(listed):
        raise _refused("ranks", _("An option has one rank only."))
    if not listed:
        raise _refused("ranks", _("Tick at least one option.") if approves else _("Rank at least one option."))
    # Approval knows no order: what is listed is approved.
    groups = [listed] if approves else value
    return [sorted(group, key=known.index) for group in groups]


def _grades(value: Any, known: list[str], grades: list[str]) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise _refused("grades", _("Grades are given by option."))
    if any(option not in known for option in value):
        raise _refused("grades", _("This is no option of this poll."))
    if any(not isinstance(grade, str) or grade not in grades for grade in value.values()):
        raise _refused("grades", _("This is no grade of this poll."))
    if not value:
        raise _refused("grades", _("Give a grade to at least one option."))
    return {option: value[option] for option in known if option in value}


def _refused(key: str, sentence: str) -> Refused:
    return Refused({key: [sentence]}, reason="unknown-choice")
