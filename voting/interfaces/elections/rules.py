"""The rule of an election in plain words: what it asks of candidates, what a voter writes."""

from django.utils.translation import gettext as _

from voting.interfaces.choosing.wording import ChoiceWords
from voting.interfaces.wording import RuleInWords
from voting.models import Poll


class CandidateWords(ChoiceWords):
    """A rule of choices that elects a person."""

    def shared(self) -> list[str]:
        return [
            _("Each partner of the category has one voice."),
            _("Where the votes leave two candidates equal, nobody is elected, and another election decides."),
        ]

    def _graded(self) -> RuleInWords:
        more = [
            _("The median grade: more than half of the voices give the candidate this grade or a better one."),
            _("Where medians are equal, the grades next to them decide."),
            *self._left_out(
                _("A candidate whom you leave without a grade counts as their median."),
                _("A candidate whom you leave without a grade counts as “%(grade)s”."),
            ),
        ]
        return RuleInWords(_("The candidate with the best median grade is elected."), more)

    def _duels(self) -> RuleInWords:
        return RuleInWords(
            _("The candidate who wins the duel against each other one is elected."),
            [
                _("The rankings say who wins each duel: whom more voices place above the other."),
                _("Where nobody wins all of them, the strongest chains of duels decide (Schulze method)."),
            ],
        )

    def _runoff(self) -> RuleInWords:
        return RuleInWords(
            _("The candidate whom more than half of the voices place first is elected."),
            [_("As long as there is none, the last candidate goes out, and those ballots pass to their next choice.")],
        )

    def _approval(self) -> RuleInWords:
        return RuleInWords(_("The candidate approved by the most voices is elected."))


def how_to_elect(poll: Poll) -> str:
    """What the voter does, in a sentence above the ballot."""
    return {
        "majority-judgment": _("Give each candidate a grade. The same grade may be given several times."),
        "approval": _("Tick every candidate who suits you, as many as you like."),
    }.get(
        poll.method,
        _("Put the candidates in your order. Several may be equal; those whom you leave out stand below."),
    )
