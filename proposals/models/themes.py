"""Themes (keys of entry): what a proposal is about, as data of a club."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alliance.models import Club
from alliance.models.clubs import KEY


class Theme(models.Model):
    """A retired one is offered no more; what carries it keeps it. Its key stands in the API and never changes."""

    club = models.ForeignKey(Club, models.PROTECT, related_name="themes")
    key = models.CharField(_("key"), max_length=31, validators=[KEY])
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["club", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["club", "key"], name="theme_key_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None
