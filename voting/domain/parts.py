"""The parts of a poll's public record that its journal binds by their hashes (docs/records.md)."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from voting.counting import sha256
from voting.models import Ballot, Poll, Voter


def opening_hashes(poll: Poll, voters: Sequence[Voter]) -> dict[str, str]:
    """What the opening line stands for: what is asked, under which rule, of whom."""
    return {
        "identity_sha256": sha256(identity(poll)),
        "rule_sha256": poll.rule_sha256,
        "register_sha256": poll.register_sha256,
        "names_sha256": sha256(names(voters)),
    }


def identity(poll: Poll) -> dict[str, Any]:
    """What a poll was opened on, besides rule and register; nothing of it changes any more."""
    return {
        "id": poll.pk,
        "club": poll.club.code,
        "body": poll.body,
        "question": poll.question,
        "title": poll.title,
        "subject": poll.subject,
        "text": {"number": poll.text_number, "sha256": poll.text_sha256} if poll.text_sha256 else None,
        "convocation": poll.convocation,
        "previous": poll.previous_id,
        "opened_at": instant(poll.opened_at),
        **({"options": poll.options} if poll.is_choice else {}),
        **({"terms": poll.terms} if poll.is_choice or poll.terms else {}),
    }


def names(voters: Iterable[Voter]) -> list[dict[str, Any]]:
    """Who stands behind the ids of the register: a partner, or who held the seat; as the pages of the poll show it."""
    return [{"id": voter.key, "name": voter.name, "place": voter.place} for voter in voters]


def receipts(ballots: Iterable[Ballot]) -> list[dict[str, str]]:
    """The receipt of each ballot, in the order in which polls write them: its voter finds its own."""
    return [{"voter": ballot.voter.key, "receipt": ballot.short} for ballot in ballots]


def reasons(ballots: Iterable[Ballot]) -> list[dict[str, str]]:
    """Why each objection of a round of consent was raised, in the order in which polls write ballots."""
    return [ballot.named | {"reason": ballot.reason} for ballot in ballots if ballot.reason]


def instant(moment: datetime) -> str:
    """A moment as records write it, in UTC."""
    return moment.astimezone(UTC).isoformat()


def correction(reason: str, left_out: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Why a count leaves out which ballots."""
    return {"reason": reason, "left_out": list(left_out)}
