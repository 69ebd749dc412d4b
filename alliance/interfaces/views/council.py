"""The council: who sits there, whether its composition is valid; seats and mandates for the secretariat."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.capacities import Actor
from alliance.domain import council as acts
from alliance.domain import queries
from alliance.domain.errors import NotVisible, Refused
from alliance.interfaces.forms.council import AlternateForm, EndForm, MandateForm
from alliance.interfaces.pages import do, find, show
from alliance.interfaces.pictures import hemicycle
from alliance.interfaces.requests import ActorRequest
from alliance.models import Category, Club, Mandate, Seat
from alliance.models.invitations import InvitedTo
from alliance.registry import OpenElection, elections

SEATS = Seat.objects.select_related("club", "category")
MANDATES = Mandate.objects.select_related("seat__club", "seat__category", "holder", "alternate", "partner")
# A mandate without an end is drawn as if it lasted so long from today.
OPEN_END = timedelta(days=365)
# The table offers to elect whoever follows a mandate that ends within these days; the seat's page always does.
ENDS_SOON = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """A row of the table; `start`, `end`, `now` in whole percents of the time that all the bars share.

    `election` runs for the seat; `result` is where the election of its holder is read, `elect` where one is opened.
    """

    place: queries.Place
    start: int = 0
    end: int = 0
    now: int = 0
    election: OpenElection | None = None
    result: str = ""
    elect: str = ""


@require_safe
def council(request: ActorRequest) -> HttpResponse:
    club = queries.present_club(request.actor)
    if club is None:
        return render(request, "alliance/council.html", {"lines": []})
    places = queries.council_at(club)
    findings = queries.composition_findings(club)
    may_record = request.actor.may("alliance.record_mandates", club)
    context: dict[str, Any] = {
        "lines": _with_elections(request.actor, _lines(places, timezone.localdate())),
        "picture": hemicycle(places) if places else "",
        "findings": findings,
        "is_valid": not any(finding.is_violation for finding in findings),
        "may_record": may_record,
    }
    if may_record:
        seated = {place.seat.category_id for place in places}
        context["invitations"] = queries.open_invitations(club, InvitedTo.SEAT)
        context["unseated"] = [each for each in Category.objects.filter(club=club) if each.pk not in seated]
    return render(request, "alliance/council.html", context)


def _lines(places: list[queries.Place], today: date) -> list[Line]:
    spans = {
        place.seat.pk: (place.mandate.starts_on, place.mandate.ends_on or today + OPEN_END)
        for place in places
        if place.mandate
    }
    if not spans:
        return [Line(place) for place in places]
    first = min(start for start, _end in spans.values())
    last = max(end for _start, end in spans.values())
    days = max((last - first).days, 1)

    def percent(day: date) -> int:
        return min(max((day - first).days * 100 // days, 0), 100)

    def line(place: queries.Place) -> Line:
        if place.seat.pk not in spans:
            return Line(place)
        start, end = spans[place.seat.pk]
        return Line(place, percent(start), percent(end), percent(today))

    return [line(place) for place in places]


def _with_elections(actor: Actor, lines: list[Line]) -> list[Line]:
    places = [line.place for line in lines]
    mandates = [mandate for place in places for mandate in (place.mandate, place.next_mandate) if mandate]
    open_now = elections().open_now(actor, [place.seat for place in places])
    results = elections().results(actor, mandates)
    soon = timezone.localdate() + ENDS_SOON

    def needs_one(place: queries.Place) -> bool:
        if place.next_mandate:
            return False
        return place.mandate is None or (place.mandate.ends_on is not None and place.mandate.ends_on < soon)

    return [
        replace(
            line,
            election=open_now.get(line.place.seat.pk),
            result=results.get(shown.pk, "") if (shown := line.place.mandate or line.place.next_mandate) else "",
            elect=elections().opening(actor, line.place.seat) if needs_one(line.place) else "",
        )
        for line in lines
    ]


@require_POST
def seat_new(request: ActorRequest) -> HttpResponse:
    """Adds the seat of a category (`category`, its id), or of an elected official (nothing)."""
    club = _club(request)
    given = request.POST.get("category", "")
    category = None
    if given:
        category = Category.objects.filter(club=club, pk=given).first() if given.isascii() and given.isdigit() else None
        if category is None:
            raise Refused({"category": [_("Choose a category of this club.")]})
    acts.add_seat(actor=request.actor, club=club, category=category)
    messages.success(request, _("The seat was added; it is vacant."))
    return redirect("council")


@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: ActorRequest, pk: int) -> HttpResponse:
    """A seat's mandates; records who holds it from when."""
    found = find(SEATS, pk=pk)
    request.actor.capacity_for("alliance.record_mandates", found.club)
    form = MandateForm(
        request.POST if request.method == "POST" else None, seat=found, initial={"starts_on": timezone.localdate()}
    )

    def record(fields: dict[str, Any]) -> None:
        acts.record_mandate(actor=request.actor, seat=found, **fields)

    if request.method == "POST" and do(form, record):
        messages.success(request, _("The mandate was recorded."))
        return redirect("seat", found.pk)
    places = queries.council_at(found.club)
    place = next((place for place in places if place.seat == found), None)
    mandate = place.mandate if place else None
    mandates = list(MANDATES.filter(seat=found).order_by("-starts_on"))
    results = elections().results(request.actor, mandates)
    context = {
        "seat": found,
        "current": place,
        "mandates": [(mandate, results.get(mandate.pk, "")) for mandate in mandates],
        "election": elections().open_now(request.actor, [found]).get(found.pk),
        "elect": elections().opening(request.actor, found),
        "invitations": queries.open_invitations(found.club, InvitedTo.SEAT, seat=found),
        "alternate_form": AlternateForm(
            club=found.club, initial={"alternate": mandate.alternate if mandate else None}, prefix="now"
        ),
        "chair": next((place.holder for place in places if place.is_chair), None),
        "end_form": _end_form(),
        # The same where there are no scripts, on the same page.
        "plain_end_form": _end_form(auto_id="plain_%s"),
        "place": "council",
    }
    return show(request, "alliance/seat.html", context, form=form)


