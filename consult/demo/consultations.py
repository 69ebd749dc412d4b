"""The demo's consultations, which decide nothing: a question to the partners and what they answered; as data, then
played."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from consult.demo.clock import Past
from consult.demo.who import Who
from voting.domain import casting, closing, opening
from voting.models import Rule


@dataclass(frozen=True)
class Consultation:
    """Days as in the stories; the partners by name, by what they answered."""

    question: str
    title: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    abstain: tuple[str, ...]
    opened_day: int
    closed_day: int


CONSULTATIONS = (
    Consultation(
        question="Faut-il ouvrir au public une journée des rencontres nationales de 2027 ?",
        title="Ouvrir une journée des rencontres au public",
        yes=(
            "Métropole de Valmer",
            "Ville de Saint-Aubrac",
            "Commune de Pont-l’Ourche",
            "Agglomération des Deux-Rives",
            "Ville de Corvaine",
            "ALE des Trois-Vallons",
            "Agence métropolitaine de Valmer",
            "Maison de l’énergie du Ségriou",
            "Espace conseil de Corvaine",
            "Réseau des sociétés citoyennes",
            "Écoles à énergie simple",
            "Coopérative Lumière du Causse",
            "Université de Brenne",
            "École d’ingénieurs de Valmer",
            "Toits Solidaires",
            "Familles rurales du Vernoy",
            "Collectif Chauffe-Juste",
            "Locataires de Valmer",
        ),
        no=(
            "Département du Ségriou",
            "Région Grand-Causse",
            "Agence du littoral de Brenne",
            "Bois-Énergie Massif",
            "Ateliers Braise et Fils",
            "Isol’Ouest",
            "Chauffe et Cie",
            "Caisse des Transitions",
        ),
        abstain=(
            "Pays des Sept-Étangs",
            "Maires pour le climat",
            "Institut des sols de Corvaine",
            "Fonds Arc-en-Terre",
        ),
        opened_day=-16,
        closed_day=-9,
    ),
)


def play(who: Who, past: Past, consultation: Consultation) -> None:
    """Opens it, casts the answers, and lets its time pass."""
    past.go_to(consultation.opened_day, hour=11)
    poll = opening.open_poll(
        actor=who.actor("secretariat"),
        rule=Rule.objects.get(club=who.club, key="assembly-consultation"),
        closes_at=past.at(consultation.closed_day, hour=18),
        question=consultation.question,
        title=consultation.title,
    )
    answers = {"yes": consultation.yes, "no": consultation.no, "abstain": consultation.abstain}
    for choice, partners in answers.items():
        for name in partners:
            past.pass_by(35)
            voter = poll.voters.get(partner=who.partners[name])
            casting.cast_ballot(actor=who.representative(name), voter=voter, choice=choice, receipt=uuid4())
    past.moment = poll.closes_at + timedelta(seconds=1)
    closing.ensure_closed(poll)
