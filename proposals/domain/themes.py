"""The themes (keys of entry) of a club: those it starts with, and the acts by which the secretariat changes them."""

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.errors import Refused
from alliance.domain.journal import record
from alliance.domain.ordering import last_position, move
from alliance.domain.words import checked_name, plain
from alliance.models import Club
from proposals.models import Proposal, Theme

FIRST_THEMES = [
    ("renouvellement-urbain", "Renouvellement urbain"),
    ("planification", "Planification"),
    ("emploi", "Emploi et métiers"),
    ("efficacite", "Efficacité et rénovation"),
    ("solidarite", "Solidarité"),
    ("chaleur", "Réseaux de chaleur"),
    ("financement", "Financement"),
    ("production", "Production locale"),
]
LONGEST_NAME = 80
LONGEST_KEY = 31


def load_themes(club: Club) -> None:
    """Adds the themes that are missing."""
    Theme.objects.bulk_create(
        (Theme(club=club, key=key, name=name, position=place) for place, (key, name) in enumerate(FIRST_THEMES)),
        ignore_conflicts=True,
    )


def themes_of(club: Club | None) -> "QuerySet[Theme]":
    """All of them in order, each with `uses`, on how many proposals it stands."""
    return Theme.objects.filter(club=club).annotate(uses=Count("proposals")).order_by("position", "pk")


def offered_themes(club: Club, proposal: Proposal | None = None) -> "QuerySet[Theme]":
    """What a proposal may be given: the themes that are not retired, and the retired ones that it carries already."""
    offered = Q(retired_at=None)
    if proposal is not None:
        offered |= Q(pk__in=proposal.themes.values("pk"))
    return Theme.objects.filter(offered, club=club)


def add_theme(*, actor: Actor, club: Club, name: str) -> Theme:
    """A new theme, last in order. Raises NotAllowed, Refused (name)."""
    by = actor.capacity_for("proposals.edit_themes", club)
    with transaction.atomic():
        _hold(club)
        name = _free_name(club, name)
        theme = Theme.objects.create(club=club, key=_free_key(club, name), name=name, position=_last(club) + 1)
        record(chain=club.chain, by=by, act="add-theme", theme=theme.pk, key=theme.key)
    return theme


def rename_theme(*, actor: Actor, theme: Theme, name: str) -> None:
    """Raises NotAllowed, Refused (name)."""
    by = actor.capacity_for("proposals.edit_themes", theme.club)
    with transaction.atomic():
        _hold(theme.club)
        theme.name = _free_name(theme.club, name, but=theme)
        theme.save(update_fields=["name"])
        record(chain=theme.club.chain, by=by, act="rename-theme", theme=theme.pk)


def move_theme(*, actor: Actor, theme: Theme, places: int) -> None:
    """Moves a theme up (-1) or down (+1) among those that are offered; at the end it stays. Raises NotAllowed."""
    by = actor.capacity_for("proposals.edit_themes", theme.club)
    with transaction.atomic():
        _hold(theme.club)
        order = move(offered_themes(theme.club), theme, places, first=0)
        if order:
            record(chain=theme.club.chain, by=by, act="order-themes", order=[each.pk for each in order])


def retire_theme(*, actor: Actor, theme: Theme) -> None:
    """Offers it no more; proposals that carry it keep it. Raises NotAllowed; a second time changes nothing."""
    by = actor.capacity_for("proposals.edit_themes", theme.club)
    with transaction.atomic():
        if Theme.objects.filter(pk=theme.pk, retired_at=None).update(retired_at=timezone.now()):
            record(chain=theme.club.chain, by=by, act="retire-theme", theme=theme.pk)


def offer_theme(*, actor: Actor, theme: Theme) -> None:
    """Offers a retired theme again, last in order. Raises NotAllowed; a second time changes nothing."""
    by = actor.capacity_for("proposals.edit_themes", theme.club)
    with transaction.atomic():
        _hold(theme.club)
        retired = Theme.objects.filter(pk=theme.pk, retired_at__isnull=False)
        if retired.update(retired_at=None, position=_last(theme.club) + 1):
            record(chain=theme.club.chain, by=by, act="offer-theme", theme=theme.pk)


def _hold(club: Club) -> None:
    """Two who change the themes at once follow one another."""
    Club.objects.select_for_update().get(pk=club.pk)


def _last(club: Club) -> int:
    return last_position(Theme.objects.filter(club=club))


def _free_name(club: Club, name: str, but: Theme | None = None) -> str:
    name = checked_name(name, longest=LONGEST_NAME)
    others = (other for other in Theme.objects.filter(club=club) if other != but)
    if plain(name) in {plain(other.name) for other in others}:
        raise Refused({"name": [_("Another theme has this name.")]})
    return name


def _free_key(club: Club, name: str) -> str:
    """A key made of the name, with a number where it is taken: it names the theme to the API."""
    words = slugify(name).lstrip("0123456789-_").replace("_", "-")[: LONGEST_KEY - 4].strip("-") or "theme"
    taken = set(Theme.objects.filter(club=club).values_list("key", flat=True))
    number = 1
    while (key := words if number == 1 else f"{words}-{number}") in taken:
        number += 1
    return key
