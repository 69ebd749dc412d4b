"""The page behind an invitation's link, and the forms that send and withdraw invitations."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from alliance.domain import clubs, invitations, queries
from alliance.domain.errors import NotVisible, Refused
from alliance.interfaces.emails import send_invitation
from alliance.interfaces.forms.council import InviteToSeatForm
from alliance.interfaces.forms.people import InviteMemberForm, InvitePersonForm, NewAccountForm
from alliance.interfaces.pages import back, do, find, show
from alliance.interfaces.requests import ActorRequest
from alliance.interfaces.views.council import MANDATES, SEATS
from alliance.models import Invitation, Partner, Secretariat
from alliance.models.invitations import InvitedTo
from alliance.models.partners import Role

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: ActorRequest, token: str) -> HttpResponse:
    """GET shows what is offered and spends nothing (A40); POST accepts and signs in."""
    signed_in = request.user if request.user.is_authenticated else None
    opened = invitations.open_invitation(token=token, signed_in=signed_in)
    person = invitations.person_of(opened)
    given = request.POST if request.method == "POST" else None
    form = None if person else NewAccountForm(given, initial={"name": opened.name})

    def accept(fields: dict[str, Any]) -> None:
        user = invitations.accept(token=token, signed_in=signed_in, **fields)
        if signed_in is None:
            # The session is a new one: nothing set before sign-in survives it (A39).
            login(request, user, backend=BACKEND)

    if request.method == "POST":
        if form is None:
            accept({})
        if form is None or do(form, accept):
            messages.success(request, _welcome(opened))
            return redirect(_place(opened, otherwise="/"))
    response = show(request, "alliance/invitation.html", {"invitation": opened, "person": person}, form=form)
    # The address is a secret: no page that one goes to from here hears of it. Not "no-referrer", under which browsers
    # send the form with `Origin: null`, and it is refused as forged.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def partner_invite(request: ActorRequest, pk: int) -> HttpResponse:
    """Invites a person to act for a partner."""
    partner = find(Partner.objects.select_related("club", "category"), pk=pk)
    request.actor.capacity_for("alliance.invite_members", partner)
    form = InviteMemberForm(request.POST if request.method == "POST" else None)
    if invitations.representative_of(partner):
        form.without_role(Role.REPRESENTATIVE)
    if _sent(request, form, partial(invitations.invite_member, actor=request.actor, partner=partner)):
        return redirect(partner.urls.page)
    return show(request, "alliance/invite.html", {"partner": partner, "place": "partners"}, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_invite(request: ActorRequest, pk: int) -> HttpResponse:
    """Invites a person to hold a seat of the council, who need not act for a partner."""
    seat = find(SEATS, pk=pk)
    request.actor.capacity_for("alliance.record_mandates", seat.club)
    form = InviteToSeatForm(
        request.POST if request.method == "POST" else None, seat=seat, initial={"starts_on": timezone.localdate()}
    )
    if _sent(request, form, partial(invitations.invite_to_seat, actor=request.actor, seat=seat)):
        return redirect("seat", seat.pk)
    return show(request, "alliance/seat_invite.html", {"seat": seat, "place": "council"}, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def alternate_invite(request: ActorRequest, pk: int) -> HttpResponse:
    """Invites a person to be the alternate of a mandate."""
    mandate = find(MANDATES, pk=pk)
    request.actor.capacity_for("alliance.record_mandates", mandate.seat.club)
    form = InvitePersonForm(request.POST if request.method == "POST" else None)
    if _sent(request, form, partial(invitations.invite_alternate, actor=request.actor, mandate=mandate)):
        return redirect("seat", mandate.seat_id)
    context = {"seat": mandate.seat, "mandate": mandate, "place": "council"}
    return show(request, "alliance/seat_invite.html", context, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def secretariat(request: ActorRequest) -> HttpResponse:
    """Who works for the secretariat, who is invited to; invites another person."""
    club = queries.present_club(request.actor)
    if club is None:
        raise NotVisible
    request.actor.capacity_for("alliance.invite_secretariat", club)
    form = InvitePersonForm(request.POST if request.method == "POST" else None)
    if _sent(request, form, partial(invitations.invite_to_secretariat, actor=request.actor, club=club)):
        return redirect("secretariat")
    context = {
        "people": Secretariat.objects.filter(club=club, ended_at=None).select_related("user").order_by("since"),
        "invitations": queries.open_invitations(club, InvitedTo.SECRETARIAT),
    }
    return show(request, "alliance/secretariat.html", context, form=form)


@require_POST
def secretariat_end(request: ActorRequest, pk: int) -> HttpResponse:
    work = find(Secretariat.objects.select_related("club", "user"), pk=pk)
    clubs.end_secretariat(actor=request.actor, work=work)
    messages.success(request, _("%(name)s no longer works for the secretariat.") % {"name": work.user})
    return redirect("/" if work.user == request.user else "secretariat")


@require_POST
def invitation_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    sent = find(Invitation.objects.select_related("club", "partner__club"), pk=pk)
    invitations.withdraw(actor=request.actor, invitation=sent)
    messages.success(request, _("The invitation to %(email)s was withdrawn.") % {"email": sent.email})
    return back(request, _place(sent, otherwise=reverse("secretariat")))


def _place(invitation: Invitation, *, otherwise: str) -> str:
    """The page of what the invitation is to."""
    if invitation.to == InvitedTo.SEAT:
        return reverse("council")
    return invitation.partner.urls.page if invitation.partner else otherwise


def _welcome(accepted: Invitation) -> str:
    first = accepted.mandate.starts_on if accepted.mandate else accepted.starts_on
    if first and first > timezone.localdate():
        return _("Welcome. Your mandate begins on %(day)s.") % {"day": date_format(first)}
    return _("Welcome. You may act now.")


def _sent(request: ActorRequest, form: Form, act: Callable[..., invitations.SentInvitation]) -> bool:
    """Whether the form was filled in and the invitation is under way by e-mail, which the person is told."""

    def invite(fields: dict[str, Any]) -> None:
        _send(act(**fields))

    if request.method != "POST" or not do(form, invite):
        return False
    messages.success(request, _("The invitation was sent to %(email)s.") % {"email": form.cleaned_data["email"]})
    return True


def _send(sent: invitations.SentInvitation) -> None:
    try:
        send_invitation(sent)
    except OSError as error:
        invitations.give_up(sent=sent)
        raise Refused({"email": [_("The e-mail could not be sent; nothing was changed. Try again later.")]}) from error
