"""Where threads stand in the live text: carried through each change of it, kept with the log's sequence."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from proposals.domain.passages import LONGEST, locate
from proposals.models import LiveAnchors, Place, Proposal, Revision, Thread
from proposals.text.anchors import Anchor, find, move
from proposals.text.lines import Line, from_delta
from realtime import documents
from realtime.registry import Change


def carry(change: Change) -> None:
    """Moves the document's anchors through one change, in the transaction of its line in the log."""
    held = LiveAnchors.objects.select_for_update().filter(document=change.document_id).first()
    # Most texts have no thread most of the time: nothing is written for them at each key.
    if held is None or not held.anchors:
        return
    moved = move(read(held), change.delta, change.text_length_before)
    held.anchors = {anchor.id: [anchor.start, anchor.end] for anchor in moved}
    held.sequence = change.sequence
    held.save()


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
