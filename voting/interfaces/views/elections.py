"""Opening the election of a category's representative, from the seat that it fills."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alliance.domain.errors import NotAllowed, NotVisible
from alliance.domain.queries import council_at
from alliance.interfaces.pages import find, show
from alliance.interfaces.requests import ActorRequest
from alliance.models import Mandate, Seat
from voting.domain.elections.opening import open_election
from voting.domain.elections.queries import former_candidacies, open_elections
from voting.domain.opening import election_rules_for
from voting.domain.options import MOST
from voting.domain.preparing import prepare
from voting.domain.register import Today
from voting.interfaces.choosing.forms import AT_ONCE, rows_of
from voting.interfaces.elections.council import may_open
from voting.interfaces.elections.forms import AT_FIRST, ElectionForm
from voting.interfaces.elections.rules import CandidateWords
from voting.interfaces.forms import in_a_week
from voting.interfaces.views.conduct import opened, without_rules
from voting.models import Election, Poll, Rule

TEMPLATE = "voting/elections/open.html"


@require_http_methods(["GET", "HEAD", "POST"])
def seat_election(request: ActorRequest, pk: int) -> HttpResponse:
    """Opens an election; `?again=7` begins with the candidates of that one; `more` in what is posted adds rows."""
    seat = find(Seat.objects.select_related("club", "category"), pk=pk)
    if not may_open(request.actor, seat):
        raise NotAllowed("alliance.record_mandates")
    if seat.category is None or seat.abolished_on:
        raise NotVisible
    if running := open_elections(request.actor, [seat]).get(seat.pk):
        return redirect(running.urls.page)
    rules = [rule for rule in election_rules_for(request.actor) if rule.club_id == seat.club_id]
    if not rules:
        return without_rules(request)
    context = _context(seat, rules)
    if "more" in request.POST:
        rows = min(rows_of(request.POST) + AT_ONCE, MOST)
        form = ElectionForm(seat=seat, rules=rules, rows=rows, initial=request.POST.dict())
        return render(request, TEMPLATE, {**context, "form": form})
    if request.method != "POST":
        initial = {**_days(seat), **_again(seat, request.GET.get("again", ""))}
        rows = max(AT_FIRST, sum(name.startswith("candidate-") for name in initial))
        return show(request, TEMPLATE, context, form=ElectionForm(seat=seat, rules=rules, rows=rows, initial=initial))
    form = ElectionForm(request.POST, seat=seat, rules=rules)

    def act(fields: dict[str, Any]) -> Poll:
        return open_election(
            actor=request.actor,
            seat=seat,
            rule=fields["rule"],
            candidates=form.standing(),
            starts_on=fields["starts_on"],
            ends_on=fields["ends_on"],
            closes_at=fields["closes_at"],
        )

    return opened(request, form, act) or show(request, TEMPLATE, context, form=form)


def _context(seat: Seat, rules: list[Rule]) -> dict[str, Any]:
    assert seat.category is not None  # the view asked
    today = Today(seat.club)
    prepared = [prepare(rule, category=seat.category, today=today) for rule in rules]
    fit = [(rule, each) for rule, each in zip(rules, prepared, strict=True) if not each.problems]
    words = [CandidateWords.of(each.rule, rule.body, [seat.category]) for rule, each in fit]
    return {
        "seat": seat,
        "current": next((place for place in council_at(seat.club) if place.seat == seat), None),
        "voters": max((each.register.voters for each in prepared), key=len),
        "problems": list(dict.fromkeys(problem for each in prepared for problem in each.problems)),
        "shared": words[0].shared() if words else [],
        "choices": [{"rule": rule, "words": each.own()} for (rule, _found), each in zip(fit, words, strict=True)],
        "place": "council",
    }


def _days(seat: Seat) -> dict[str, date]:
    """The days that the form begins with: after the mandate that runs or the usual closing, for as long as the last."""
    last = Mandate.objects.filter(seat=seat).exclude(ends_on=None).order_by("-starts_on").first()
    after_closing = timezone.localdate(in_a_week()) + timedelta(days=1)
    if last is None or last.ends_on is None:
        return {"starts_on": after_closing}
    first = max(after_closing, last.ends_on + timedelta(days=1))
    return {"starts_on": first, "ends_on": first + (last.ends_on - last.starts_on)}


def _again(seat: Seat, number: str) -> dict[str, Any]:
    """Who stood in an earlier election to this seat, and for which days; nothing of an election to another."""
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return {}
    election = Election.objects.filter(seat=seat, poll=int(number)).select_related("poll__source").first()
    if election is None:
        return {}
    found: dict[str, Any] = {"rule": election.poll.source_id, "ends_on": election.ends_on}
    if election.starts_on >= timezone.localdate(in_a_week()):
        found["starts_on"] = election.starts_on
    for n, given in enumerate(former_candidacies(election), start=1):
        found[f"candidate-{n}"] = str(given.member.pk)
        found[f"alternate-{n}"] = str(given.alternate.pk) if given.alternate else ""
        found[f"statement-{n}"] = given.statement
    return found
