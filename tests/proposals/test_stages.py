"""The stages of a proposal: what each step does, and that each wrong order is a conflict that changes nothing."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from alliance.domain.errors import Conflict, NotAllowed, NotVisible, Refused
from alliance.domain.journal import broken_chains
from alliance.models import JournalEntry
from proposals.domain import discussion, drafting, people, publication, stages, supports
from proposals.domain.checklist import live_checklist, missing
from proposals.domain.writers import writer
from proposals.models import Proposal, Revision, RevisionIsFrozen, Stage
from proposals.text.authors import Written, apply
from realtime import documents
from tests.proposals.path import Path, fresh, latest


def later() -> Any:
    return timezone.now() + timedelta(days=3)


ACTS: dict[str, Callable[[Path, Proposal], Any]] = {
    "open": lambda p, it: stages.open_consultation(actor=p.actor("rapporteur"), proposal=it, closes_at=later()),
    "set closing": lambda p, it: stages.set_closing(actor=p.actor("rapporteur"), proposal=it, closes_at=later()),
    "settle": lambda p, it: stages.move_to_settling(actor=p.actor("rapporteur"), proposal=it),
    "freeze": lambda p, it: stages.freeze_final(actor=p.actor("rapporteur"), proposal=it),
    "reopen": lambda p, it: stages.reopen_text(actor=p.actor("rapporteur"), proposal=it),
    "back": lambda p, it: stages.back_to_draft(actor=p.actor("rapporteur"), proposal=it, reason="À reprendre."),
    "withdraw": lambda p, it: stages.withdraw(actor=p.actor("rapporteur"), proposal=it, reason="Sans objet."),
    "publish": lambda p, it: publication.publish(actor=p.actor("secretariat"), proposal=it),
    "comment": lambda p, it: p.comment("member", it),
    "support": lambda p, it: p.support("representative", it),
    "confirm": lambda p, it: supports.confirm_support(actor=p.actor("representative"), proposal=it),
    "edit details": lambda p, it: drafting.edit_details(actor=p.actor("rapporteur"), proposal=it, title="Autre titre"),
    "invite": lambda p, it: p.invite(it, "coauthor-2"),
}
# Which acts each stage takes; every other one is a conflict there. "confirm" needs a support that stands.
TAKEN = {
    "draft": {"open", "withdraw", "edit details", "invite"},
    "consultation": {"set closing", "back", "withdraw", "comment", "support", "edit details", "invite"},
    "closed": {"set closing", "settle", "back", "withdraw", "support", "edit details", "invite"},
    "settling": {"freeze", "back", "withdraw", "support", "edit details", "invite"},
    "final": {"reopen", "back", "withdraw", "support", "invite"},
    "vote": {"support"},
    "adopted": {"publish", "support"},
    "published": {"publish", "support"},
    "rejected": set(),
    "void": {"settle", "invite"},
    "withdrawn": set(),
}


def bring(path: Path, state: str) -> Proposal:
    if state == "withdrawn":
        proposal = path.consultation()
        stages.withdraw(actor=path.actor("rapporteur"), proposal=proposal, reason="Sans objet.")
        return fresh(proposal)
    if state in {"vote", "adopted", "rejected", "void"}:
        return path.at(state)
    return getattr(path, state)()


@pytest.mark.parametrize("state", TAKEN)
def test_each_act_is_taken_at_its_stages_and_a_conflict_at_every_other(path: Path, state: str) -> None:
    start = bring(path, state)
    for name, act in ACTS.items():
        if name in {"support", "comment"} and state == "draft":
            continue  # A draft is out of sight of those who do these; see test_drafts_are_out_of_sight.
        before = fresh(start)
        entries = JournalEntry.objects.count()
        sid = transaction.savepoint()
        try:
            if name in TAKEN[state]:
                act(path, fresh(start))
            else:
                with pytest.raises((Conflict, NotVisible)) as caught:
                    act(path, fresh(start))
                assert caught.type is Conflict or state == "draft", (state, name)
                after = fresh(start)
                assert (after.stage, after.final_id, after.closes_at, after.title) == (
                    before.stage,
                    before.final_id,
                    before.closes_at,
                    before.title,
                )
                assert JournalEntry.objects.count() == entries, f"{name} at {state} left a trace"
        finally:
            transaction.savepoint_rollback(sid)


def test_a_draft_starts_with_the_template_headings_of_its_kind(path: Path) -> None:
    position = drafting.start_proposal(actor=path.actor("member"), kind="position", title="Un fonds")
    assert documents.read_state(position.document).text == (
        "Le problème rencontré\n\nCe que nous proposons\n\nÉconomie locale et financement\n\n"
        "Solidarité urbain-rural\n\nDestinataires et calendrier\n\n"
    )
    strategy = drafting.start_proposal(actor=path.actor("member"), kind="strategy", title="Une feuille de route")
    assert "Destinataires" not in documents.read_state(strategy.document).text


def test_proposals_are_numbered_in_their_club_and_named_so(path: Path) -> None:
    assert [path.draft().code, path.draft().code] == ["P-001", "P-002"]


def test_a_member_starts_for_its_partner_and_a_seat_for_the_alliance(path: Path) -> None:
    assert path.draft().partner == path.alliance.partner_of("rapporteur")
    of_alliance = drafting.start_proposal(actor=path.actor("seat-4"), kind="strategy", title="Du conseil")
    assert of_alliance.partner is None
    assert path.actor("seat-4").may("proposals.write", of_alliance)


def test_a_title_with_a_change_of_direction_is_refused(path: Path) -> None:
    with pytest.raises(Refused) as refused:
        path.draft(title="Un fonds \u202ede garantie")
    assert set(refused.value.fields) == {"title"}


def test_opening_freezes_a_revision_whose_hash_is_that_of_its_markdown(path: Path) -> None:
    proposal = path.consultation()
    revision = latest(proposal)
    assert (revision.number, revision.purpose) == (1, "consultation")
    assert revision.sha256 == hashlib.sha256(revision.markdown.encode()).hexdigest()
    assert revision.plain == documents.read_state(proposal.document).text
    assert "<strong>chaleur complet</strong>" in revision.html
    assert sum(length for length, _author in revision.authors) == len(revision.plain)
    assert {author for _length, author in revision.authors} == {path.alliance.user("rapporteur").pk}


def test_a_frozen_text_says_who_wrote_each_run_without_reading_its_log(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = path.draft()
    path.with_coauthor(proposal)
    for number in range(12):
        text = documents.read_state(proposal.document).text
        slug, at = ("rapporteur", "coauthor-1")[number % 2], (number * 37) % len(text)
        by = path.actor(slug).capacity_for("proposals.write", fresh(proposal))
        ops = [{"retain": at}, {"insert": f"mot {number} 🌡️ "}, {"delete": number % 4}]
        documents.edit(
            proposal.document, actor=writer(by, proposal), ops=[op for op in ops if list(op.values()) != [0]]
        )
    expected: list[Written] = []
    for step in documents.replay(proposal.document):
        expected = apply(expected, step.delta, step.user_id)

    with monkeypatch.context() as without_log:
        without_log.setattr(documents, "replay", lambda *_, **__: pytest.fail("the log was read"))
        revision = latest(path.consultation(fresh(proposal)))

    assert [Written(*run) for run in revision.authors] == expected
    assert {run.author for run in expected} == {path.alliance.user(s).pk for s in ("rapporteur", "coauthor-1")}


def test_the_live_text_is_closed_from_the_opening_until_the_final_touches(path: Path) -> None:
    proposal = path.consultation()
    with pytest.raises(documents.DocumentReadOnly):
        path.write(proposal, "Un diagnostic", "Encore ")
    proposal = path.settling(proposal)
    path.write(proposal, "Un diagnostic", "Encore ")
    proposal = path.final(proposal)
    assert "Encore Un diagnostic" in latest(proposal).plain
    with pytest.raises(documents.DocumentReadOnly):
        path.write(proposal, "Un diagnostic", "Toujours ")


def test_a_revision_is_never_changed_nor_deleted(path: Path) -> None:
    revision = latest(path.consultation())
    revision.markdown = "autre"
    with pytest.raises(RevisionIsFrozen):
        revision.save()
    with pytest.raises(RevisionIsFrozen):
        Revision.objects.filter(pk=revision.pk).update(sha256="0" * 64)
    with pytest.raises(RevisionIsFrozen):
        Revision.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE proposals_revision SET markdown = 'autre' WHERE id = %s", [revision.pk])


def test_the_database_knows_no_other_stage(path: Path) -> None:
    proposal = path.draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(stage="reading")
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(stage=Stage.VOTE, opened_at=timezone.now())


def test_a_consultation_closes_in_the_future(path: Path) -> None:
    with pytest.raises(Refused) as refused:
        stages.open_consultation(actor=path.actor("rapporteur"), proposal=path.draft(), closes_at=timezone.now())
    assert set(refused.value.fields) == {"closes_at"}


def test_going_back_to_draft_hides_the_text_again_and_says_why(path: Path) -> None:
    proposal = path.consultation()
    assert path.actor("member").may("proposals.read", proposal)
    stages.back_to_draft(actor=path.actor("secretariat"), proposal=proposal, reason="Le plan est à revoir.")
    proposal = fresh(proposal)
    assert (proposal.stage, proposal.closes_at) == ("draft", None)
    assert not path.actor("member").may("proposals.read", proposal)
    assert proposal.changes.last().reason == "Le plan est à revoir."
    path.write(proposal, "Un diagnostic", "Encore ")
    assert latest(path.consultation(proposal)).number == 2


def test_what_is_withdrawn_stays_in_sight_of_those_who_had_it(path: Path) -> None:
    seen, unseen = path.consultation(), path.draft()
    for proposal in (seen, unseen):
        stages.withdraw(actor=path.actor("rapporteur"), proposal=proposal, reason="Sans objet.")
    assert path.actor("member").may("proposals.read", fresh(seen))
    assert not path.actor("member").may("proposals.read", fresh(unseen))
    assert not documents.lock(seen.document).writable


def test_after_a_void_vote_the_text_opens_again_and_needs_another_final(path: Path) -> None:
    proposal = path.at(Stage.VOID)
    former = proposal.final_id
    stages.move_to_settling(actor=path.actor("rapporteur"), proposal=proposal)
    proposal = fresh(proposal)
    assert (proposal.stage, proposal.final_id) == ("settling", None)
    path.write(proposal, "Un diagnostic", "Encore ")
    proposal = path.final(proposal)
    assert proposal.final_id != former and proposal.final is not None and proposal.final.number == 3


def test_what_a_text_still_lacks_is_shown_before_its_consultation_and_its_vote(path: Path) -> None:
    empty = drafting.start_proposal(actor=path.actor("rapporteur"), kind="position", title="Un fonds")
    assert [(c.key, c.done) for c in live_checklist(empty)] == [
        ("origin", False),
        ("solidarity", False),
        ("addressees", False),
    ]
    proposal = path.draft(
        kind="position", origin="Deux appels sans suite.", addressees="le ministère", deadline=timezone.localdate()
    )
    assert all(check.done for check in live_checklist(proposal))
    proposal = path.consultation(proposal)
    assert missing(proposal, latest(proposal).lines) == []


def test_a_deadline_that_has_passed_is_refused_and_a_said_one_keeps_nothing_else_from_changing(path: Path) -> None:
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        path.draft(deadline=yesterday)
    assert list(refused.value.fields) == ["deadline"]
    proposal = path.draft(deadline=today)
    client = path.alliance.client("rapporteur")
    form = {"kind": proposal.kind, "title": proposal.title, "deadline": yesterday.isoformat()}
    page = client.post(proposal.urls.details, form)
    assert "Choisissez une échéance qui n’est pas passée" in page.content.decode()

    Proposal.objects.filter(pk=proposal.pk).update(deadline=yesterday)
    assert client.post(proposal.urls.details, form | {"title": "Autre titre"}).status_code == 302
    changed = fresh(proposal)
    assert (changed.title, changed.deadline) == ("Autre titre", yesterday)
    earlier = form | {"deadline": (yesterday - timedelta(days=1)).isoformat()}
    assert client.post(proposal.urls.details, earlier).status_code != 302


def test_the_journal_of_a_whole_path_holds_and_says_no_words(path: Path) -> None:
    proposal = path.consultation()
    path.comment("member", proposal, "chaleur complet", "Une remarque secrète ?")
    path.support("representative", proposal, "Une réserve écrite.")
    proposal = path.published(path.final(path.settling(proposal)))
    acts = list(JournalEntry.objects.filter(chain=proposal.chain).values_list("act", flat=True))
    assert acts == [
        "start",
        "freeze",
        "open-consultation",
        "open-thread",
        "support",
        "move-to-settling",
        "freeze",
        "decide",
        "publish",
    ]
    assert not list(broken_chains())
    written = str(list(JournalEntry.objects.filter(chain=proposal.chain).values_list("data", flat=True)))
    assert "secrète" not in written and "réserve écrite" not in written


def test_handing_over_makes_the_coauthor_rapporteur_and_the_rapporteur_coauthor(path: Path) -> None:
    proposal = path.draft()
    coauthor = path.with_coauthor(proposal)
    people.hand_over(actor=path.actor("rapporteur"), proposal=proposal, to=coauthor)
    proposal = fresh(proposal)
    assert proposal.rapporteur == path.alliance.user("coauthor-1")
    assert proposal.partner == path.alliance.partner_of("coauthor-1")
    assert path.actor("coauthor-1").may("proposals.steer", proposal)
    assert path.actor("rapporteur").may("proposals.write", proposal)
    assert not path.actor("rapporteur").may("proposals.steer", proposal)


def test_only_an_accepted_coauthor_takes_a_proposal_over(path: Path) -> None:
    proposal = path.draft()
    invited = path.invite(proposal)
    with pytest.raises(Conflict):
        people.hand_over(actor=path.actor("rapporteur"), proposal=proposal, to=invited)


def test_a_member_is_invited_by_name_or_address_and_a_stranger_is_not(path: Path) -> None:
    proposal = path.draft()
    user = path.alliance.user("coauthor-1")
    assert people.member_named(proposal, user.name.upper()).user == user
    assert people.member_named(proposal, "COAUTHOR-1@example.org").user == user
    for who in ["", "personne@example.org", "Nul Ne Sait", path.alliance.user("observer").name]:
        with pytest.raises(Refused):
            people.member_named(proposal, who)


def test_a_declined_invitation_takes_the_draft_out_of_sight(path: Path) -> None:
    proposal = path.draft()
    path.invite(proposal)
    assert path.actor("coauthor-1").may("proposals.read", proposal)
    people.decline_invitation(actor=path.actor("coauthor-1"), proposal=proposal)
    assert not path.actor("coauthor-1").may("proposals.read", fresh(proposal))
    with pytest.raises(NotVisible):
        people.accept_invitation(actor=path.actor("coauthor-1"), proposal=fresh(proposal))


def test_a_coauthor_may_leave_and_another_is_not_taken_off_by_it(path: Path) -> None:
    proposal = path.draft()
    path.with_coauthor(proposal, "coauthor-1")
    path.with_coauthor(proposal, "coauthor-2")
    with pytest.raises(NotAllowed):
        people.remove_coauthor(
            actor=path.actor("coauthor-1"), proposal=fresh(proposal), user_id=path.alliance.user("coauthor-2").pk
        )
    people.remove_coauthor(
        actor=path.actor("coauthor-1"), proposal=fresh(proposal), user_id=path.alliance.user("coauthor-1").pk
    )
    assert not path.actor("coauthor-1").may("proposals.read", fresh(proposal))


def test_once_a_partner_has_lost_its_member_the_member_no_longer_steers(path: Path) -> None:
    proposal = path.draft()
    membership = path.alliance.user("rapporteur").memberships.get(ended_at=None)
    membership.ended_at = timezone.now()
    membership.save()
    assert not path.actor("rapporteur").may("proposals.read", proposal)


def test_settling_waits_for_the_consultation_to_close(path: Path) -> None:
    with pytest.raises(Conflict) as conflict:
        stages.move_to_settling(actor=path.actor("rapporteur"), proposal=path.consultation())
    assert conflict.value.reason == "consultation-open"
    closed = path.closed()
    assert not discussion.may_open_thread(path.actor("member"), closed, latest(closed))
