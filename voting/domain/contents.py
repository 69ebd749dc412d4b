"""What a ballot may say under the method of its poll: yes, no or abstention; why it objects; ranks; grades."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.domain.errors import Refused
from voting.models import Choice, Poll
from voting.models.ballots import said

# What voters send: one of the words of a yes–no poll, or {"ranks": [["A"], ["B", "C"]]}, or {"grades": {"A": "good"}};
# an objection in a round of consent: {"choice": "no", "reason": "…"}.
Said = str | Mapping[str, Any]
GRADED = "majority-judgment"
LONGEST_REASON = 2000
NO_REASON = gettext_lazy("An objection needs its reason: say in a sentence what stands in the way.")


@dataclass(frozen=True)
class Kept:
    """What a ballot keeps of what was sent: a choice (an objection with its reason), or a content."""

    choice: str = ""
    content: dict[str, Any] | None = None
    reason: str = ""

    @property
    def said(self) -> dict[str, Any]:
        """As its ballot says it."""
        return said(self.choice, self.content, self.reason)


def content_key(poll: Poll) -> str:
    """What a ballot of this poll has: "choice", "ranks" or "grades"."""
    if not poll.is_choice:
        return "choice"
    return "grades" if poll.method == GRADED else "ranks"


def read_said(poll: Poll, sent: Said) -> Kept:
    """What a ballot keeps of what was sent; equal ballots read alike.

    Raises Refused, by the field of `content_key`, with the reason unknown-choice; by the field reason, where an
    objection has none, or something else has one.
    """
    key = content_key(poll)
    if key == "choice":
        return _choice(poll, sent)
    if isinstance(sent, str) or set(sent) != {key}:
        sentence = _("Give grades to the options.") if key == "grades" else _("Rank the options.")
        raise _refused(key, sentence)
    known = [option["key"] for option in poll.options]
    if key == "grades":
        return Kept(content={key: _grades(sent[key], known, poll.rule["method"]["grades"])})
    return Kept(content={key: _ranks(sent[key], known, approves=poll.method == "approval")})


def _choice(poll: Poll, sent: Said) -> Kept:
    found = {"choice": sent} if isinstance(sent, str) else sent
    choice = found.get("choice")
    if not isinstance(choice, str) or choice not in Choice.values or not set(found) <= {"choice", "reason"}:
        sentence = (
            _("Choose consent, objection or abstention.")
            if poll.is_consent
            else _("Choose for, against or abstention.")
        )
        raise _refused("choice", sentence)
    reason = str(found.get("reason", "")).replace("\r\n", "\n").strip()
    if not poll.is_consent:
        if "reason" in found:
            raise Refused({"reason": [_("This poll asks for no reason.")]})
    elif choice == Choice.NO:
        _check_reason(reason)
    elif reason:
        raise Refused({"reason": [_("Only an objection has a reason.")]})
    return Kept(choice, reason=reason)


def _check_reason(reason: str) -> None:
    if not reason:
        raise Refused({"reason": [str(NO_REASON)]})
    if len(reason) > LONGEST_REASON:
        raise Refused({"reason": [_("Use %(count)s characters at most.") % {"count": LONGEST_REASON}]})
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in reason):
        raise Refused({"reason": [_("This text has characters that can’t be kept.")]})


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
