"""Where threads stand in the live text: carried through each change of it, kept with the log's sequence."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from proposals.domain.passages import LONGEST, locate
from proposals.models import LiveAnchors, Place, Proposal, Revision, Thread
from proposals.text.anchors import Anchor, along, find, move, regain
from proposals.text.delta import deleted
from proposals.text.lines import Line, from_delta
from proposals.text.unwritten import Run, shared, together, without
from realtime import documents
from realtime.positions import cut
from realtime.registry import Came, Change


def carry(change: Change) -> None:
    """Moves the document's anchors through one change, in the transaction of its line in the log.

    Words that the change moves take their anchors along; words that it brings back are the anchors' again.
    """
    held = LiveAnchors.objects.select_for_update().filter(document=change.document_id).first()
    # Most texts have no thread most of the time: nothing is written for them at each key.
    if held is None or not held.anchors:
        return
    before = read(held)
    after = move(before, change.delta, change.text_length_before)
    after = along(before, after, [(c.was, c.start, c.length) for c in change.came if c.was is not None])
    after = _with_words_back(held, change, after)
    _remember(held, change, before, after)
    held.anchors = {anchor.id: [anchor.start, anchor.end] for anchor in after}
    held.sequence = change.sequence
    held.save()


def _with_words_back(held: LiveAnchors, change: Change, anchors: list[Anchor]) -> list[Anchor]:
    """The anchors with what they had lost and this change brought back; it is no longer missed."""
    if not held.missed or not change.came:
        return anchors
    found = []
    for anchor in anchors:
        missed = [(client, clock, length) for client, clock, length in held.missed.get(anchor.id, [])]
        places = [_place(came, part) for came in change.came for part in shared(came.units, missed)]
        found.append(regain(anchor, places))
        for came in change.came:
            missed = without(missed, came.units)
        _miss(held, anchor.id, missed)
    return found


def _place(came: Came, part: tuple[int, int]) -> tuple[int, int]:
    """Where a part of words that came stands, `part` being (offset, length) in their letters."""
    before, rest = cut(came.words, part[0])
    start = came.start + len(before)
    return start, start + len(cut(rest, part[1])[0])


def _remember(held: LiveAnchors, change: Change, before: list[Anchor], after: list[Anchor]) -> None:
    """Keeps which letters the anchors have lost by this change."""
    deletions = list(deleted(change.delta))
    for old, new in zip(before, after, strict=True):
        lost = [(max(start, old.start), min(end, old.end)) for start, end in deletions]
        lost = [(start, end) for start, end in lost if start < end]
        if old.lost or not lost or (not new.lost and _went_along(old, change)):
            continue
        if all(old.start <= start and end <= old.end for start, end in deletions):
            units = change.deleted()
        else:
            units = [run for start, end in lost for run in change.units_of(start, end)]
        _miss(held, old.id, [*map(tuple, held.missed.get(old.id, [])), *units])


def _went_along(anchor: Anchor, change: Change) -> bool:
    return any(c.was is not None and c.was < anchor.end and anchor.start < c.was + c.length for c in change.came)


def _miss(held: LiveAnchors, key: str, units: Iterable[Run]) -> None:
    held.missed.pop(key, None)
    if runs := together(units):
        held.missed[key] = runs


def read(held: LiveAnchors) -> list[Anchor]:
    """The anchors of a live text; a lost one has kept its last place."""
    return [
        Anchor(id=key, start=start, end=end, quote="", lost=start == end) for key, (start, end) in held.anchors.items()
    ]


def held_for(document: UUID) -> LiveAnchors:
    """The anchors of a live text, held until the end of the transaction.

    The document's row is taken first, as its writers do: two that wait for each other would stop both.
    """
    documents.lock(document)
    return LiveAnchors.objects.select_for_update().get(document=document)


def set_on_live(proposal: Proposal, thread: Thread, quote: str, start: int, end: int) -> str | None:
    """Ties a thread to a passage of the live text, wherever the quoted words stand now; the words found, None if gone.

    `start` and `end` are code points, as its client saw the text.
    """
    held = held_for(proposal.document)
    state = documents.read_state(proposal.document)
    found = locate(from_delta(state.ops), quote, start, end)
    if found is None or found[1] - found[0] > LONGEST:
        return None
    held.anchors[str(thread.pk)] = list(found)
    held.sequence = state.sequence
    held.save()
    return state.text[found[0] : found[1]]


@dataclass(frozen=True)
class LiveText:
    """The live text after `sequence`, and where each thread's passage stands in it (code points, None: lost)."""

    sequence: int
    text: str
    lines: tuple[Line, ...]
    places: dict[int, tuple[int, int] | None]


def live_text(proposal: Proposal) -> LiveText:
    """Text and places of one instant: writers wait meanwhile, some milliseconds."""
    with transaction.atomic():
        held = held_for(proposal.document)
        state = documents.read_state(proposal.document)
    places = {int(a.id): None if a.lost else (a.start, a.end) for a in read(held)}
    return LiveText(state.sequence, state.text, from_delta(state.ops), places)


def take_from(proposal: Proposal, revision: Revision) -> None:
    """The live text opens again where `revision` froze it: its threads go on in the live text, at the same places."""
    held = held_for(proposal.document)
    for place in Place.objects.filter(revision=revision, start__isnull=False):
        held.anchors[str(place.thread_id)] = [place.start, place.end]
        held.missed.pop(str(place.thread_id), None)
    held.sequence = documents.read_state(proposal.document).sequence
    held.save()


def put_into(proposal: Proposal, revision: Revision, lines: tuple[Line, ...]) -> None:
    """Writes where the live text's threads stand in the revision that has just frozen it.

    Words that went and came back (an undone deletion) are found again by their quotation, in the section of their last
    place.
    """
    held = held_for(proposal.document)
    quotes = dict(Thread.objects.filter(pk__in=[int(key) for key in held.anchors]).values_list("pk", "quote"))
    places = []
    for anchor in read(held):
        thread_id = int(anchor.id)
        found = find(quotes[thread_id], anchor.start, lines) if anchor.lost else (anchor.start, anchor.end)
        start, end = found or (None, None)
        places.append(Place(thread_id=thread_id, revision=revision, start=start, end=end))
    Place.objects.bulk_create(places)
