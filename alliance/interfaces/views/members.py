"""Changes of who acts for a partner."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.domain import members
from alliance.interfaces.pages import find
from alliance.interfaces.requests import ActorRequest
from alliance.models import Member

MEMBERS = Member.objects.select_related("partner__club", "user")


@require_POST
def member_end(request: ActorRequest, pk: int) -> HttpResponse:
    member = find(MEMBERS, pk=pk)
    members.end_membership(actor=request.actor, member=member)
    messages.success(
        request, _("%(name)s no longer acts for %(partner)s.") % {"name": member.user, "partner": member.partner}
    )
    return redirect(member.partner.urls.page)


@require_POST
def member_role(request: ActorRequest, pk: int) -> HttpResponse:
    member = find(MEMBERS, pk=pk)
    members.change_role(actor=request.actor, member=member, role=request.POST.get("role", ""))
    member.refresh_from_db()
    messages.success(request, _("%(name)s is now %(role)s.") % {"name": member.user, "role": member.get_role_display()})
    return redirect(member.partner.urls.page)
