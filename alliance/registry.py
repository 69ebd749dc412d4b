"""What is said of the council elsewhere: voting registers how its seats are elected; alliance never imports it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from alliance.capacities import Actor
from alliance.models import Mandate, Seat


@dataclass(frozen=True)
class OpenElection:
    """An election that runs: the page on which one votes, and until when."""

    url: str
    closes_at: datetime


class Elections(Protocol):
    def open_now(self, actor: Actor, seats: Collection[Seat]) -> dict[int, OpenElection]:
        """By seat's id, the open elections that this person may see."""
        ...

    def results(self, actor: Actor, mandates: Collection[Mandate]) -> dict[int, str]:
        """By mandate's id, the address of the result that gave it, where this person may read it."""
        ...

    def opening(self, actor: Actor, seat: Seat) -> str:
        """Where this person opens an election to the seat; "" where there is none to be opened, or not by it."""
        ...


class _NoElections:
    """Mandates are recorded by hand."""

    def open_now(self, actor: Actor, seats: Collection[Seat]) -> dict[int, OpenElection]:
        return {}

    def results(self, actor: Actor, mandates: Collection[Mandate]) -> dict[int, str]:
        return {}

    def opening(self, actor: Actor, seat: Seat) -> str:
        return ""


_elections: Elections = _NoElections()


def register_elections(found: Elections) -> None:
    """Called in AppConfig.ready()."""
    global _elections
    _elections = found


def elections() -> Elections:
    return _elections
