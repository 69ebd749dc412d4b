"""Rounds of consent on a proposal: after an objection the text is reworked, or put again, and has its next round."""

from proposals.domain import stages
from proposals.models import Proposal
from tests.proposals.path import Path, fresh
from tests.voting.acts import cast_all, close, in_an_hour, rule_of
from tests.voting.consent.acts import CONSENTING, ENGLISH, REASON, object_
from tests.voting.test_pages import words
from voting.domain.opening import open_poll, second_convocation
from voting.domain.rounds import rounds_of
from voting.models import Poll


def open_on(path: Path, proposal: Proposal) -> Poll:
    rule = rule_of(path.alliance, "council-consent")
    return open_poll(actor=path.actor("secretariat"), rule=rule, closes_at=in_an_hour(), subject=proposal.subject)


def test_a_reworked_text_has_its_next_round(path: Path) -> None:
    proposal = path.final()
    first = open_on(path, proposal)
    object_(path.alliance, first, "seat-6")
    close(path.alliance, first)
    assert fresh(proposal).stage == "void"
    said = words(path.alliance.client("observer").get(proposal.urls.page, headers=ENGLISH))
    assert "The round of consent did not adopt the text." in said

    stages.move_to_settling(actor=path.actor("rapporteur"), proposal=fresh(proposal))
    stages.freeze_final(actor=path.actor("rapporteur"), proposal=fresh(proposal))
    second = open_on(path, proposal)
    assert (second.convocation, second.text_number) == (1, (first.text_number or 0) + 1)
    said = words(path.alliance.client("seat-4").get(second.urls.page, headers=ENGLISH))
    assert "round 2" in said and "Round 1" in said and f"version {first.text_number} ·" in said and REASON in said
    cast_all(path.alliance, second, CONSENTING)
    close(path.alliance, second)
    assert fresh(proposal).stage == "adopted"
    assert "Round 2" in words(path.alliance.client("observer").get(first.urls.result, headers=ENGLISH))


def test_the_same_text_has_its_next_round_after_talking(path: Path) -> None:
    proposal = path.final()
    first = open_on(path, proposal)
    object_(path.alliance, first, "seat-6")
    close(path.alliance, first)
    second = second_convocation(actor=path.actor("secretariat"), poll=first, closes_at=in_an_hour())
    cast_all(path.alliance, second, CONSENTING)
    close(path.alliance, second)
    assert fresh(proposal).stage == "adopted"
    assert [each.poll for each in rounds_of(second)] == [first, second]
