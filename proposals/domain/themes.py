"""The themes (keys of entry) with which every club starts, as data of its own."""

from alliance.models import Club
from proposals.models import Theme

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


def load_themes(club: Club) -> None:
    """Adds the themes that are missing."""
    Theme.objects.bulk_create(
        (Theme(club=club, key=key, name=name, position=place) for place, (key, name) in enumerate(FIRST_THEMES)),
        ignore_conflicts=True,
    )
