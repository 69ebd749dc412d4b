"""What a poll is about: the apps above voting register who answers for their subjects; voting never imports them.

A subject is written "proposal:3": a kind and an id. `register_subject("proposal", handler)` in `AppConfig.ready()`.
"""

from dataclasses import dataclass, field
from typing import Protocol

from django.db.models import Q

from alliance.capacities import Actor
from voting.models import Poll, Tally


@dataclass(frozen=True)
class Description:
    """What a poll decides, for the pages and for its opening.

    `title` and `question` are plain text; `url` is the page of the frozen text, whose number and SHA-256 follow;
    `effect` says in a sentence what adopting it means; `missing` lists what the text still lacks, in words;
    `parent` is the page the poll belongs to (label, url).
    """

    title: str
    question: str
    url: str = ""
    text_number: int | None = None
    text_sha256: str = ""
    effect: str = ""
    missing: list[str] = field(default_factory=list)
    parent: tuple[str, str] | None = None


class SubjectHandler(Protocol):
    def visible(self, actor: Actor, poll: Poll) -> bool:
        """Whether the poll's subject may be read; for a visitor, whether its result is published."""
        ...

    def visible_polls(self, actor: Actor) -> Q:
        """The same for a list: a filter on polls, true for those of this kind of subject that may be read."""
        ...

    def describe(self, poll: Poll) -> Description:
        """Also called with a poll that is not opened yet (club, body and subject set): then of the text to be voted."""
        ...

    def is_current(self, poll: Poll) -> bool:
        """Whether the text that a void poll was about still waits for a decision: else it has no second convocation."""
        ...

    def poll_opened(self, poll: Poll) -> None:
        """In the transaction that opened it; what it raises undoes the opening."""
        ...

    def poll_decided(self, poll: Poll, tally: Tally) -> None:
        """In the transaction of the tally; called again when a casting vote decides a tie."""
        ...


class _NoSubject:
    """A poll that decides nothing but its question."""

    def visible(self, actor: Actor, poll: Poll) -> bool:
        """For the poll's own club: nothing about it is ever published."""
        return not actor.is_visitor and actor.club == poll.club

    def visible_polls(self, actor: Actor) -> Q:
        return Q(pk__in=[]) if actor.is_visitor else Q(subject="", club=actor.club)

    def describe(self, poll: Poll) -> Description:
        return Description(title=poll.title, question=poll.question)

    def is_current(self, poll: Poll) -> bool:
        return True

    def poll_opened(self, poll: Poll) -> None:
        """Nobody listens."""

    def poll_decided(self, poll: Poll, tally: Tally) -> None:
        """Nobody listens."""


_handlers: dict[str, SubjectHandler] = {}
_none = _NoSubject()


def register_subject(kind: str, handler: SubjectHandler) -> None:
    """Called in AppConfig.ready()."""
    _handlers[kind] = handler


def handler_of(subject: str) -> SubjectHandler:
    """Who answers for a subject; raises LookupError for one that nobody knows."""
    if not subject:
        return _none
    kind, _colon, number = subject.partition(":")
    # Written in one way only: polls are found by their subject, and one at a time is open on it.
    if kind not in _handlers or not (number.isascii() and number.isdecimal() and len(number) < 18) or number[0] == "0":
        raise LookupError(subject)
    return _handlers[kind]


def is_visible(actor: Actor, poll: Poll) -> bool:
    return handler_of(poll.subject).visible(actor, poll)


def visible_polls(actor: Actor) -> Q:
    """`is_visible` asked of the database: a filter on polls, however many there are."""
    seen = _none.visible_polls(actor)
    for handler in _handlers.values():
        seen |= handler.visible_polls(actor)
    return seen


def describe(poll: Poll) -> Description:
    return handler_of(poll.subject).describe(poll)
