"""The demo's door: choose a person and enter without a password; elsewhere these addresses do not exist."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from alliance.capacities import capacities_of
from alliance.models import User
from consult.demo.cast import PEOPLE, Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# The order of the page: group of the cast, what one can do there, a word of advice.
GROUPS = [
    ("sit", _("Sit in the council"), _("A vote is open: vote, then look at the result.")),
    ("write", _("Write together"), _("Open two browsers: each sees the other write.")),
    ("support", _("Speak for a partner"), _("Comment on a proposal, support it, with a reservation or without.")),
    ("lead", _("Lead"), _("Open a vote, decide a tie, publish a position.")),
    ("observe", _("Observe"), _("Read everything, act nowhere.")),
]
SUGGESTED = "seat-1"


@require_safe
def enter_page(request: HttpRequest) -> HttpResponse:
    """The people of the demo, by what they can do."""
    _only_in_the_demo()
    users = {user.email: user for user in User.objects.filter(email__in=[p.email for p in PEOPLE if p.slug])}
    groups = [
        {
            "title": title,
            "advice": advice,
            "people": [_line(p, users[p.email]) for p in PEOPLE if p.slug and p.group == key and p.email in users],
        }
        for key, title, advice in GROUPS
    ]
    return render(request, "demo/enter.html", {"groups": groups})


def _line(person: Person, user: User) -> dict[str, Any]:
    capacity = next(iter(capacities_of(user)), None)
    return {
        "slug": person.slug,
        "user": user,
        "words": person.words,
        "category": capacity.category if capacity else None,
        "elected": capacity is not None and capacity.kind == "seat" and capacity.category is None,
        "suggested": person.slug == SUGGESTED,
    }


@require_POST
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Signs in as this person of the cast."""
    _only_in_the_demo()
    person = next((person for person in PEOPLE if person.slug == slug), None)
    user = User.objects.filter(email=person.email, is_active=True).first() if person else None
    if user is None:
        raise Http404
    login(request, user, backend=BACKEND)
    return redirect("home")


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
