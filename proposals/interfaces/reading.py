"""What a page of a text needs: the words with their passages marked, the outline with its counts, the margin."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alliance.capacities import Actor
from proposals.domain.discussion import DISCUSSED, may_reply
from proposals.domain.passages import to_ink, without_blanks
from proposals.domain.queries import Talk, threads_on
from proposals.interfaces.fragments import ink_place
from proposals.interfaces.headings import numbered
from proposals.interfaces.marks import Mark, marked
from proposals.models import Proposal, Revision, Stage, Thread
from proposals.text.lines import Heading, Line, from_json, outline


@dataclass
class Card:
    """A thread in the margin with what this person may do in it."""

    talk: Talk
    may: dict[str, bool]
    place: dict[str, int | None]
    reply_id: uuid.UUID
    # The passage's words as they stand now, where the text is not beside the card, with the rest of their paragraph.
    passage: str = ""
    before: str = ""
    after: str = ""

    @property
    def thread(self) -> Thread:
        return self.talk.thread


@dataclass
class Section:
    """An entry of the outline, with how many open threads stand in its section."""

    heading: Heading
    level: int
    count: int


@dataclass
class Reading:
    """One revision as somebody reads it."""

    revision: Revision
    html: str
    sections: list[Section]
    cards: list[Card]

    @property
    def on_passages(self) -> list[Card]:
        return [card for card in self.cards if card.talk.start is not None]

    @property
    def on_whole(self) -> list[Card]:
        return [card for card in self.cards if not card.thread.is_on_passage]

    @property
    def lost(self) -> list[Card]:
        """Threads whose words are gone from this version."""
        return [card for card in self.cards if card.talk.lost]


def read(actor: Actor, proposal: Proposal, revision: Revision) -> Reading:
    """The revision with the threads that this person reads on it."""
    talks = threads_on(actor, proposal, revision)
    lines = from_json(revision.lines)
    marks = [
        Mark(t.thread.pk, *to_ink(revision.plain, t.start, t.end))
        for t in talks
        if t.start is not None and t.end is not None and not t.thread.is_resolved and not t.is_withheld
    ]
    return Reading(
        revision=revision,
        html=marked(numbered(revision.html, lines), marks),
        sections=sections(lines, talks),
        cards=[Card(t, may_in(actor, proposal, t.thread), ink_place(t, revision.plain), uuid.uuid4()) for t in talks],
    )


def in_paragraph(text: str, start: int | None, end: int | None) -> dict[str, str]:
    """A passage of a live text with what stands before and after it in its lines: `before`, `passage`, `after`.

    Where words went at its edges, a passage may have come to begin or end with a blank: it is left outside.
    """
    if start is None or end is None:
        return {}
    start, end = without_blanks(text, start, end)
    opens = text.rfind("\n", 0, start) + 1
    closes = text.find("\n", end)
    return {
        "before": text[opens:start],
        "passage": text[start:end],
        "after": text[end : closes if closes >= 0 else len(text)],
    }


def sections(lines: tuple[Line, ...], talks: list[Talk]) -> list[Section]:
    """The two upper levels of headings, each with the open threads from it to the next."""
    headings = outline(lines)
    top = min((h.level for h in headings), default=1)
    shown = [h for h in headings if h.level <= top + 1]
    counts = [0] * len(shown)
    for talk in talks:
        if talk.start is None or talk.thread.is_resolved:
            continue
        before = [index for index, heading in enumerate(shown) if heading.offset <= talk.start]
        if before:
            counts[before[-1]] += 1
    return [Section(h, h.level - top, n) for h, n in zip(shown, counts, strict=True)]


def may_in(actor: Actor, proposal: Proposal, thread: Thread) -> dict[str, bool]:
    """What this person may do in a thread now."""
    discussed = proposal.stage in DISCUSSED and proposal.final_id is None
    return {
        "reply": may_reply(actor, thread),
        "resolve": discussed and actor.may("proposals.resolve", thread),
        "answer": discussed
        and not thread.is_live
        and proposal.stage in {Stage.CONSULTATION, Stage.SETTLING}
        and actor.may("proposals.answer", thread),
        "hide": actor.may("proposals.hide_comment", thread),
    }


def live_settings(actor: Actor, proposal: Proposal, reading: Reading | None, room: str, stamp: str) -> dict[str, Any]:
    """What the page's script must know of its reader: who, in which room, what to leave on a card that arrives.

    `stamp` is the room's, from before the page was read for (alliance.interfaces.live).
    """
    steers = actor.may("proposals.steer", proposal)
    discussed = proposal.stage in DISCUSSED and proposal.final_id is None
    return {
        "room": f"/ws/rooms/{room}/",
        "stamp": stamp,
        "stage": proposal.stage,
        "me": actor.user.pk if actor.user else None,
        "revision": reading.revision.number if reading else None,
        "may": [
            name
            for name, can in {
                "reply": proposal.is_open and actor.may("proposals.comment", proposal),
                "resolve-own": discussed and actor.may("proposals.comment", proposal),
                "resolve": discussed and actor.may("proposals.answer", proposal),
                "answer": discussed and actor.may("proposals.answer", proposal),
                "hide": steers,
            }.items()
            if can
        ],
    }


def live_words() -> dict[str, str]:
    """What the page's script says, `{n}` and `{names}` filled in by it."""
    return {
        "new_one": _("1 new comment"),
        "new_other": _("{n} new comments"),
        "offline": _("Not connected: what others say will show when the connection is back."),
        "failed": _("It was not sent. Your words are still here: try again."),
        "stage": _("The proposal has moved on: load the page again to see it."),
        "typing_one": _("{names} is writing a comment"),
        "typing_other": _("{names} are writing comments"),
        "on_passage_one": _("1 comment on this passage"),
        "on_passage_other": _("{n} comments on this passage"),
        "comment": _("Comment on this passage"),
        "sent": _("Your comment is sent."),
        "close": _("Close"),
    }
