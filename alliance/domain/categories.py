"""Acts on the categories of actors: add, rename, order."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.errors import Refused
from alliance.domain.journal import record
from alliance.domain.ordering import last_position, move
from alliance.domain.words import checked_name
from alliance.models import Category, Club


def add_category(
    *, actor: Actor, club: Club, key: str, name: str, mark: str, colour: str, pattern: str, description: str = ""
) -> Category:
    """A new category, last in order. Its key stands in the rules of votes and never changes.

    Raises NotAllowed, Refused by field.
    """
    by = actor.capacity_for("alliance.edit_categories", club)
    with transaction.atomic():
        last = last_position(Category.objects.filter(club=club))
        category = Category(club=club, key=key.strip(), position=last + 1)
        _fill(category, name=name, mark=mark, colour=colour, pattern=pattern, description=description)
        record(chain=club.chain, by=by, act="add-category", category=category.pk, key=category.key)
    return category


def edit_category(
    *, actor: Actor, category: Category, name: str, mark: str, colour: str, pattern: str, description: str = ""
) -> None:
    """Renames a category or changes how it is drawn. Raises NotAllowed, Refused by field."""
    by = actor.capacity_for("alliance.edit_categories", category.club)
    with transaction.atomic():
        _fill(category, name=name, mark=mark, colour=colour, pattern=pattern, description=description)
        record(chain=category.club.chain, by=by, act="edit-category", category=category.pk)


def move_category(*, actor: Actor, category: Category, places: int) -> None:
    """Moves a category up (-1) or down (+1) in the alliance's fixed order; at the end it stays. Raises NotAllowed."""
    by = actor.capacity_for("alliance.edit_categories", category.club)
    with transaction.atomic():
        rows = Category.objects.filter(club=category.club).order_by("position", "pk")
        order = move(rows, category, places, first=1)
        record(chain=category.club.chain, by=by, act="order-categories", order=[each.pk for each in order])


def _fill(category: Category, *, name: str, mark: str, colour: str, pattern: str, description: str) -> None:
    category.name = checked_name(name, longest=80)
    category.mark = mark.strip().upper()
    if len(category.mark) != 2 or not category.mark.isalpha():
        raise Refused({"mark": [_("Two letters.")]})
    # "EL" stands for the elected officials in every picture.
    if category.mark == "EL":
        raise Refused({"mark": [_("EL stands for the elected officials: choose other letters.")]})
    category.colour, category.pattern, category.description = colour, pattern, description.strip()
    try:
        category.full_clean()
    except ValidationError as error:
        raise Refused({("" if k == "__all__" else k): v for k, v in error.message_dict.items()}) from error
    category.save()
