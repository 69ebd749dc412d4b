"""The line of stages at the head of a proposal."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.models import Proposal, Stage, StageChange
from voting.models import Body, Poll


@dataclass
class Step:
    """What parts/ribbon.html draws: `state` "done", "now" or ""; `percent` of the present one, 0 to 100."""

    label: str
    state: str = ""
    percent: int = 0
    since: datetime | None = None
    until: datetime | None = None
    on: datetime | None = None


def steps(proposal: Proposal, poll: Poll | None) -> list[Step]:
    """Five steps from draft to published position; what ended otherwise says so in its place."""
    entered: dict[str, datetime] = {}
    for change in StageChange.objects.filter(proposal=proposal):
        entered[change.stage] = change.at
    council = poll is None or poll.body == Body.COUNCIL
    line = [
        Step(_("Draft")),
        Step(_("Consultation")),
        Step(_("Final touches")),
        Step(_("Vote of the council") if council else _("Vote of the assembly")),
        Step(_last(proposal)),
    ]
    order = {
        Stage.DRAFT: 0,
        Stage.CONSULTATION: 1,
        Stage.SETTLING: 2,
        Stage.VOTE: 3,
        Stage.VOID: 3,
        Stage.ADOPTED: 4,
        Stage.REJECTED: 4,
        Stage.WITHDRAWN: 4,
    }
    here = order[Stage(proposal.stage)]
    for index, step in enumerate(line):
        if index < here:
            step.state = "done"
    line[here].state = "done" if proposal.published_at or proposal.stage == Stage.REJECTED else "now"
    line[here].since = proposal.stage_since
    if proposal.stage == Stage.WITHDRAWN:
        # What was skipped was not done.
        for index, stage in enumerate([Stage.DRAFT, Stage.CONSULTATION, Stage.SETTLING, Stage.VOTE]):
            line[index].state = "done" if stage in entered else ""
    if proposal.stage == Stage.CONSULTATION and proposal.opened_at and proposal.closes_at:
        line[1].until, line[1].percent = proposal.closes_at, _share(proposal.opened_at, proposal.closes_at)
    elif proposal.closes_at and here > 1:
        line[1].until = proposal.closes_at
    if poll is not None:
        if poll.is_open and proposal.stage == Stage.VOTE:
            line[3].until, line[3].percent = poll.closes_at, _share(poll.opened_at, poll.closes_at)
        else:
            line[3].on = poll.closed_at
    if proposal.published_at:
        line[4].since, line[4].on = None, proposal.published_at
    return line


def _last(proposal: Proposal) -> str:
    if proposal.stage == Stage.REJECTED:
        return _("Rejected")
    if proposal.stage == Stage.WITHDRAWN:
        return _("Withdrawn")
    if proposal.stage == Stage.ADOPTED and not proposal.published_at:
        return _("Adopted")
    return _("Published position") if proposal.is_position else _("Published text")


def _share(start: datetime, end: datetime) -> int:
    """How much of a time has passed, in whole percents."""
    gone, whole = timezone.now() - start, end - start
    return max(0, min(100, int(100 * gone / whole))) if whole else 100
