"""Supports: given on a version, confirmed on the final one, shown by category, taken back."""

import pytest

from alliance.domain.errors import Conflict, NotAllowed, Refused
from proposals.domain.queries import signatories, supports, what_waits_for
from proposals.domain.stages import reopen_text
from proposals.domain.supports import confirm_support, support, withdraw_support
from proposals.models import Endorsement
from tests.proposals.path import Path, fresh, latest


def test_a_support_is_of_the_partner_and_a_second_one_changes_it(path: Path) -> None:
    proposal = path.consultation()
    path.support("representative", proposal)
    path.support("alternate", proposal, "Pas avant 2028.")
    [given] = Endorsement.objects.all()
    assert (given.partner, given.kind, given.words) == (path.alliance.partner, "reservation", "Pas avant 2028.")
    assert given.given_by == path.alliance.user("alternate")


def test_only_confirmed_supports_make_signatories(path: Path) -> None:
    proposal = path.consultation()
    path.support("representative", proposal)
    path.support("representative-1", proposal, "Avec un délai.")
    proposal = path.final(path.settling(proposal))
    assert (supports(proposal).count, signatories(proposal).count) == (2, 0)
    [waiting] = what_waits_for(path.actor("representative-1")).confirmations
    assert waiting.endorsement is not None and waiting.proposal == proposal
    confirm_support(actor=path.actor("representative-1"), proposal=proposal)
    assert what_waits_for(path.actor("representative-1")).confirmations == []
    signed = signatories(proposal)
    assert (signed.count, signed.categories, signed.reservations) == (1, 1, 1)
    [group] = [g for g in signed.groups if g.count]
    assert (group.category.key, group.all) == ("collectivites", 2)


def test_a_support_given_on_the_final_version_is_a_signature_at_once(path: Path) -> None:
    proposal = path.final()
    path.support("representative", proposal)
    assert signatories(proposal).count == 1


def test_confirmations_stay_with_the_final_version_that_was_reopened(path: Path) -> None:
    proposal = path.final()
    path.support("representative", proposal)
    reopen_text(actor=path.actor("rapporteur"), proposal=proposal)
    proposal = path.final(fresh(proposal))
    assert (supports(proposal).count, signatories(proposal).count) == (1, 0)


def test_an_older_version_is_not_supported_any_more(path: Path) -> None:
    proposal = path.consultation()
    first = latest(proposal)
    path.final(path.settling(proposal))
    with pytest.raises(Conflict) as conflict:
        support(actor=path.actor("representative"), revision=first)
    assert conflict.value.reason == "older-version"


@pytest.mark.parametrize(
    "kind, words", [("plain", "Mais…"), ("reservation", "  "), ("loud", ""), ("reservation", "a\u202eb")]
)
def test_a_support_says_what_it_is(path: Path, kind: str, words: str) -> None:
    proposal = path.consultation()
    with pytest.raises(Refused):
        support(actor=path.actor("representative"), revision=latest(proposal), kind=kind, words=words)


def test_a_support_is_taken_back_until_the_text_is_published(path: Path) -> None:
    proposal = path.consultation()
    path.support("representative", proposal)
    withdraw_support(actor=path.actor("representative"), proposal=proposal)
    withdraw_support(actor=path.actor("representative"), proposal=proposal)
    assert supports(proposal).count == 0
    path.support("representative", proposal)
    published = path.published(path.final(path.settling(proposal)))
    with pytest.raises(Conflict):
        withdraw_support(actor=path.actor("representative"), proposal=published)


def test_a_contributor_supports_nothing(path: Path) -> None:
    with pytest.raises(NotAllowed):
        path.support("member", path.consultation())
