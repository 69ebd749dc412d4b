"""Pieces of pages that rooms send to everybody: rendered once per language, with the templates the pages use."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from proposals.domain.passages import to_ink
from proposals.domain.queries import Talk, latest_revision, supports, talks
from proposals.models import Place, Proposal, Thread

# Everything a card can offer; each page takes off what its reader may not do.
EVERYTHING = {"reply": True, "resolve": True, "answer": True, "hide": True}


def in_each_language(template: str, context: dict[str, Any]) -> dict[str, str]:
    """{"fr": "…", "en": "…"}: the same bytes go to everybody, each page takes its own."""
    rendered: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            rendered[code] = render_to_string(template, context)
    return rendered


def thread_fragments(proposal: Proposal, thread_id: int) -> dict[str, Any]:
    """A thread as everybody in a room gets it: its card, and where its passage stands in the version being read.

    `first` and `last` count inked characters (see domain/passages.py), null on the whole or lost.
    """
    revision = latest_revision(proposal)
    place = Place.objects.filter(thread=thread_id, revision=revision).first() if revision else None
    placed: dict[int, tuple[int, int] | None] = {}
    if place is not None and place.start is not None and place.end is not None:
        placed[thread_id] = (place.start, place.end)
    [talk] = talks(Thread.objects.filter(pk=thread_id).select_related("opened_by", "revision"), placed, proposal)
    return {
        "html": in_each_language("proposals/parts/thread.html", card(talk, proposal, EVERYTHING)),
        "revision": revision.number if revision else None,
        "resolved": talk.thread.is_resolved,
        "opener": talk.thread.opened_by_id,
        **ink_place(talk, revision.plain if revision else ""),
    }


def card(talk: Talk, proposal: Proposal, may: dict[str, bool], **more: Any) -> dict[str, Any]:
    """The context of `proposals/parts/thread.html`."""
    return {"talk": talk, "thread": talk.thread, "proposal": proposal, "may": may, **more}


def ink_place(talk: Talk, plain: str) -> dict[str, int | None]:
    """Where a passage stands, counted as the page counts."""
    if talk.start is None or talk.end is None:
        return {"first": None, "last": None}
    first, last = to_ink(plain, talk.start, talk.end)
    return {"first": first, "last": last}


def details_of(proposal: Proposal) -> dict[str, Any]:
    """What a page shows of the whole proposal and can renew in place."""
    revision = latest_revision(proposal)
    return {
        "stage": proposal.stage,
        "revision": revision.number if revision else None,
        "html": in_each_language(
            "proposals/parts/support.html", {"proposal": proposal, "supports": supports(proposal)}
        ),
    }
