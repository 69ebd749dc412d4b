"""Acts on clubs and their secretariat."""

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.capacities import SYSTEM, Actor
from alliance.domain.announcing import rights_changed
from alliance.domain.errors import Conflict
from alliance.domain.journal import record
from alliance.models import Category, Club, Secretariat

# Sent in the transaction that founds a club: the apps above give it what it starts with (rules, themes).
club_founded = Signal()

FIRST_CLUB = {"fr": ("Alliance pour l’énergie locale", "fr")}

# What a new club starts with, as data of its own that the secretariat renames, orders and completes.
# key, name, mark, colour, pattern
FIRST_CATEGORIES = [
    ("collectivites", "Collectivités locales", "CO", "co", "solid"),
    ("agences", "Agences de l’énergie", "AG", "ag", "rising"),
    ("reseaux", "Réseaux", "RX", "rx", "horizontal"),
    ("entreprises", "Entreprises", "EN", "en", "vertical"),
    ("universites", "Universités et recherche", "UN", "un", "dots"),
    ("associations", "Associations et citoyens", "AS", "as", "falling"),
    ("financeurs", "Financeurs", "FI", "fi", "grid"),
]


def found_club(*, code: str, name: str = "", country: str = "") -> Club:
    """The club of this code, founded with the seven categories by whoever runs the server if it is not there yet."""
    with transaction.atomic():
        default_name, default_country = FIRST_CLUB.get(code, (code, ""))
        club, is_new = Club.objects.get_or_create(
            code=code, defaults={"name": name or default_name, "country": country or default_country}
        )
        if is_new:
            Category.objects.bulk_create(
                Category(club=club, key=key, name=words, mark=mark, colour=colour, pattern=pattern, position=position)
                for position, (key, words, mark, colour, pattern) in enumerate(FIRST_CATEGORIES, start=1)
            )
            record(chain=club.chain, by=SYSTEM, act="found-club", club=club.pk)
            club_founded.send(sender=Club, club=club)
    return club


def end_secretariat(*, actor: Actor, work: Secretariat) -> None:
    """Ends somebody's work for the secretariat. Raises NotAllowed, Conflict when nobody would be left."""
    by = actor.capacity_for("alliance.invite_secretariat", work.club)
    with transaction.atomic():
        others = Secretariat.objects.filter(club=work.club, ended_at=None).exclude(pk=work.pk)
        if not others.exists():
            raise Conflict(
                "last-secretariat", _("The secretariat needs at least one person: invite another one first.")
            )
        if Secretariat.objects.filter(pk=work.pk, ended_at=None).update(ended_at=timezone.now()):
            record(chain=work.club.chain, by=by, act="end-secretariat", secretariat=work.pk)
            rights_changed(work.user)
