"""A subject to vote on, in the place of the apps above voting."""

from dataclasses import dataclass, field

import pytest
from django.db.models import Q

from alliance.capacities import Actor
from alliance.domain.errors import Conflict
from voting import registry
from voting.models import Poll, Tally
from voting.registry import Description, register_subject


@dataclass
class Handler:
    """Remembers what voting told it; `published` opens the subject to visitors."""

    name: str = "test:7"
    question: str = "Adopte-t-on le texte ?"
    published: bool = False
    hidden: bool = False
    refuses: bool = False
    current: bool = True
    opened: list[int] = field(default_factory=list)
    decided: list[tuple[int, str]] = field(default_factory=list)

    def visible(self, actor: Actor, poll: Poll) -> bool:
        return not self.hidden and (self.published or not actor.is_visitor)

    def visible_polls(self, actor: Actor) -> Q:
        return Q(subject=self.name) if self.visible(actor, Poll()) else Q(pk__in=[])

    def describe(self, poll: Poll) -> Description:
        return Description(
            title="Un fonds de garantie",
            question=self.question,
            url="/proposals/7/revisions/5/",
            text_number=5,
            text_sha256="ab" * 32,
            effect="S’il est adopté, il engage l’alliance.",
            missing=["la date limite"],
            parent=("Un fonds de garantie", "/proposals/7/"),
        )

    def is_current(self, poll: Poll) -> bool:
        return self.current

    def poll_opened(self, poll: Poll) -> None:
        if self.refuses:
            raise Conflict("stage", "Pas maintenant.")
        self.opened.append(poll.pk)

    def poll_decided(self, poll: Poll, tally: Tally) -> None:
        self.decided.append((poll.pk, tally.outcome))


@pytest.fixture
def subject(monkeypatch: pytest.MonkeyPatch) -> Handler:
    """The handler of a subject; its `name` goes into the poll."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))
    handler = Handler()
    register_subject("test", handler)
    return handler