def _end_form(auto_id: str = "id_%s") -> EndForm:
    return EndForm(initial={"last_day": timezone.localdate()}, prefix="now", auto_id=auto_id)


@require_POST
def seat_abolish(request: ActorRequest, pk: int) -> HttpResponse:
    found = find(SEATS, pk=pk)
    acts.abolish_seat(actor=request.actor, seat=found)
    messages.success(request, _("The seat was abolished."))
    return redirect("council")


@require_POST
def mandate_end(request: ActorRequest, pk: int) -> HttpResponse:
    mandate = find(MANDATES, pk=pk)
    request.actor.capacity_for("alliance.record_mandates", mandate.seat.club)
    form = EndForm(request.POST, prefix="now")
    if not form.is_valid():
        raise Refused({name: [str(words) for words in errors] for name, errors in form.errors.items()})
    acts.end_mandate(actor=request.actor, mandate=mandate, last_day=form.cleaned_data["last_day"])
    messages.success(request, _("The end of the mandate was recorded."))
    return redirect("seat", mandate.seat_id)


@require_POST
def mandate_alternate(request: ActorRequest, pk: int) -> HttpResponse:
    mandate = find(MANDATES, pk=pk)
    request.actor.capacity_for("alliance.record_mandates", mandate.seat.club)
    form = AlternateForm(request.POST, club=mandate.seat.club, prefix="now")
    if not form.is_valid():
        raise Refused({name: [str(words) for words in errors] for name, errors in form.errors.items()})
    acts.set_alternate(actor=request.actor, mandate=mandate, alternate=form.cleaned_data["alternate"])
    messages.success(request, _("The alternate was recorded."))
    return redirect("seat", mandate.seat_id)


@require_POST
def mandate_chair(request: ActorRequest, pk: int) -> HttpResponse:
    mandate = find(MANDATES, pk=pk)
    acts.record_chair(actor=request.actor, mandate=mandate)
    messages.success(request, _("%(name)s chairs the council.") % {"name": mandate.holder})
    return redirect("seat", mandate.seat_id)


def _club(request: ActorRequest) -> Club:
    club = queries.present_club(request.actor)
    if club is None:
        raise NotVisible
    return club
