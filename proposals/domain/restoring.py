"""Going back: a former moment of the text, or one section of it, is written anew as an edit of whoever does it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.errors import Conflict, NotVisible
from alliance.domain.journal import record
from proposals.domain.history import Moment, Reach, moment, reach
from proposals.domain.steps import capacity_for, holding, require
from proposals.domain.writers import writer
from proposals.models import Proposal, Restoration
from proposals.text.delta import delta
from proposals.text.lines import Line, from_delta
from proposals.text.restoring import parts, shift_of, with_part
from proposals.text.words import Block, changed, compare
from realtime import documents
from realtime import history as log


@dataclass(frozen=True)
class Preview:
    """What a restoration would change in the text as it is after line `now`."""

    source: Moment
    now: int
    title: str
    lines: tuple[Line, ...]
    blocks: list[Block]
    came: int
    went: int

    @property
    def changes_nothing(self) -> bool:
        return all(block.act == "equal" and not block.was for block in self.blocks) and not any(
            piece.act != "equal" for block in self.blocks for piece in block.pieces
        )


def preview(*, actor: Actor, proposal: Proposal, source: int, section: int | None = None) -> Preview:
    """What would change. Raises NotVisible, NotAllowed, Conflict."""
    capacity_for(actor, "proposals.write", proposal)
    _require_writable(proposal)
    looking = reach(actor, proposal)
    then = moment(looking, source)
    now = log.state_at(proposal.document, looking.latest)
    lines = from_delta(now.ops)
    wanted = _wanted(lines, then, section)
    blocks = compare(lines, wanted)
    came, went = changed(blocks)
    return Preview(then, looking.latest, _title(then, section), wanted, blocks, came, went)


def restore(*, actor: Actor, proposal: Proposal, source: int, seen: int, section: int | None = None) -> Restoration:
    """Writes the text, or its section number `section`, as it was after line `source`: one edit that all see at once.

    `seen` is the line at which its author was shown what would change: written since, where it matters, it is refused.
    Raises NotVisible, NotAllowed, Conflict (frozen, changed, nothing).
    """
    capacity_for(actor, "proposals.write", proposal)
    looking = reach(actor, proposal)
    then = moment(looking, source)
    with holding(proposal) as held:
        by = actor.capacity_for("proposals.write", held)
        _require_writable(held)
        # Whoever types waits for this one edit.
        documents.lock(held.document)
        now = documents.read_state(held.document)
        lines = from_delta(now.ops)
        wanted = _wanted(lines, then, section)
        changes = delta(lines, wanted)
        if seen != now.sequence:
            _require_as_shown(looking, seen, then, section, lines, wanted)
        require(bool(changes), "nothing", _("The text already reads so: there is nothing to restore."))
        came, went = changed(compare(lines, wanted))
        shift = 0 if section is None else shift_of(lines, then.lines, section)
        sequence = documents.restore(
            held.document,
            actor=writer(by, held),
            ops=documents.from_then(changes, shift),
            at_sequence=then.sequence,
        )
        restoration = Restoration.objects.create(
            proposal=held,
            sequence=sequence,
            source=source,
            section=_title(then, section),
            came=came,
            went=went,
            at=timezone.now(),
            by=by.user,  # type: ignore[misc]
            capacity=by.key,
            partner=by.partner,
        )
        record(
            chain=held.chain,
            by=by,
            act="restore",
            proposal=held.pk,
            sequence=sequence,
            source=source,
            whole=section is None,
        )
    return restoration


def _require_writable(proposal: Proposal) -> None:
    require(proposal.is_writable, "frozen", _("This text is frozen: it is read, commented and supported as it is."))


def _require_as_shown(
    looking: Reach, seen: int, then: Moment, section: int | None, lines: tuple[Line, ...], wanted: tuple[Line, ...]
) -> None:
    """What is replaced must read as it did when it was shown; elsewhere others may go on writing."""
    if not looking.reads(seen):
        raise NotVisible
    shown = from_delta(log.state_at(looking.proposal.document, seen).ops)
    if _replaced(shown, _wanted(shown, then, section)) != _replaced(lines, wanted):
        raise Conflict("changed", _("Somebody has written there meanwhile: look again at what would change."))


def _replaced(lines: tuple[Line, ...], wanted: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines between what both texts begin with and what both end with."""
    first = 0
    while first < min(len(lines), len(wanted)) and lines[first] == wanted[first]:
        first += 1
    last = 0
    while last < min(len(lines), len(wanted)) - first and lines[-1 - last] == wanted[-1 - last]:
        last += 1
    return lines[first : len(lines) - last]


def _wanted(now: tuple[Line, ...], then: Moment, section: int | None) -> tuple[Line, ...]:
    if then.sequence < 1:
        raise NotVisible
    if section is None:
        return then.lines
    if not 0 <= section < len(parts(then.lines)):
        raise NotVisible
    return with_part(now, then.lines, section)


def _title(then: Moment, section: int | None) -> str:
    if section is None:
        return ""
    return parts(then.lines)[section].title or str(_("the beginning of the text"))
