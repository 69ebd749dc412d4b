"""The vote on a proposal: its poll is of the final revision, and what it decides becomes the stage."""

import pytest

from alliance.domain.errors import Conflict
from alliance.models import JournalEntry
from proposals.domain import stages
from proposals.domain.publication import publish
from proposals.models import Proposal
from tests.proposals.path import Path, fresh
from tests.voting.acts import ADOPTED, cast_all, close, in_an_hour, rule_of
from tests.voting.test_closing import TIED
from voting.domain.closing import casting_vote
from voting.domain.opening import open_poll, second_convocation
from voting.models import Poll


def open_on(path: Path, proposal: Proposal, by: str = "secretariat") -> Poll:
    return open_poll(
        actor=path.actor(by), rule=rule_of(path.alliance), closes_at=in_an_hour(), subject=proposal.subject
    )


def test_the_poll_names_the_final_revision_and_the_stage_becomes_vote(path: Path) -> None:
    proposal = path.final()
    poll = open_on(path, proposal, by="chair")
    final = fresh(proposal).final
    assert final is not None
    assert (poll.text_number, poll.text_sha256) == (final.number, final.sha256)
    assert poll.title == proposal.title and proposal.title in poll.question
    assert fresh(proposal).stage == "vote"
    step = fresh(proposal).changes.last()
    assert step is not None and step.by == path.alliance.user("chair")


@pytest.mark.parametrize("state", ["draft", "consultation", "settling", "published"])
def test_a_vote_opens_on_a_final_text_alone(path: Path, state: str) -> None:
    proposal = getattr(path, state)()
    with pytest.raises(Conflict):
        open_on(path, proposal)
    assert fresh(proposal).stage == proposal.stage and not Poll.objects.exists()


@pytest.mark.parametrize(
    ("votes", "stage"),
    [(ADOPTED, "adopted"), ({slug: "no" for slug in ADOPTED}, "rejected"), ({"seat-1": "yes"}, "void"), (TIED, "vote")],
    ids=["adopted", "rejected", "void", "tie"],
)
def test_what_the_poll_decides_is_the_stage(path: Path, votes: dict[str, str], stage: str) -> None:
    proposal = path.final()
    poll = open_on(path, proposal)
    cast_all(path.alliance, poll, votes)
    close(path.alliance, poll)
    assert fresh(proposal).stage == stage
    page = path.alliance.client("observer").get(proposal.urls.page)
    assert page.status_code == 200


def test_a_tie_waits_for_the_chair_and_the_chair_decides(path: Path) -> None:
    proposal = path.final()
    poll = open_on(path, proposal)
    cast_all(path.alliance, poll, TIED)
    close(path.alliance, poll)
    casting_vote(actor=path.actor("chair"), poll=poll, choice="yes")
    assert fresh(proposal).stage == "adopted"


def test_a_second_convocation_follows_a_void_vote_on_the_same_text(path: Path) -> None:
    proposal = path.final()
    poll = open_on(path, proposal)
    close(path.alliance, poll)
    assert fresh(proposal).stage == "void"
    again = second_convocation(actor=path.actor("secretariat"), poll=poll, closes_at=in_an_hour())
    assert fresh(proposal).stage == "vote"
    cast_all(path.alliance, again, ADOPTED)
    close(path.alliance, again)
    assert fresh(proposal).stage == "adopted"
    answer = path.alliance.client("observer").get(f"/api/proposals/{proposal.pk}/").json()
    assert answer["poll"] == again.pk


def void(path: Path, proposal: Proposal) -> Poll:
    """A poll on the proposal's final text that nobody votes in."""
    poll = open_on(path, proposal)
    close(path.alliance, poll)
    return poll


def again(path: Path, poll: Poll) -> Poll:
    return second_convocation(actor=path.actor("secretariat"), poll=poll, closes_at=in_an_hour())


def test_a_void_poll_is_not_put_again_once_a_later_one_was_held_on_the_same_words(path: Path) -> None:
    proposal = path.final()
    first = void(path, proposal)
    stages.move_to_settling(actor=path.actor("rapporteur"), proposal=fresh(proposal))
    stages.freeze_final(actor=path.actor("rapporteur"), proposal=fresh(proposal))
    later = void(path, proposal)
    assert later.text_sha256 == first.text_sha256 and later.text_number == (first.text_number or 0) + 1

    with pytest.raises(Conflict) as conflict:
        again(path, first)
    assert conflict.value.reason == "not-latest"
    secretariat = path.alliance.client("secretariat")
    assert 'action="/polls/' not in secretariat.get(first.urls.result).content.decode()
    assert f'action="{later.urls.second}"' in secretariat.get(later.urls.result).content.decode()
    assert again(path, later).text_number == later.text_number


def test_a_void_poll_is_not_put_again_on_a_text_that_was_taken_back_or_frozen_since(path: Path) -> None:
    proposal = path.final()
    poll = void(path, proposal)
    stages.move_to_settling(actor=path.actor("rapporteur"), proposal=fresh(proposal))
    for _freeze in range(2):
        with pytest.raises(Conflict) as conflict:
            again(path, poll)
        assert conflict.value.reason == "other-text"
        page = path.alliance.client("secretariat").get(poll.urls.result).content.decode()
        assert f'action="{poll.urls.second}"' not in page
        if fresh(proposal).final is None:
            stages.freeze_final(actor=path.actor("rapporteur"), proposal=fresh(proposal))
    # Even where the stage says void, the revision is another one, though its words are the same.
    Proposal.objects.filter(pk=proposal.pk).update(stage="void")
    with pytest.raises(Conflict) as conflict:
        again(path, poll)
    assert conflict.value.reason == "other-text" and fresh(proposal).stage == "void"


def test_a_visitor_reads_a_result_once_its_text_is_published(path: Path) -> None:
    proposal = path.final()
    poll = open_on(path, proposal)
    cast_all(path.alliance, poll, ADOPTED)
    close(path.alliance, poll)
    visitor = path.alliance.client("visitor")
    assert visitor.get(poll.urls.result).status_code == 302
    publish(actor=path.actor("secretariat"), proposal=fresh(proposal))
    assert visitor.get(poll.urls.result).status_code == 200
    assert visitor.get(proposal.urls.page).status_code == 200


def test_no_vote_stands_in_the_proposals_journal(path: Path) -> None:
    proposal = path.final()
    poll = open_on(path, proposal)
    cast_all(path.alliance, poll, ADOPTED)
    close(path.alliance, poll)
    lines = JournalEntry.objects.filter(chain=proposal.chain)
    assert [line.act for line in lines][-2:] == ["open-vote", "decide"]
    assert "yes" not in str([line.data for line in lines])
