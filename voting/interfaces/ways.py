"""What one may say in a poll of yes and no, in the words of what the poll is for."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from voting.models import Choice, Poll, Purpose

ICONS = {Choice.YES: "check", Choice.NO: "x", Choice.ABSTAIN: "minus"}


@dataclass(frozen=True)
class Way:
    """A choice on the ballot: `name` on its button (`short` where three stand side by side), `cast` once it is in the
    box; `title` is asked before it is sent."""

    value: str
    icon: str
    name: str
    short: str
    cast: str
    title: str


def ways_of(poll: Poll) -> list[Way]:
    """The three of a poll's ballot."""
    words = {Purpose.CONSENT: _of_consent, Purpose.CONSULTATION: _of_consultation}.get(poll.purpose, _of_decision)()
    return [Way(value, ICONS[value], *said) for value, said in words.items()]


def choice_word(choice: str, purpose: str = Purpose.DECISION) -> str:
    """What a choice is called in a list: « Pour », « Objection »."""
    if purpose == Purpose.CONSENT:
        return {
            Choice.YES: pgettext("consent", "Consent"),
            Choice.NO: pgettext("consent", "Objection"),
            Choice.ABSTAIN: pgettext("vote", "Abstention"),
        }[Choice(choice)]
    return {
        Choice.YES: pgettext("vote", "For"),
        Choice.NO: pgettext("vote", "Against"),
        Choice.ABSTAIN: pgettext("vote", "Abstention"),
    }[Choice(choice)]


_Words = dict[Choice, tuple[str, str, str, str]]


def _of_decision() -> _Words:
    return {
        Choice.YES: (
            pgettext("vote", "For"),
            pgettext("vote", "For"),
            _("You voted for."),
            _("Your vote: for"),
        ),
        Choice.NO: (
            pgettext("vote", "Against"),
            pgettext("vote", "Against"),
            _("You voted against."),
            _("Your vote: against"),
        ),
        Choice.ABSTAIN: (
            pgettext("vote", "Abstention"),
            pgettext("vote", "Abst."),
            _("You abstained."),
            _("Your vote: abstention"),
        ),
    }


def _of_consent() -> _Words:
    return {
        Choice.YES: (
            _("I consent"),
            _("I consent"),
            _("You consented."),
            _("Your ballot: consent"),
        ),
        Choice.NO: (
            _("I have an objection"),
            _("I have an objection"),
            _("You raised an objection."),
            _("Your ballot: an objection"),
        ),
        Choice.ABSTAIN: (
            _("I abstain"),
            _("I abstain"),
            _("You abstained."),
            _("Your ballot: abstention"),
        ),
    }


def _of_consultation() -> _Words:
    return {
        **_of_decision(),
        Choice.YES: (
            pgettext("vote", "For"),
            pgettext("vote", "For"),
            _("You answered for."),
            _("Your answer: for"),
        ),
        Choice.NO: (
            pgettext("vote", "Against"),
            pgettext("vote", "Against"),
            _("You answered against."),
            _("Your answer: against"),
        ),
    }
