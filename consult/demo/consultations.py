"""The demo's consultations, which decide nothing: a question to the partners and what they answered; as data, then
played."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from consult.demo.choices import said
from consult.demo.clock import Past
from consult.demo.who import Who
from voting.domain import casting, closing, opening
from voting.models import Rule


@dataclass(frozen=True)
class Consultation:
    """Days as in the stories; the partners by name, by what they answered: "yes", or the options they ticked, "A=C"."""

    question: str
    answers: Mapping[str, tuple[str, ...]]
    opened_day: int
    closed_day: int
    title: str = ""
    preset: str = "assembly-consultation"
    options: tuple[tuple[str, str], ...] = ()


CONSULTATIONS = (
    Consultation(
        question="Faut-il ouvrir au public une journée des rencontres nationales de 2027 ?",
        title="Ouvrir une journée des rencontres au public",
        answers={
            "yes": (
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
            "no": (
                "Département du Ségriou",
                "Région Grand-Causse",
                "Agence du littoral de Brenne",
                "Bois-Énergie Massif",
                "Ateliers Braise et Fils",
                "Isol’Ouest",
                "Chauffe et Cie",
                "Caisse des Transitions",
            ),
            "abstain": (
                "Pays des Sept-Étangs",
                "Maires pour le climat",
                "Institut des sols de Corvaine",
                "Fonds Arc-en-Terre",
            ),
        },
        opened_day=-16,
        closed_day=-9,
    ),
    Consultation(
        question="Sur quoi l’alliance devrait-elle tenir ses webinaires de 2027 ?",
        preset="assembly-consultation-approval",
        options=(
            ("Financer la rénovation par quartiers", "Tiers-financement, garanties, achats groupés."),
            ("Boucles de chaleur des petits bourgs", "Du bois local à la géothermie de surface."),
            ("Données ouvertes des réseaux", "Ce que les gestionnaires publient, et comment s’en servir."),
            ("Recruter et former des conseillers", ""),
        ),
        answers={
            "A": ("Métropole de Valmer", "Ville de Corvaine", "Caisse des Transitions", "Isol’Ouest"),
            "A=B": ("Ville de Saint-Aubrac", "Bois-Énergie Massif", "Ateliers Braise et Fils", "Fonds Arc-en-Terre"),
            "B": ("Commune de Pont-l’Ourche", "Région Grand-Causse", "Familles rurales du Vernoy"),
            "B=D": ("Agglomération des Deux-Rives", "ALE des Trois-Vallons", "Maison de l’énergie du Ségriou"),
            "A=D": ("Agence métropolitaine de Valmer", "Espace conseil de Corvaine", "Collectif Chauffe-Juste"),
            "C": ("Institut des sols de Corvaine", "École d’ingénieurs de Valmer", "Coopérative Lumière du Causse"),
            "C=D": ("Université de Brenne", "Réseau des sociétés citoyennes"),
            "A=B=D": ("Toits Solidaires", "Locataires de Valmer"),
        },
        opened_day=-12,
        closed_day=-5,
    ),
)


def play(who: Who, past: Past, consultation: Consultation) -> None:
    """Opens it, casts the answers, and lets its time pass."""
    past.go_to(consultation.opened_day, hour=11)
    poll = opening.open_poll(
        actor=who.actor("secretariat"),
        rule=Rule.objects.get(club=who.club, key=consultation.preset),
        closes_at=past.at(consultation.closed_day, hour=18),
        question=consultation.question,
        title=consultation.title,
        options=consultation.options,
    )
    for words, partners in consultation.answers.items():
        for name in partners:
            past.pass_by(35)
            voter = poll.voters.get(partner=who.partners[name])
            answer = said(poll, words) if poll.is_choice else words
            casting.cast_ballot(actor=who.representative(name), voter=voter, choice=answer, receipt=uuid4())
    past.moment = poll.closes_at + timedelta(seconds=1)
    closing.ensure_closed(poll)
