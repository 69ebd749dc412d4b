"""What a proposal still lacks before its consultation or its vote: shown, never in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from alliance.domain.words import plain
from proposals.domain.drafting import SOLIDARITY
from proposals.models import Proposal
from proposals.text.lines import Line, from_delta, from_json, heading_level, is_empty
from realtime import documents


@dataclass(frozen=True)
class Check:
    """One thing that a text needs: `label` names it, `words` says what is missing, `done` whether it is there."""

    key: str
    label: str
    words: str
    done: bool


def checklist(proposal: Proposal, lines: Sequence[Line]) -> list[Check]:
    """What the template and the kind ask for, on these lines of its text."""
    checks = [
        Check(
            "origin",
            _("Where it grows from"),
            _("It does not say yet which problem on the ground, or which European file, it grows from."),
            bool(proposal.origin),
        ),
        Check(
            "solidarity",
            _("Solidarity between towns and countryside"),
            _("It does not say yet how it cares for both towns and countryside."),
            says_something_under(lines, SOLIDARITY),
        ),
    ]
    if proposal.is_position:
        checks.append(
            Check(
                "addressees",
                _("Addressees and deadline"),
                _("A position needs its addressees and its deadline."),
                bool(proposal.addressees and proposal.deadline),
            )
        )
    return checks


def live_checklist(proposal: Proposal) -> list[Check]:
    """The same on the live text as it is now."""
    return checklist(proposal, from_delta(documents.read_state(proposal.document).ops))


def missing(proposal: Proposal, lines: Any) -> list[Check]:
    """What is not there, in a revision's stored lines."""
    return [check for check in checklist(proposal, from_json(lines)) if not check.done]


def says_something_under(lines: Sequence[Line], heading: str) -> bool:
    """Whether words stand under a heading of the template, in whichever language it was started."""
    names = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names.add(plain(translation.gettext(heading)))
    level = 0
    for line in lines:
        depth = heading_level(line.kind)
        if depth and (not level or depth <= level):
            level = depth if plain(line.text).lstrip("0123456789. ") in names else 0
        elif level and not is_empty(line.text) and not depth:
            return True
    return False
