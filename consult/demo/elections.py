"""The demo's elections to the council: one that filled the networks' seat, one that the agencies hold; then played."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from alliance.models import Member, Seat
from consult.demo.choices import said
from consult.demo.clock import Past
from consult.demo.who import Who
from voting.domain import casting, closing
from voting.domain.elections.opening import Candidacy, open_election
from voting.models import Rule


@dataclass(frozen=True)
class Standing:
    """Who stands and who would be the alternate, by name; what the candidate says."""

    name: str
    alternate: str
    statement: str


@dataclass(frozen=True)
class Election:
    """Days as in the stories; `ballots` by partner, a grade for each candidate."""

    category: str
    preset: str
    standing: tuple[Standing, ...]
    ballots: dict[str, str]
    opened_day: int
    closes_day: int
    starts_day: int


ELECTIONS = (
    Election(
        category="reseaux",
        preset="category-election-judgment",
        standing=(
            Standing(
                "Gaspard Mélèze",
                "Côme Épicéa",
                "Je demande un second mandat pour achever ce qui est commencé : un tarif d’accès au biogaz qui ne "
                "pénalise plus les vallées, et des comptes de réseaux que chacun puisse comparer.",
            ),
            Standing(
                "Violette Merisier",
                "Sylvain Bouleau",
                "Les réseaux d’élus doivent peser davantage en amont : je porterai au conseil les délibérations de nos "
                "communes avant que les textes ne soient écrits.",
            ),
            Standing(
                "Amaury Chêne",
                "",
                "Quarante-deux sociétés d’habitants attendent que l’alliance parle de leur place dans les réseaux.",
            ),
        ),
        ballots={
            "Réseau Chaleur et Territoires": "EBP",
            "Bois-Énergie Massif": "EPB",
            "Maires pour le climat": "PEB",
            "Réseau des sociétés citoyennes": "BFE",
            "Écoles à énergie simple": "EBB",
        },
        opened_day=-19,
        closes_day=-12,
        starts_day=-5,
    ),
    Election(
        category="agences",
        preset="category-election-judgment",
        standing=(
            Standing(
                "Bérénice Érable",
                "Hugo Cornouiller",
                "Suppléante depuis trois ans, je connais les dossiers du conseil. Ma priorité : que la permanence de "
                "rénovation soit financée partout, et pas seulement là où une métropole peut payer.",
            ),
            Standing(
                "Apolline Viorne",
                "",
                "Les communes forestières ont des réponses que l’on ne cite jamais. J’apporterai au conseil leurs "
                "chiffres, et les difficultés qu’elles nous confient.",
            ),
            Standing(
                "Yann Ajonc",
                "Ysé Sorbier-Noir",
                "Une agence du littoral ne chauffe pas comme une agence de montagne : je défendrai des positions qui "
                "laissent à chaque territoire le choix de ses moyens.",
            ),
        ),
        ballots={
            "Agence climat de la Haute-Ourche": "BEP",
            "ALEC des Deux-Rives": "EBB",
            "Espace conseil de Corvaine": "PBE",
        },
        opened_day=-3,
        closes_day=6,
        starts_day=24,
    ),
)


def play(who: Who, past: Past, election: Election) -> None:
    """Opens it, casts its ballots, and closes it if its time has passed."""
    past.go_to(election.opened_day, hour=11)
    seat = Seat.objects.select_related("club", "category").get(club=who.club, category__key=election.category)
    first = past.at(election.starts_day, hour=0).date()
    poll = open_election(
        actor=who.actor("secretariat"),
        seat=seat,
        rule=Rule.objects.get(club=who.club, key=election.preset),
        candidates=[
            Candidacy(_member(who, each.name), _member(who, each.alternate) if each.alternate else None, each.statement)
            for each in election.standing
        ],
        starts_on=first,
        ends_on=_three_years_from(first),
        closes_at=past.at(election.closes_day, hour=18),
    )
    for partner, words in election.ballots.items():
        past.pass_by(190)
        voter = poll.voters.get(partner=who.partners[partner])
        casting.cast_ballot(actor=who.representative(partner), voter=voter, choice=said(poll, words), receipt=uuid4())
    if election.closes_day < 0:
        past.moment = poll.closes_at + timedelta(seconds=1)
        closing.ensure_closed(poll)


def _three_years_from(first: date) -> date:
    """The last day of a mandate that begins on this one."""
    last = first - timedelta(days=1)
    return last.replace(year=last.year + 3, day=28 if (last.month, last.day) == (2, 29) else last.day)


def _member(who: Who, name: str) -> Member:
    return Member.objects.select_related("user", "partner").get(user=who.users[name], ended_at=None)
