"""What polls tell a proposal: it is opened, it is decided."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.capacities import SYSTEM, Actor, Capacity
from alliance.domain.errors import Conflict
from proposals.domain.checklist import missing
from proposals.domain.steps import holding, move, require
from proposals.domain.visibility import POLL_SUBJECT, visible_to
from proposals.models import Kind, Proposal, Stage
from voting.models import Outcome, Poll, Tally
from voting.registry import Description

SUBJECT = "proposal"
STAGE_AFTER = {
    Outcome.ADOPTED: Stage.ADOPTED,
    Outcome.REJECTED: Stage.REJECTED,
    Outcome.VOID: Stage.VOID,
    # While a tie awaits the chair.
    Outcome.TIE: Stage.VOTE,
}
QUESTIONS = {
    Kind.STRATEGY: gettext_lazy("Do you adopt the strategy “%(title)s”?"),
    Kind.RECOMMENDATION: gettext_lazy("Do you adopt the recommendation “%(title)s”?"),
    Kind.POSITION: gettext_lazy("Do you adopt the position “%(title)s”?"),
}


class ProposalPolls:
    """Answers voting for subjects "proposal:<id>"."""

    def visible(self, actor: Actor, poll: Poll) -> bool:
        proposal = Proposal.objects.filter(pk=_id_in(poll.subject)).first()
        return proposal is not None and actor.may("proposals.read", proposal)

    def visible_polls(self, actor: Actor) -> Q:
        return Q(subject__in=visible_to(actor).annotate(poll_subject=POLL_SUBJECT).values("poll_subject"))

    def describe(self, poll: Poll) -> Description:
        """What is decided: the final revision. Raises Conflict while there is none."""
        proposal = _proposal_of(poll)
        final = proposal.final
        if final is None:
            raise Conflict("no-final", _("Freeze the final text before its vote."))
        return Description(
            title=proposal.title,
            question=str(QUESTIONS[Kind(proposal.kind)]) % {"title": proposal.title},
            url=final.url,
            text_number=final.number,
            text_sha256=final.sha256,
            effect=_("If it is adopted, the text is the alliance’s own; the secretariat publishes it."),
            missing=[gap.words for gap in missing(proposal, final.lines)],
            parent=(f"{proposal.code} {proposal.title}", proposal.urls.page),
        )

    def is_current(self, poll: Poll) -> bool:
        """Whether its void vote is where the proposal stands, and its revision the final one."""
        proposal = _proposal_of(poll)
        return proposal.stage == Stage.VOID and _is_of(poll, proposal)

    def poll_opened(self, poll: Poll) -> None:
        """Settling, or void with a second convocation, becomes vote. Raises Conflict (wrong-stage, other-text)."""
        with holding(_proposal_of(poll)) as held:
            expected = Stage.VOID if poll.convocation == 2 else Stage.SETTLING
            require(
                held.stage == expected and held.final is not None,
                "wrong-stage",
                _("A vote opens on a final text, at the stage “%(stage)s”.") % {"stage": Stage(expected).label},
            )
            require(
                _is_of(poll, held),
                "other-text",
                _("The final text has changed since: open the vote again."),
            )
            move(held, Stage.VOTE, by=_opener(poll), act="open-vote", poll=poll.pk)

    def poll_decided(self, poll: Poll, tally: Tally) -> None:
        """Vote becomes what was decided; a tie waits, still in vote."""
        with holding(_proposal_of(poll)) as held:
            stage = STAGE_AFTER[Outcome(tally.outcome)]
            if stage != held.stage:
                move(held, stage, by=SYSTEM, act="decide", poll=poll.pk, tally=tally.number)


def _id_in(subject: str) -> int:
    return int(subject.partition(":")[2])


def _proposal_of(poll: Poll) -> Proposal:
    return Proposal.objects.select_related("final").get(pk=_id_in(poll.subject))


def _is_of(poll: Poll, proposal: Proposal) -> bool:
    """Whether the poll is about the proposal's final revision, not one of the same words before."""
    final = proposal.final
    return final is not None and (poll.text_number, poll.text_sha256) == (final.number, final.sha256)


def _opener(poll: Poll) -> Capacity:
    """The capacity in which the poll was opened, as far as the traces need it."""
    return Capacity(key=poll.capacity, kind="secretariat", user=poll.opened_by, club=poll.club)
