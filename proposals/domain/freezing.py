"""Freezing the live text into a numbered revision: lines, Markdown, its hash, and the HTML that everybody reads."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from alliance.capacities import Capacity
from alliance.domain.journal import record
from proposals.domain.anchoring import put_into
from proposals.models import Proposal, Revision
from proposals.text.authors import Written, merged
from proposals.text.lines import Line, flat, from_delta, to_json
from proposals.text.markdown import render
from proposals.text.sandbox import render_safely
from realtime import documents


@dataclass(frozen=True)
class Projection:
    """What a live text is after `sequence`; `authors` are runs [length in code points, user id or None]."""

    sequence: int
    lines: tuple[Line, ...]
    markdown: str
    html: str
    authors: list[list[int | None]]
    state: bytes

    @property
    def sha256(self) -> str:
        """Of the Markdown's UTF-8 bytes, in hex."""
        return hashlib.sha256(self.markdown.encode()).hexdigest()


def project(document: UUID) -> Projection:
    """Reads the live text and renders it. Rendering takes up to a second: do it before the transaction."""
    state = documents.read_state(document)
    lines = from_delta(state.ops)
    markdown, _map = render(lines)
    return Projection(
        sequence=state.sequence,
        lines=lines,
        markdown=markdown,
        html=render_safely(markdown).html,
        authors=_authors(document, state.state),
        state=state.state,
    )


def freeze(proposal: Proposal, *, purpose: str, by: Capacity, ready: Projection) -> Revision:
    """Closes the live text of a held proposal and writes what it is as the next revision.

    Edits take the same lock as the closing: whatever was acknowledged before is in it, whatever comes after is
    refused. `ready` is what was read before the transaction; a word more since, and the text is read again.
    """
    documents.set_writable(proposal.document, False)
    if documents.lock(proposal.document).sequence != ready.sequence:
        ready = project(proposal.document)
    last = Revision.objects.filter(proposal=proposal).aggregate(last=Max("number"))["last"] or 0
    revision = Revision(
        proposal=proposal,
        number=last + 1,
        purpose=purpose,
        markdown=ready.markdown,
        html=ready.html,
        plain=flat(ready.lines),
        lines=to_json(ready.lines),
        authors=ready.authors,
        state=ready.state,
        sha256=ready.sha256,
        sequence=ready.sequence,
        frozen_at=timezone.now(),
        frozen_by=by.user,
        capacity=by.key,
    )
    revision.save()
    put_into(proposal, revision, ready.lines)
    record(
        chain=proposal.chain,
        by=by,
        act="freeze",
        proposal=proposal.pk,
        revision=revision.pk,
        number=revision.number,
        sha256=revision.sha256,
    )
    return revision


def _authors(document: UUID, state: bytes) -> list[list[int | None]]:
    runs = merged(Written(length, user) for length, user in documents.written(document, state))
    return [[run.length, run.author] for run in runs]  # type: ignore[list-item]
