"""The register of partners, and the page of each."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.domain import partners as acts
from alliance.domain import queries
from alliance.domain.errors import NotVisible
from alliance.interfaces.forms.partners import PartnerForm, RegisterFilter
from alliance.interfaces.pages import do, find, show
from alliance.interfaces.requests import ActorRequest
from alliance.models import Partner
from alliance.models.invitations import InvitedTo
from alliance.models.partners import Role, Standing

PARTNERS = Partner.objects.select_related("club", "category")
A_PAGE = 50


@require_safe
def partners(request: ActorRequest) -> HttpResponse:
    """The register: admitted partners for everybody, candidates too for the secretariat (`?standing=candidate`)."""
    club = queries.present_club(request.actor)
    if club is None:
        return render(request, "alliance/partners.html", {"page": None})
    form = RegisterFilter(request.GET, club=club)
    may_admit = request.actor.may("alliance.admit_partners", club)
    candidates = Partner.objects.filter(club=club, standing=Standing.CANDIDATE).count() if may_admit else 0
    standing = Standing.CANDIDATE if may_admit and request.GET.get("standing") == "candidate" else Standing.ADMITTED
    found = queries.register(club=club, standing=standing, **form.criteria)
    context = {
        "club": club,
        "form": form,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "count": len(found),
        "is_filtered": any(form.criteria.values()),
        "may_admit": may_admit,
        "candidates": candidates,
        "standing": standing,
    }
    return render(request, "alliance/partners.html", context)


@require_safe
def partner(request: ActorRequest, pk: int) -> HttpResponse:
    """One partner; a candidate is seen by the secretariat alone."""
    found = find(PARTNERS, pk=pk)
    may_admit = request.actor.may("alliance.admit_partners", found.club)
    if found.standing == Standing.CANDIDATE and not may_admit:
        raise NotVisible
    may_invite = request.actor.may("alliance.invite_members", found)
    context: dict[str, Any] = {
        "partner": found,
        "may_edit": request.actor.may("alliance.edit_partner", found),
        "may_admit": may_admit,
        "may_invite": may_invite,
        "members": queries.members_of(found) if request.actor.may("alliance.read_members", found) else None,
        "roles": Role.choices,
        "invitations": queries.open_invitations(found.club, InvitedTo.PARTNER, partner=found) if may_invite else [],
        "mandates": [
            place for place in queries.council_at(found.club) if place.mandate and place.mandate.partner == found
        ],
    }
    return render(request, "alliance/partner.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_new(request: ActorRequest) -> HttpResponse:
    """Adds a candidate by hand."""
    club = queries.present_club(request.actor)
    request.actor.capacity_for("alliance.admit_partners", club)
    assert club is not None  # whoever may admit has one
    form = PartnerForm(request.POST if request.method == "POST" else None, club=club)
    added: list[Partner] = []

    def add(fields: dict[str, Any]) -> None:
        added.append(acts.add_partner(actor=request.actor, club=club, fields=cast(acts.PartnerFields, fields)))

    if request.method == "POST" and do(form, add):
        return redirect(added[0].urls.page)
    return show(request, "alliance/partner_edit.html", {"partner": None, "place": "partners"}, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: ActorRequest, pk: int) -> HttpResponse:
    found = find(PARTNERS, pk=pk)
    request.actor.capacity_for("alliance.edit_partner", found)
    if request.method == "POST":
        form = PartnerForm(request.POST, club=found.club)
    else:
        form = PartnerForm(initial=model_to_dict(found), club=found.club)

    def edit(fields: dict[str, Any]) -> None:
        acts.edit_partner(actor=request.actor, partner=found, fields=cast(acts.PartnerFields, fields))

    if request.method == "POST" and do(form, edit):
        messages.success(request, _("What the register says was changed."))
        return redirect(found.urls.page)
    return show(
        request, "alliance/partner_edit.html", {"partner": find(PARTNERS, pk=pk), "place": "partners"}, form=form
    )


@require_POST
def partner_admit(request: ActorRequest, pk: int) -> HttpResponse:
    found = find(PARTNERS, pk=pk)
    acts.admit(actor=request.actor, partner=found)
    messages.success(request, _("%(partner)s is now a partner.") % {"partner": found})
    return redirect(found.urls.page)


@require_POST
def partner_let_go(request: ActorRequest, pk: int) -> HttpResponse:
    found = find(PARTNERS, pk=pk)
    acts.let_go(actor=request.actor, partner=found)
    messages.success(request, _("%(partner)s has left the alliance.") % {"partner": found})
    return redirect(found.urls.page)
