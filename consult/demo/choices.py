"""The demo's choices among options: one that the council has made, one that it is making; as data, then played."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from consult.demo.clock import Past
from consult.demo.who import Who
from voting.domain import casting, closing, opening
from voting.domain.contents import GRADED
from voting.models import Poll, Rule


@dataclass(frozen=True)
class Choice:
    """Days as in the stories; `ballots` by the slug of who holds the seat: a grade for each option, or "B>A=C"."""

    question: str
    preset: str
    options: tuple[tuple[str, str], ...]
    ballots: dict[str, str]
    opened_day: int
    closes_day: int
    seats: int = 1


GRADES = {"E": "excellent", "B": "good", "P": "fair", "F": "poor", "R": "reject"}

CHOICES = (
    Choice(
        question="Quel sera le fil rouge des rencontres nationales de 2027 ?",
        preset="council-choice-judgment",
        options=(
            (
                "La chaleur des villages",
                "Petits réseaux, bois local, géothermie de surface : chauffer un bourg sans le ruiner.",
            ),
            (
                "Rénover par rues entières",
                "Grouper les chantiers d’une même rue pour diviser les prix et les démarches.",
            ),
            (
                "L’énergie partagée",
                "Autoconsommation collective, ombrières citoyennes, données ouvertes des réseaux.",
            ),
            ("L’eau et l’énergie", "Chaleur des eaux usées, pompage solaire, sobriété des deux factures."),
        ),
        # One grade an option, in their order: excellent, bien, passable, faible, à rejeter; "-" leaves it without one.
        ballots={
            "chair": "EBPF",
            "seat-2": "BBEP",
            "seat-3": "BFPP",
            "seat-1": "EEBP",
            "seat-4": "BEPB",
            "seat-5": "PBBF",
            "seat-6": "FBER",
            "seat-7": "BPEB",
            "seat-8": "EPE-",
        },
        opened_day=-24,
        closes_day=-20,
    ),
    Choice(
        question="Où se tiendront les rencontres nationales de 2027 ?",
        preset="council-choice-schulze",
        options=(
            ("Valmer", "Palais de la Bourse, 900 places, tramway au pied ; la métropole prête la salle."),
            ("Saint-Aubrac", "Halle chauffée au bois local, 450 places, train de nuit depuis Paris."),
            ("Corvaine", "Ancienne filature, 600 places, à vingt minutes de la gare en navette."),
            ("Pont-l’Ourche", "Sous chapiteau, logement chez l’habitant, visite du bourg à énergie positive."),
        ),
        ballots={"chair": "A>C>B", "seat-2": "B>D>A=C", "seat-4": "B>A", "seat-6": "C>A>B>D", "seat-7": "B>C=A"},
        opened_day=-2,
        closes_day=5,
    ),
)


def play(who: Who, past: Past, choice: Choice) -> None:
    """Opens it, casts its ballots, and closes it if its time has passed."""
    past.go_to(choice.opened_day, hour=10)
    poll = opening.open_poll(
        actor=who.actor("secretariat"),
        rule=Rule.objects.get(club=who.club, key=choice.preset),
        closes_at=past.at(choice.closes_day, hour=18),
        question=choice.question,
        options=choice.options,
        seats=choice.seats,
    )
    for slug, words in choice.ballots.items():
        past.pass_by(14)
        voter = poll.voters.get(seat__mandates__holder=who.users[slug])
        casting.cast_ballot(actor=who.actor(slug), voter=voter, choice=said(poll, words), receipt=uuid4())
    if choice.closes_day < 0:
        past.moment = poll.closes_at + timedelta(seconds=1)
        closing.ensure_closed(poll)


def said(poll: Poll, words: str) -> dict[str, Any]:
    """A ballot written in a word: a grade for each option, or "B>A=C"."""
    if poll.method == GRADED:
        pairs = zip(poll.options, words, strict=True)
        return {"grades": {option["key"]: GRADES[letter] for option, letter in pairs if letter != "-"}}
    return {"ranks": [group.split("=") for group in words.split(">")]}
