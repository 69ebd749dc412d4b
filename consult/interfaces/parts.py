"""A sheet of all the parts of a page in all their states, for whoever builds one; only with DEBUG."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

CATEGORIES = [
    SimpleNamespace(name=name, mark=colour.upper(), colour=colour, pattern=pattern)
    for name, colour, pattern in [
        ("Collectivités locales", "co", "solid"),
        ("Agences de l’énergie", "ag", "rising"),
        ("Réseaux", "rx", "horizontal"),
        ("Entreprises", "en", "vertical"),
        ("Universités et recherche", "un", "dots"),
        ("Associations et citoyens", "as", "falling"),
        ("Financeurs", "fi", "grid"),
    ]
]
SUPPORT = [(6, 11), (5, 7), (5, 6), (2, 5), (2, 3), (4, 6), (0, 3)]
STEPS = [
    {"label": "Brouillon", "note": "depuis le 3 septembre", "state": "done"},
    {"label": "Consultation", "note": "jusqu’au 27 novembre, 18 h", "state": "now", "percent": 72},
    {"label": "Mise au point", "note": "28 nov. – 9 déc.", "state": ""},
    {"label": "Vote du conseil", "note": "15 décembre", "state": ""},
    {"label": "Position publiée", "note": "", "state": ""},
]


class Sample(forms.Form):
    """Every kind of field."""

    deadline = forms.DateField(
        label="Échéance", help_text="Heure de Paris", widget=forms.DateInput(attrs={"type": "date"})
    )
    population = forms.IntegerField(
        label="Population", error_messages={"invalid": "Écrivez un nombre d’habitants, par exemple 12 400."}
    )
    territory = forms.ChoiceField(label="Territoire", choices=[("urban", "urbain"), ("rural", "rural")])
    kind = forms.ChoiceField(
        label="Genre", widget=forms.RadioSelect, choices=[("position", "Position"), ("strategy", "Stratégie")]
    )
    reason = forms.CharField(label="Raison", widget=forms.Textarea, required=False, help_text="Deux phrases suffisent.")
    agreed = forms.BooleanField(label="J’agis pour mon organisation")


def parts(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    wrong = Sample({"population": "douze mille", "deadline": "2026-12-15", "territory": "rural"})
    context: dict[str, Any] = {
        "categories": CATEGORIES,
        "support": [(c, *counts) for c, counts in zip(CATEGORIES, SUPPORT, strict=True)],
        "steps": STEPS,
        "stages": ["draft", "consultation", "settling", "vote", "adopted", "rejected", "void", "withdrawn"],
        "form": Sample(auto_id="right_%s"),
        "wrong": wrong,
        "page": Paginator(range(60), 20).page(2),
        "groups": [
            {"category": CATEGORIES[0], "count": 1, "all": 11, "partners": [{"name": "Métropole de Valmer"}]},
            {
                "category": CATEGORIES[3],
                "count": 1,
                "all": 5,
                "partners": [{"name": "Ateliers Braise et Fils", "reservation": "le plafond"}],
            },
            {"category": CATEGORIES[6], "count": 0, "all": 3, "partners": []},
        ],
        "now": timezone.now(),
    }
    return render(request, "pages/parts.html", context)
