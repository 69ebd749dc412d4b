"""Clubs (national branches), their categories of actors, and their secretariat."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

KEY = RegexValidator(r"^[a-z][a-z0-9-]{0,30}$", _("Use small letters, digits and hyphens, starting with a letter."))


class Pattern(models.TextChoices):
    """How a category's bars are drawn, so that colour is never needed to tell them apart."""

    SOLID = "solid", _("solid")
    RISING = "rising", _("rising lines")
    HORIZONTAL = "horizontal", _("horizontal lines")
    VERTICAL = "vertical", _("vertical lines")
    DOTS = "dots", _("dots")
    FALLING = "falling", _("falling lines")
    GRID = "grid", _("grid")


class Club(models.Model):
    code = models.CharField(_("code"), max_length=20, unique=True, validators=[KEY])
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Empty for the European club."))

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        return f"club:{self.pk}"


class Category(models.Model):
    """A college of actors; colour names one of the design's tokens (`--cat-<colour>`)."""

    COLOURS = [(c, c) for c in ("co", "ag", "rx", "en", "un", "as", "fi")]

    club = models.ForeignKey(Club, models.PROTECT, related_name="categories")
    key = models.CharField(_("key"), max_length=31, validators=[KEY])
    name = models.CharField(_("name"), max_length=80)
    mark = models.CharField(_("mark"), max_length=2, help_text=_("Two letters that stand for it in pictures."))
    colour = models.CharField(_("colour"), max_length=2, choices=COLOURS)
    pattern = models.CharField(_("pattern"), max_length=10, choices=Pattern.choices)
    position = models.PositiveSmallIntegerField(_("order"))
    description = models.TextField(_("who belongs to it"), blank=True)

    class Meta:
        ordering = ["club", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["club", "key"], name="category_key_once"),
            models.UniqueConstraint(fields=["club", "mark"], name="category_mark_once"),
            # "elected" is the leaf of the elected officials in every rule, never a category.
            models.CheckConstraint(condition=~Q(key="elected"), name="category_not_elected"),
        ]

    def __str__(self) -> str:
        return self.name


class Secretariat(models.Model):
    """A person's work for a club's secretariat, from when to when."""

    club = models.ForeignKey(Club, models.PROTECT, related_name="secretariat")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="secretariat")
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["club", "user"], condition=Q(ended_at=None), name="secretariat_once")
        ]

    def __str__(self) -> str:
        return f"{self.club}: {self.user}"
