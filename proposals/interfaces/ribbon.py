"""The line of stages at the head of a proposal."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from proposals.models import Proposal, Stage, StageChange
from voting.models import Body, Poll


@dataclass
class Step:
    """What parts/ribbon.html draws: `state` "done", "now" or ""; `percent` of the present one, 0 to 100.

    When: `on` a day, or from `since` to `until`, of which the present stage may know one alone.
    """

    label: str
    state: str = ""
    percent: int = 0
    since: datetime | None = None
    until: datetime | None = None
    on: datetime | None = None

    @property
    def is_one_day(self) -> bool:
        """Whether it began and ended on one day."""
        if self.since is None or self.until is None:
            return False
        return timezone.localdate(self.since) == timezone.localdate(self.until)


def steps(proposal: Proposal, poll: Poll | None) -> list[Step]:
    """Five steps from draft to published position; what ended otherwise says so in its place."""
    changes = list(StageChange.objects.filter(proposal=proposal))
    entered = {change.stage: change.at for change in changes}
    left = {change.stage: after.at for change, after in pairwise(changes)}
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
    stages = [Stage.DRAFT, Stage.CONSULTATION, Stage.SETTLING, Stage.VOTE]
    for index, (stage, step) in enumerate(zip(stages, line, strict=False)):
        # What a withdrawn text skipped was not done.
        if index < here and (stage in entered or proposal.stage != Stage.WITHDRAWN):
            step.state, step.since, step.until = "done", entered.get(stage), left.get(stage)
    line[here].state = "done" if proposal.published_at or proposal.stage == Stage.REJECTED else "now"
    if here < len(stages):
        line[here].since = proposal.stage_since
    else:
        line[here].on = proposal.published_at or proposal.stage_since
    if line[1].state and proposal.opened_at and proposal.closes_at:
        line[1].since, line[1].until = proposal.opened_at, proposal.closes_at
        line[1].percent = _share(proposal.opened_at, proposal.closes_at)
    if poll is not None and line[3].state:
        if poll.is_open and proposal.stage == Stage.VOTE:
            line[3].until, line[3].percent = poll.closes_at, _share(poll.opened_at, poll.closes_at)
        else:
            line[3].on = poll.closed_at
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
