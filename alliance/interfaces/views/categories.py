"""The categories of actors: their list in order, their names and how they are drawn."""

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.domain import categories as acts
from alliance.domain import queries
from alliance.interfaces.forms.council import CategoryForm, NewCategoryForm
from alliance.interfaces.pages import do, find, show
from alliance.interfaces.requests import ActorRequest
from alliance.models import Category

CATEGORIES = Category.objects.select_related("club")


@require_safe
def categories(request: ActorRequest) -> HttpResponse:
    club = queries.present_club(request.actor)
    request.actor.capacity_for("alliance.edit_categories", club)
    return render(request, "alliance/categories.html", {"categories": CATEGORIES.filter(club=club)})


@require_http_methods(["GET", "HEAD", "POST"])
def category_new(request: ActorRequest) -> HttpResponse:
    club = queries.present_club(request.actor)
    request.actor.capacity_for("alliance.edit_categories", club)
    form = NewCategoryForm(request.POST if request.method == "POST" else None)

    def add(fields: dict[str, Any]) -> None:
        acts.add_category(actor=request.actor, club=club, **fields)  # type: ignore[arg-type]

    if request.method == "POST" and do(form, add):
        messages.success(request, _("The category was added. Add its seat to the council."))
        return redirect("categories")
    return show(request, "alliance/category.html", {"category": None}, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def category(request: ActorRequest, pk: int) -> HttpResponse:
    found = find(CATEGORIES, pk=pk)
    request.actor.capacity_for("alliance.edit_categories", found.club)
    form = CategoryForm(request.POST) if request.method == "POST" else CategoryForm(initial=model_to_dict(found))

    def edit(fields: dict[str, Any]) -> None:
        acts.edit_category(actor=request.actor, category=found, **fields)

    if request.method == "POST" and do(form, edit):
        messages.success(request, _("The category was changed."))
        return redirect("categories")
    return show(request, "alliance/category.html", {"category": find(CATEGORIES, pk=pk)}, form=form)


@require_POST
def category_move(request: ActorRequest, pk: int) -> HttpResponse:
    """`to` is up or down."""
    found = find(CATEGORIES, pk=pk)
    acts.move_category(actor=request.actor, category=found, places=-1 if request.POST.get("to") == "up" else 1)
    # The keyboard goes on where it was.
    return redirect(reverse("categories", fragment=f"category-{pk}"))
