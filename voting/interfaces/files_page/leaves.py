"""How the leaves of a rule from elsewhere are shown: by the alliance's categories where they are those, else by marks
made from their keys."""

from collections.abc import Iterable, Sequence

from alliance.models import Category, Club
from alliance.models.clubs import Pattern
from voting.domain.register import categories_of
from voting.interfaces.wording import ELECTED, StandIn

COLOURS = [colour for colour, _ in Category.COLOURS]
PATTERNS = Pattern.values


def shown_as(club: Club | None, leaves: Sequence[str]) -> list[Category | StandIn]:
    """One for each leaf; none for that of the elected officials, which has its own mark wherever it stands."""
    known = {category.key: category for category in categories_of(club)} if club else {}
    named = [leaf for leaf in leaves if leaf != ELECTED]
    if set(named) <= set(known):
        return [known[leaf] for leaf in named]
    marks = _marks(named)
    return [
        StandIn(leaf, leaf, marks[leaf], COLOURS[n % len(COLOURS)], PATTERNS[n % len(PATTERNS)])
        for n, leaf in enumerate(named)
    ]


def _marks(keys: Iterable[str]) -> dict[str, str]:
    """Two letters for each key, different as long as there are enough: its first and the next that is free."""
    found: dict[str, str] = {}
    for key in keys:
        letters = [letter for letter in key.upper() if letter.isalnum()] or ["?"]
        seconds = [*letters[1:], *"23456789", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
        pairs = [letters[0][:1] + second[:1] for second in seconds]
        taken = {"EL", *found.values()}
        found[key] = next((pair for pair in pairs if pair not in taken), pairs[0])
    return found
