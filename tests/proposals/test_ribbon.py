"""The line of stages: when each was, until when the present one is."""

import re
from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from proposals.interfaces.ribbon import steps
from proposals.models import Proposal, Stage, StageChange
from tests.proposals.path import Path, fresh

# Within a past year, so that the year is told.
DAYS = {
    Stage.DRAFT: (3, 9),
    Stage.CONSULTATION: (3, 11),
    Stage.SETTLING: (28, 11),
    Stage.VOTE: (9, 12),
    Stage.ADOPTED: (15, 12),
}


def dated(proposal: Proposal, year: int) -> Proposal:
    """The proposal as if each step had been taken on its day of that year."""
    for change in StageChange.objects.filter(proposal=proposal):
        at = on(*DAYS[Stage(change.stage)], year)
        StageChange.objects.filter(pk=change.pk).update(at=at)
    Proposal.objects.filter(pk=proposal.pk).update(
        opened_at=on(3, 11, year), closes_at=on(27, 11, year), stage_since=on(*DAYS[Stage(proposal.stage)], year)
    )
    return fresh(proposal)


def on(day: int, month: int, year: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=timezone.get_current_timezone())


def told(proposal: Proposal) -> list[str]:
    """What stands under each stage; "" where nothing does."""
    html = render_to_string("proposals/parts/ribbon.html", {"steps": steps(proposal, None)})
    notes = re.findall(r'<span class="ribbon-note">(.*?)</span>', html)
    return [re.sub(r"<[^>]*>", "", note).replace("\u00a0", " ") for note in notes]


def test_done_stages_say_from_when_to_when(path: Path) -> None:
    year = timezone.localdate().year
    proposal = dated(path.at(Stage.ADOPTED, path.at(Stage.VOTE)), year)
    assert told(proposal) == [
        "3 septembre – 3 novembre",
        "3 novembre – 27 novembre",
        "28 novembre – 9 décembre",
        "9 décembre – 15 décembre",
        "15 décembre",
    ]
    proposal = dated(proposal, year - 2)
    assert told(proposal)[0] == f"3 septembre {year - 2} – 3 novembre {year - 2}"
    assert told(proposal)[4] == f"15 décembre {year - 2}"


def test_the_present_stage_says_until_when_and_those_to_come_nothing(path: Path) -> None:
    proposal = path.consultation()
    draft, now, *later = told(proposal)
    assert re.fullmatch(r"\d+(er)? \S+( \d{4})?", draft)
    assert now.startswith("jusqu’au ") and later == ["", "", ""]
    assert told(dated(path.settling(), timezone.localdate().year))[2:] == ["depuis le 28 novembre", "", ""]


def test_a_withdrawn_text_has_no_dates_for_what_it_skipped(path: Path) -> None:
    proposal = path.consultation()
    Proposal.objects.filter(pk=proposal.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    withdrawn = path.at(Stage.WITHDRAWN, fresh(proposal))
    _draft, consultation, *skipped, last = told(withdrawn)
    assert consultation and skipped == ["", ""] and last
