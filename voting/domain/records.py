"""The public record of a closed poll, consult-record/1 (docs/records.md), and the heads of its journal.

The opening line of the journal carries the hashes of what is asked, under which rule, of whom; the closing line those
of ballots, receipts and result. So the head of the journal, announced to all, stands for every word of the record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alliance.capacities import Actor, NotAllowed
from alliance.domain.errors import Conflict
from alliance.domain.journal import lines
from voting.counting import dumps
from voting.domain.choosing import ballots_by_name
from voting.domain.closing import ballots_of, ensure_closed, poll_document
from voting.domain.parts import correction, identity, instant, names, reasons, receipts
from voting.domain.queries import result_for
from voting.domain.register import document
from voting.models import Poll
from voting.verifying.record import FORMAT


@dataclass(frozen=True)
class Heads:
    """The head of a poll's journal when it opened, when it closed ("" while open), and now: that of its record.

    `bound` is False for a poll that was opened before its journal carried what a record needs.
    """

    opening: str
    closing: str
    now: str
    bound: bool


def heads_of(poll: Poll) -> Heads:
    traced = lines(poll.chain)
    closing = next((line["hash"] for line in traced if line["act"] == "close_poll"), "")
    return Heads(traced[0]["hash"], closing, traced[-1]["hash"], _is_bound(traced))


def record_for(actor: Actor, poll_id: int) -> bytes:
    """The record of a poll whose result this person may read, as the bytes of its file.

    Raises NotVisible; Conflict: poll-open, no-record.
    """
    try:
        poll, _tally = result_for(actor, poll_id)
    except NotAllowed:
        raise _open() from None
    return record_of(poll)


def record_of(poll: Poll) -> bytes:
    """The record of a closed poll: one line of canonical JSON, the same bytes whenever it is asked for.

    Raises Conflict: poll-open, no-record.
    """
    # As it stands now: the caller may have read it before it was closed.
    poll = ensure_closed(Poll.objects.select_related("club").get(pk=poll.pk))
    if poll.closed_at is None:
        raise _open()
    traced = lines(poll.chain)
    if not _is_bound(traced):
        raise Conflict("no-record", _("This poll was opened before records were kept."))
    voters = list(poll.voters.all())
    ballots = ballots_of(poll)
    found = {
        "format": FORMAT,
        "poll": identity(poll),
        "rule": poll.rule,
        "register": [entry | name for entry, name in zip(document(voters), names(voters), strict=True)],
        "receipts": receipts(ballots),
        # The poll that was counted among options has no names: with these anybody sees whose ballots it holds.
        **({"ballots": ballots_by_name(ballots)} if poll.is_choice else {}),
        # What a consult-poll/1 has no place for.
        **({"reasons": reasons(ballots)} if poll.is_consent else {}),
        "closed_at": instant(poll.closed_at),
        "counts": list(_counts(poll, traced)),
        "journal": traced,
        "head": traced[-1]["hash"],
    }
    return dumps(found).encode() + b"\n"


def _is_bound(traced: Sequence[Mapping[str, Any]]) -> bool:
    return "identity_sha256" in traced[0]["data"]


def _counts(poll: Poll, traced: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each count with the poll as it was counted: the closing, then what a casting vote or a correction changed."""
    tallies = poll.tallies.select_related("correction").order_by("number")
    left_out: list[dict[str, str]] = []
    with_casting = False
    for line, tally in zip((line for line in traced if "tally" in line["data"]), tallies, strict=True):
        more: dict[str, Any] = {}
        if line["act"] == "correct_result":
            left_out = tally.correction.left_out
            more["correction"] = correction(tally.correction.reason, left_out)
        with_casting = with_casting or line["act"] == "casting_vote"
        counted = poll_document(poll, left_out=left_out, with_casting=with_casting)
        yield {"poll": counted, "result": tally.result, **more}


def _open() -> Conflict:
    return Conflict("poll-open", _("The poll is still open: its record exists once it is closed."))
