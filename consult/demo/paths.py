"""Plays the stories: each proposal goes its path through the same acts as in the browser, at the days it tells."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.utils import timezone

from alliance.capacities import Actor
from consult.demo.clock import Past
from consult.demo.stories import Remark, Story, Vote
from consult.demo.who import Who
from proposals.domain import discussion, drafting, people, publication, stages, supports
from proposals.domain.writers import writer
from proposals.models import CoAuthor, Proposal, Revision, Theme, Thread
from proposals.text.delta import delta
from proposals.text.lines import Line, Run, flat, from_delta, from_json, to_delta
from proposals.text.markdown import parse
from proposals.text.restoring import Part, parts
from realtime import documents
from voting.domain import casting, closing, opening, proxies
from voting.models import Poll, Rule, Voter

TEXTS = Path(__file__).parent / "texts"
PROVISIONAL = Line("p", (Run("Chiffres à vérifier avec chaque partenaire avant la consultation."),))


class Player:
    """Plays one story after the other."""

    def __init__(self, who: Who, past: Past) -> None:
        self.who = who
        self.past = past

    def play(self, story: Story) -> None:
        proposal = self._start(story)
        for remark in story.margin:
            self._discuss(story, proposal, None, remark)
        if story.consultation:
            self._consult(story, proposal, *story.consultation)
        if story.reaches == "withdrawn":
            self.past.pass_by(60)
            stages.withdraw(actor=self._rapporteur(story), proposal=proposal, reason=story.reason)
        elif story.reaches == "settling" or story.vote:
            self._settle(story, proposal)
        if story.vote:
            self._vote(story, proposal, story.vote)
        if story.next_round:
            self._rework(story, proposal)
            self._vote(story, proposal, story.next_round)
        if story.reaches == "published":
            self.past.pass_by(60 * 20)
            publication.publish(actor=self.who.actor("secretariat"), proposal=proposal)

    def _rapporteur(self, story: Story) -> Actor:
        return self.who.actor(story.rapporteur)

    def _start(self, story: Story) -> Proposal:
        self.past.go_to(story.started_day)
        actor = self._rapporteur(story)
        deadline = None if story.deadline_day is None else self.past.at(story.deadline_day, hour=18)
        lines = lines_of(story.text)
        begun, *others = parts(lines)
        proposal = drafting.start_proposal(
            actor=actor,
            kind=story.kind,
            title=story.title,
            subtitle=story.subtitle,
            themes=list(Theme.objects.filter(club=self.who.club, key__in=story.themes)),
            addressees=story.addressees,
            deadline=timezone.localdate(deadline) if deadline else None,
            origin=story.origin,
            ops=to_delta(begun.lines if story.coauthors else lines),
        )
        for name in (*story.coauthors, *story.invited):
            self.past.pass_by(17)
            invited = self.who.users[name]
            coauthor: CoAuthor = people.invite_coauthor(
                actor=actor, proposal=proposal, member=invited.memberships.get(ended_at=None)
            )
            if name in story.coauthors:
                self.past.pass_by(90)
                people.accept_invitation(actor=self.who.actor(name), proposal=coauthor.proposal)
        proposal.refresh_from_db()
        if story.coauthors:
            self._write_in_turns(story, proposal, others)
        return proposal

    def _write_in_turns(self, story: Story, proposal: Proposal, sections: list[Part]) -> None:
        """Rapporteur and co-authors each add a section, line by line; the next one takes out what was provisional."""
        people = [story.rapporteur, *story.coauthors]
        until = self.past.at(story.consultation[0] if story.consultation else 0, hour=9)
        # A day later at about the same hour, where there is as much time.
        rest = min(1420, (until - self.past.moment) / timedelta(minutes=1) * 0.8 / len(sections) - 30)
        kept = list(live_lines(proposal))
        for place, section in enumerate(sections):
            self.past.pass_by(rest)
            name = people[place % len(people)]
            if live_lines(proposal)[-1] == PROVISIONAL:
                self._write(name, proposal, kept)
            for line in section.lines:
                self.past.pass_by(3)
                kept.append(line)
                self._write(name, proposal, kept)
            if place % 2 == 0:
                self.past.pass_by(4)
                self._write(name, proposal, [*kept, PROVISIONAL])
        if live_lines(proposal)[-1] == PROVISIONAL:
            self.past.pass_by(20)
            self._write(story.rapporteur, proposal, kept)

    def _write(self, name: str, proposal: Proposal, lines: list[Line]) -> None:
        by = self.who.actor(name).capacity_for("proposals.write", proposal)
        documents.edit(proposal.document, actor=writer(by, proposal), ops=delta(live_lines(proposal), lines))

    def _consult(self, story: Story, proposal: Proposal, first_day: int, last_day: int) -> None:
        self.past.go_to(first_day)
        revision = stages.open_consultation(
            actor=self._rapporteur(story), proposal=proposal, closes_at=self.past.at(last_day, hour=18)
        )
        days = min(last_day, 0) - first_day
        for place, remark in enumerate(story.remarks):
            self.past.go_to(first_day + days * (place + 1) / (len(story.remarks) + 1), hour=8 + place % 9)
            self._discuss(story, proposal, revision, remark)
        for place, name in enumerate(story.supports):
            self.past.go_to(first_day + days * (place + 1) / (len(story.supports) + 1), hour=10 + place % 6)
            words = story.reservations.get(name, "")
            supports.support(
                actor=self.who.representative(name),
                revision=revision,
                kind="reservation" if words else "plain",
                words=words,
            )

    def _discuss(self, story: Story, proposal: Proposal, revision: Revision | None, remark: Remark) -> None:
        proposal.refresh_from_db()
        self.past.pass_by(11)
        passage = None
        if remark.words:
            text = flat(from_json(revision.lines) if revision else live_lines(proposal))
            start = text.index(remark.words)
            passage = discussion.Passage(remark.words, start, start + len(remark.words))
        comment = discussion.open_thread(
            actor=self.who.actor(remark.by),
            proposal=proposal,
            comment_id=uuid4(),
            markdown=remark.says,
            revision=revision,
            passage=passage,
        )
        thread = Thread.objects.get(pk=comment.thread_id)
        for name, words in remark.replies:
            self.past.pass_by(75)
            discussion.reply(actor=self.who.actor(name), thread=thread, comment_id=uuid4(), markdown=words)
        if remark.resolved_by:
            self.past.pass_by(45)
            discussion.resolve(actor=self.who.actor(remark.resolved_by), thread=thread)

    def _settle(self, story: Story, proposal: Proposal) -> None:
        assert story.consultation
        proposal.refresh_from_db()
        self.past.go_to(story.consultation[1] + 1, hour=10)
        rapporteur = self._rapporteur(story)
        stages.move_to_settling(actor=rapporteur, proposal=proposal)
        if story.settled_text:
            changes = delta(live_lines(proposal), lines_of(story.settled_text))
            by = rapporteur.capacity_for("proposals.write", proposal)
            documents.edit(proposal.document, actor=writer(by, proposal), ops=changes)
        threads = Thread.objects.filter(proposal=proposal, revision__isnull=False).order_by("pk")
        for thread, remark in zip(threads, story.remarks, strict=True):
            if remark.answer:
                self.past.pass_by(20)
                discussion.answer(actor=rapporteur, thread=thread, answer=remark.answer[0], reason=remark.answer[1])
        if story.vote:
            self._freeze(story, proposal)

    def _rework(self, story: Story, proposal: Proposal) -> None:
        """After an objection: the text is settled again, for its next round."""
        self.past.pass_by(60 * 24)
        proposal.refresh_from_db()
        rapporteur = self._rapporteur(story)
        stages.move_to_settling(actor=rapporteur, proposal=proposal)
        changes = delta(live_lines(proposal), lines_of(story.reworked_text))
        by = rapporteur.capacity_for("proposals.write", proposal)
        documents.edit(proposal.document, actor=writer(by, proposal), ops=changes)
        self._freeze(story, proposal)

    def _freeze(self, story: Story, proposal: Proposal) -> None:
        self.past.pass_by(60 * 24)
        proposal.refresh_from_db()
        stages.freeze_final(actor=self._rapporteur(story), proposal=proposal)
        for name in story.supports:
            self.past.pass_by(25)
            proposal.refresh_from_db()
            supports.confirm_support(actor=self.who.representative(name), proposal=proposal)

    def _vote(self, story: Story, proposal: Proposal, vote: Vote) -> None:
        self.past.go_to(vote.opened_day, hour=9)
        secretariat = self.who.actor("secretariat")
        day = vote.closes_hours / 24 if vote.closed_day is None else vote.closed_day
        poll = opening.open_poll(
            actor=secretariat,
            rule=Rule.objects.get(club=self.who.club, key=vote.preset),
            closes_at=self.past.at(day, hour=18),
            subject=f"proposal:{proposal.pk}",
        )
        for giver, holder in vote.proxies.items():
            self.past.pass_by(40)
            proxies.give_proxy(
                actor=self.who.actor(giver), giver=self._voter(poll, giver), holder=self._voter(poll, holder)
            )
        for name, choice in vote.ballots.items():
            self.past.pass_by(12)
            actor = self.who.actor(name) if name in self.who.users else self.who.representative(name)
            said = {"choice": choice, "reason": vote.reasons[name]} if name in vote.reasons else choice
            casting.cast_ballot(actor=actor, voter=self._voter(poll, name), choice=said, receipt=uuid4())
        if vote.closed_day is not None:
            self.past.moment = poll.closes_at + timedelta(seconds=1)
            poll = closing.ensure_closed(poll)
            if vote.casting:
                self.past.pass_by(30)
                closing.casting_vote(actor=self.who.actor("chair"), poll=poll, choice=vote.casting)

    def _voter(self, poll: Poll, name: str) -> Voter:
        """The entry of a seat (named by its holder's slug) or of a partner."""
        if poll.body == "council":
            return poll.voters.get(seat__mandates__holder=self.who.users[name])
        return poll.voters.get(partner=self.who.partners[name])


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of one of the demo's texts."""
    lines, _flattened = parse((TEXTS / f"{text}.md").read_text())
    return lines


def live_lines(proposal: Proposal) -> tuple[Line, ...]:
    """The lines of the live text as it stands."""
    return from_delta(documents.read_state(proposal.document).ops)
