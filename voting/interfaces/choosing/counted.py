"""What the counts among options have in common, whether they choose or only ask: names, who took part."""

from django.utils.translation import ngettext

from voting.domain.queries import participation
from voting.interfaces.choosing.naming import labels_of
from voting.interfaces.methods import words_of
from voting.interfaces.result_page.counted import OfPoll
from voting.interfaces.turnout import Turnout, turnout_now
from voting.models import Body, Poll, Tally


class CountOfOptions(OfPoll):
    def __init__(self, poll: Poll, tally: Tally) -> None:
        self.poll, self.tally, self.result = poll, tally, tally.result
        self.words = words_of(poll)
        self.names = labels_of(poll)

    def turnout(self) -> str:
        """« 9 sièges sur 10 ont voté. »"""
        found = participation(self.poll)
        figures = {"voted": found.count, "total": found.total}
        if self.poll.body == Body.COUNCIL:
            sentence = ngettext("%(voted)d of %(total)d seats voted", "%(voted)d of %(total)d seats voted", found.count)
        else:
            sentence = ngettext(
                "%(voted)d of %(total)d partners voted", "%(voted)d of %(total)d partners voted", found.count
            )
        return sentence % figures + "."

    def ring(self) -> Turnout:
        return turnout_now(self.poll, participation(self.poll), self.words)
