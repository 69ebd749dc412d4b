"""Brings a proposal to each stage by the acts themselves, for the tests that begin there."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from alliance.capacities import SYSTEM
from proposals.domain import discussion, drafting, people, publication, stages, supports
from proposals.domain.steps import holding, move
from proposals.domain.writers import writer
from proposals.models import CoAuthor, Comment, Proposal, Revision, Stage
from realtime import documents
from tests.factories import Alliance

TEXT = [
    {"insert": "Le problème rencontré"},
    {"insert": "\n", "attributes": {"b": "h2"}},
    {"insert": "Faute d’accompagnement, un projet sur deux s’arrête.\n"},
    {"insert": "Ce que nous proposons"},
    {"insert": "\n", "attributes": {"b": "h2"}},
    {"insert": "Un diagnostic "},
    {"insert": "chaleur complet", "attributes": {"bold": True}},
    {"insert": " pour chaque commune 🌡️.\n"},
    {"insert": "la priorité de raccordement"},
    {"insert": "\n", "attributes": {"b": "ul"}},
    {"insert": "un tarif lissé"},
    {"insert": "\n", "attributes": {"b": "ul"}},
    {"insert": "Solidarité urbain-rural"},
    {"insert": "\n", "attributes": {"b": "h2"}},
    {"insert": "Les métropoles apportent plus qu’elles ne reçoivent.\n"},
]


class Path:
    """Acts as the personas of tests/factories.py: `carrier` is the rapporteur, coauthor-1 writes along."""

    def __init__(self, alliance: Alliance, carrier: str = "rapporteur") -> None:
        self.alliance = alliance
        self.carrier = carrier

    def actor(self, slug: str) -> Any:
        return self.alliance.actor(slug)

    def draft(self, **details: Any) -> Proposal:
        details = {"kind": "recommendation", "title": "La chaleur renouvelable d’abord", "ops": TEXT} | details
        return drafting.start_proposal(actor=self.actor(self.carrier), **details)

    def invite(self, proposal: Proposal, slug: str = "coauthor-1") -> CoAuthor:
        member = self.alliance.user(slug).memberships.get(ended_at=None)
        return people.invite_coauthor(actor=self.actor(self.carrier), proposal=proposal, member=member)

    def with_coauthor(self, proposal: Proposal, slug: str = "coauthor-1") -> CoAuthor:
        self.invite(proposal, slug)
        return people.accept_invitation(actor=self.actor(slug), proposal=fresh(proposal))

    def consultation(self, proposal: Proposal | None = None) -> Proposal:
        proposal = proposal or self.draft()
        stages.open_consultation(
            actor=self.actor(self.carrier), proposal=proposal, closes_at=timezone.now() + timedelta(days=7)
        )
        return fresh(proposal)

    def closed(self, proposal: Proposal | None = None) -> Proposal:
        """A consultation whose time has passed."""
        proposal = proposal or self.consultation()
        Proposal.objects.filter(pk=proposal.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
        return fresh(proposal)

    def settling(self, proposal: Proposal | None = None) -> Proposal:
        proposal = self.closed(proposal)
        stages.move_to_settling(actor=self.actor(self.carrier), proposal=proposal)
        return fresh(proposal)

    def final(self, proposal: Proposal | None = None) -> Proposal:
        proposal = proposal or self.settling()
        stages.freeze_final(actor=self.actor(self.carrier), proposal=proposal)
        return fresh(proposal)

    def at(self, stage: str, proposal: Proposal | None = None) -> Proposal:
        """A proposal with its final text, at a stage that a poll brings."""
        proposal = proposal or self.final()
        with holding(proposal) as held:
            move(held, stage, by=SYSTEM, act="decide")
        return fresh(proposal)

    def published(self, proposal: Proposal | None = None) -> Proposal:
        proposal = self.at(Stage.ADOPTED, proposal)
        publication.publish(actor=self.actor("secretariat"), proposal=proposal)
        return fresh(proposal)

    def comment(self, slug: str, proposal: Proposal, quote: str = "", text: str = "D’où vient ce chiffre ?") -> Comment:
        """A thread on the latest revision, on these words of it."""
        revision = latest(proposal)
        start = revision.plain.index(quote)
        return discussion.open_thread(
            actor=self.actor(slug),
            proposal=proposal,
            revision=revision,
            comment_id=uuid4(),
            markdown=text,
            passage=discussion.Passage(quote, start, start + len(quote)) if quote else None,
        )

    def note(self, slug: str, proposal: Proposal, quote: str, text: str = "Vérifier.") -> Comment:
        """A thread in the margin of the live text."""
        start = documents.read_state(proposal.document).text.index(quote)
        return discussion.open_thread(
            actor=self.actor(slug),
            proposal=proposal,
            comment_id=uuid4(),
            markdown=text,
            passage=discussion.Passage(quote, start, start + len(quote)),
        )

    def write(self, proposal: Proposal, before: str, words: str, instead_of: int = 0) -> None:
        """Its rapporteur writes words before a passage of the live text, taking `instead_of` characters away."""
        start = documents.read_state(proposal.document).text.index(before)
        by = self.actor(self.carrier).capacity_for("proposals.write", proposal)
        ops: list[dict[str, Any]] = [{"retain": start}] if start else []
        ops += [{"insert": words}] if words else []
        ops += [{"delete": instead_of}] if instead_of else []
        documents.edit(proposal.document, actor=writer(by, proposal), ops=ops)

    def support(self, slug: str, proposal: Proposal, words: str = "") -> Any:
        return supports.support(
            actor=self.actor(slug),
            revision=proposal.final or latest(proposal),
            kind="reservation" if words else "plain",
            words=words,
        )


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def latest(proposal: Proposal) -> Revision:
    return Revision.objects.filter(proposal=proposal).order_by("-number").select_related("proposal")[0]
