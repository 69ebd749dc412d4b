"""Opening a poll: what is decided, by whom, under which rule, until when; all of it frozen from then on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alliance.capacities import Actor, Capacity
from alliance.domain.errors import Conflict, NotVisible, Refused
from alliance.domain.journal import record
from voting.counting import sha256
from voting.domain import locks
from voting.domain.announcing import announce_after_commit
from voting.domain.closing import ensure_closed, is_superseded, last_tally
from voting.domain.options import check_seats, read_options
from voting.domain.parts import opening_hashes
from voting.domain.preparing import Preparation, prepare
from voting.domain.rulebook import in_form_order
from voting.models import Body, Outcome, Poll, Purpose, Rule, Voter
from voting.registry import Description, describe, handler_of, is_visible


def describe_subject(*, actor: Actor, rule: Rule, subject: str) -> Description:
    """What a poll on this subject would decide; raises NotVisible for a subject unknown or hidden."""
    draft = Poll(club=rule.club, body=rule.body, subject=subject)
    try:
        if not is_visible(actor, draft):
            raise NotVisible
    except LookupError:
        raise NotVisible from None
    return describe(draft)


def open_poll(
    *,
    actor: Actor,
    rule: Rule,
    closes_at: datetime,
    subject: str = "",
    question: str = "",
    title: str = "",
    options: Sequence[tuple[str, str]] = (),
    seats: int = 1,
) -> Poll:
    """Opens a poll of the rule's body. With a subject, its handler gives question, title and text.

    `options`, each a name and a description, and `seats` are those of a choice, which has no subject.
    Raises NotAllowed, NotVisible, Refused (fields closes_at, question, rule, options, seats, or "" with what is
    missing), Conflict.
    """
    by = actor.capacity_for("voting.open_poll", rule)
    asked = (
        describe_subject(actor=actor, rule=rule, subject=subject)
        if subject
        else Description((title or question)[: Poll._meta.get_field("title").max_length], question)
    )
    check_in_use(rule)
    if rule.body == Body.CATEGORY:
        raise Refused({"rule": [_("An election is opened from the seat that it fills.")]})
    if not asked.question.strip():
        raise Refused({"question": [_("Write the question that is put to the vote.")]})
    if subject and rule.purpose == Purpose.CONSULTATION:
        raise Refused({"rule": [_("A consultation decides nothing: for a text, choose a rule that decides.")]})
    if not rule.is_choice:
        if options:
            raise Refused({"rule": [_("This rule decides between yes and no: choose one for several options.")]})
        return open_prepared(
            by=by, rule=rule, asked=asked, subject=subject, closes_at=closes_at, prepared=prepare(rule)
        )
    if subject:
        raise Refused({"rule": [_("A text is adopted or not: choose a rule of yes and no.")]})
    found = read_options(options)
    if rule.purpose == Purpose.CONSULTATION and seats != 1:
        raise Refused({"seats": [_("A consultation fills no seat: leave this empty.")]})
    check_seats(rule.method, seats, found)
    prepared = prepare(rule, seats=seats)
    return open_prepared(
        by=by, rule=rule, asked=asked, subject="", closes_at=closes_at, prepared=prepared, options=found
    )


def check_in_use(rule: Rule) -> None:
    """Raises Refused (rule) for one that was retired."""
    if rule.retired_at is not None:
        raise Refused({"rule": [_("This rule is no longer in use.")]})


def second_convocation(*, actor: Actor, poll: Poll, closes_at: datetime) -> Poll:
    """Puts the question of a void poll again, under the same rule's second formula, to the register of today.

    Of a round of consent it is the next round, and there may be as many as it takes.

    Raises NotAllowed; Refused (closes_at, or "" with what is missing);
    Conflict: not-void, not-latest, other-text, already-open, and what the subject's handler says.
    """
    by = actor.capacity_for("voting.second_convocation", poll)
    poll = ensure_closed(poll)
    asked = Description(
        title=poll.title, question=poll.question, text_number=poll.text_number, text_sha256=poll.text_sha256
    )
    prepared = prepare(poll.source, poll.rule, terms=poll.terms)
    with transaction.atomic():
        poll = locks.seize(poll.pk)
        refusal = why_not_again(poll)
        if refusal:
            raise refusal
        return open_prepared(
            by=by,
            rule=poll.source,
            asked=asked,
            subject=poll.subject,
            closes_at=closes_at,
            prepared=prepared,
            previous=poll,
        )


def why_not_again(poll: Poll) -> Conflict | None:
    """What forbids a second convocation of this poll.

    It decides what the first one left open: not what a later poll has decided, nor a text that was frozen since,
    though its words be the same.
    """
    last = last_tally(poll)
    if last is None or last.outcome != Outcome.VOID or poll.is_choice:
        return Conflict("not-void", _("Only a void first poll has a second convocation."))
    if poll.convocation != 1 and not poll.is_consent:
        return Conflict("not-void", _("Only a void first poll has a second convocation."))
    if is_superseded(poll):
        return Conflict("not-latest", _("Another poll on this was opened since: only the latest is put again."))
    if not handler_of(poll.subject).is_current(poll):
        return Conflict("other-text", _("The final text has changed since: open the vote again."))
    return None


def open_prepared(
    *,
    by: Capacity,
    rule: Rule,
    asked: Description,
    subject: str,
    closes_at: datetime,
    prepared: Preparation,
    options: Sequence[dict[str, Any]] = (),
    previous: Poll | None = None,
) -> Poll:
    """Opens what was prepared and checked, in one transaction; for the acts that open polls.

    Raises Refused (closes_at, or "" with what forbids it), Conflict (already-open, and what the subject says).
    """
    if prepared.problems:
        raise Refused({"": prepared.problems}, reason="not-ready")
    with transaction.atomic():
        opened_at = locks.now()
        if closes_at <= opened_at:
            raise Refused({"closes_at": [_("Choose a closing time in the future.")]})
        poll = Poll(
            club=rule.club,
            body=rule.body,
            question=asked.question,
            title=asked.title,
            subject=subject,
            text_number=asked.text_number,
            text_sha256=asked.text_sha256,
            options=list(options),
            source=rule,
            rule=prepared.rule,
            terms=prepared.terms,
            rule_sha256=sha256(prepared.rule),
            register_sha256=prepared.register.sha256,
            electorate=len(prepared.register.voters),
            convocation=2 if previous else 1,
            previous=previous,
            opened_at=opened_at,
            opened_by=by.user,
            capacity=by.key,
            closes_at=closes_at,
        )
        try:
            with transaction.atomic():
                poll.save(force_insert=True)
        except IntegrityError:
            raise already_open() from None
        for voter in prepared.register.voters:
            voter.poll = poll
        Voter.objects.bulk_create(prepared.register.voters)
        record(
            chain=poll.chain,
            by=by,
            act="open_poll",
            subject=subject,
            text_sha256=poll.text_sha256,
            **opening_hashes(poll, prepared.register.voters),
            closes_at=closes_at.isoformat(),
            previous=previous.pk if previous else None,
        )
        handler_of(subject).poll_opened(poll)
    announce_after_commit(poll.pk, "opened")
    return poll


def already_open() -> Conflict:
    return Conflict("already-open", _("A poll on this is already open."))


def rules_for(actor: Actor, *, deciding: bool = False) -> list[Rule]:
    """The rules of yes and no under which this person may open a poll, in the order of the form.

    `deciding`: without consultations, since a text waits for a decision.
    """
    found = [rule for rule in _open_to(actor) if not rule.is_choice]
    return [rule for rule in found if not deciding or rule.purpose != Purpose.CONSULTATION]


def choice_rules_for(actor: Actor) -> list[Rule]:
    """The rules under which this person may put a choice among options, in the order of the form."""
    return [rule for rule in _open_to(actor) if rule.is_choice and rule.body != Body.CATEGORY]


def election_rules_for(actor: Actor) -> list[Rule]:
    """The rules under which this person may have a category elect its representative, in the order of the form."""
    return [rule for rule in _open_to(actor) if rule.body == Body.CATEGORY]


def may_open(actor: Actor, *bodies: Body) -> bool:
    """Whether this person may open polls of one of these bodies, those with a question unless told otherwise; there may
    be no rule in use for them."""
    if actor.club is None:
        return False
    asked = bodies or (Body.COUNCIL, Body.ASSEMBLY)
    return any(actor.may("voting.open_poll", Rule(club=actor.club, body=body)) for body in asked)


def _open_to(actor: Actor) -> list[Rule]:
    if actor.club is None:
        return []
    found = in_form_order(Rule.objects.filter(club=actor.club, retired_at=None)).select_related("club")
    return [rule for rule in found if actor.may("voting.open_poll", rule)]
