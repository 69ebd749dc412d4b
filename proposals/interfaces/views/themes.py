"""The themes of the alliance: their list in order, their names, and those that are retired."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.domain.queries import present_club
from alliance.interfaces.pages import do, find, show
from alliance.interfaces.requests import ActorRequest
from proposals.domain import themes as acts
from proposals.interfaces.forms import ThemeForm
from proposals.models import Theme

THEMES = Theme.objects.select_related("club")


@require_safe
def themes(request: ActorRequest) -> HttpResponse:
    club = present_club(request.actor)
    request.actor.capacity_for("proposals.edit_themes", club)
    found = list(acts.themes_of(club))
    context = {
        "offered": [theme for theme in found if not theme.is_retired],
        "retired": [theme for theme in found if theme.is_retired],
    }
    return render(request, "proposals/themes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def theme_new(request: ActorRequest) -> HttpResponse:
    club = present_club(request.actor)
    request.actor.capacity_for("proposals.edit_themes", club)
    assert club is not None  # whoever may edit its themes has one
    form = ThemeForm(request.POST if request.method == "POST" else None)

    def add(fields: dict[str, Any]) -> None:
        acts.add_theme(actor=request.actor, club=club, **fields)

    if request.method == "POST" and do(form, add):
        messages.success(request, _("The theme was added."))
        return redirect("themes")
    return show(request, "proposals/theme.html", {"theme": None}, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def theme(request: ActorRequest, pk: int) -> HttpResponse:
    found = find(THEMES, pk=pk)
    request.actor.capacity_for("proposals.edit_themes", found.club)
    form = ThemeForm(request.POST if request.method == "POST" else None, initial={"name": found.name})

    def rename(fields: dict[str, Any]) -> None:
        acts.rename_theme(actor=request.actor, theme=found, **fields)

    if request.method == "POST" and do(form, rename):
        messages.success(request, _("The theme was changed."))
        return redirect("themes")
    return show(request, "proposals/theme.html", {"theme": found}, form=form)


@require_POST
def theme_move(request: ActorRequest, pk: int) -> HttpResponse:
    """`to` is up or down."""
    acts.move_theme(actor=request.actor, theme=find(THEMES, pk=pk), places=-1 if request.POST.get("to") == "up" else 1)
    # The keyboard goes on where it was.
    return redirect(reverse("themes", fragment=f"theme-{pk}"))


@require_POST
def theme_retire(request: ActorRequest, pk: int) -> HttpResponse:
    found = find(THEMES, pk=pk)
    acts.retire_theme(actor=request.actor, theme=found)
    messages.success(request, _("The theme “%(theme)s” is offered no more.") % {"theme": found})
    return redirect("themes")


@require_POST
def theme_offer(request: ActorRequest, pk: int) -> HttpResponse:
    found = find(THEMES, pk=pk)
    acts.offer_theme(actor=request.actor, theme=found)
    messages.success(request, _("The theme “%(theme)s” is offered again.") % {"theme": found})
    return redirect("themes")
