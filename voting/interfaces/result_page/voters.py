"""How each voter voted, since the poll was open; and which ballots the counts of a corrected poll leave out."""

from typing import Any

from django.utils.translation import gettext as _

from voting.domain.closing import left_out_of
from voting.interfaces.choosing.naming import said_in_a_line
from voting.interfaces.result_page.counted import OfPoll
from voting.interfaces.result_page.sentences import headline_of_count
from voting.models import Ballot, CastAs, Tally


def voters(counted: OfPoll) -> list[dict[str, Any]]:
    """Seat by seat, or partner by partner, how each voted: the poll was open."""
    ballots = counted.ballots
    left_out = {ballot["voter"] for ballot in left_out_of(counted.poll, counted.tally.number)}
    return [
        {
            "voter": voter,
            "category": counted.words.categories.get(voter.leaf),
            "ballot": ballots.get(voter.pk),
            "said": said_in_a_line(counted.poll, ballots[voter.pk].said)
            if counted.poll.is_choice and voter.pk in ballots
            else "",
            "left_out": voter.key in left_out,
            "note": hand(ballots.get(voter.pk)),
        }
        for voter in counted.register
    ]


def counts(counted: OfPoll, tallies: list[Tally]) -> list[dict[str, Any]]:
    """All counts of a corrected poll, the first one first, each with what it corrects; none of another poll."""
    corrections = {tally.pk: getattr(tally, "correction", None) for tally in tallies}
    if not any(corrections.values()):
        return []
    names = {voter.key: voter.name for voter in counted.register}
    return [
        {
            "tally": tally,
            "headline": headline_of_count(tally),
            "correction": correction,
            "left_out": [_left_out(ballot, names) for ballot in correction.left_out] if correction else [],
            "holds": tally == tallies[-1],
        }
        for tally in tallies
        for correction in [corrections[tally.pk]]
    ]


def hand(ballot: Ballot | None) -> str:
    """Whose hand cast it, where it was not the voter's own."""
    if ballot is None or ballot.cast_as in {CastAs.HOLDER, CastAs.REPRESENTATIVE}:
        return ""
    if ballot.cast_as == CastAs.PROXY and ballot.by:
        return _("by proxy, %(name)s") % {"name": ballot.by.name}
    return _("by the alternate")


def _left_out(ballot: dict[str, str], names: dict[str, str]) -> str:
    """« Anne Roy », or « Anne Roy, par pouvoir, Luc Marin »."""
    if "by" not in ballot:
        return names[ballot["voter"]]
    return f"{names[ballot['voter']]}, {_('by proxy, %(name)s') % {'name': names[ballot['by']]}}"
