"""Conducting polls: opening, a later closing time, closing by hand, the casting vote, the second convocation."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliance.capacities import NotAllowed
from alliance.interfaces.live import stamped
from alliance.interfaces.pages import do, show
from alliance.interfaces.requests import ActorRequest
from voting.domain.closing import casting_vote, close_poll, extend_poll
from voting.domain.opening import describe_subject, may_open, open_poll, rules_for, second_convocation
from voting.domain.preparing import prepare
from voting.domain.queries import poll_for, result_for
from voting.domain.register import Today
from voting.interfaces.forms import CastingForm, ClosingForm, OpenForm
from voting.interfaces.methods import words_for
from voting.interfaces.poll_page import ROOMS, page_context
from voting.interfaces.result_page import result_context
from voting.models import Poll, Rule

# What somebody writes in the forms that open polls, be it numbered ("option-2").
TYPED = {"question", "title", "option", "about", "statement"}


@require_http_methods(["GET", "HEAD", "POST"])
def poll_open(request: ActorRequest) -> HttpResponse:
    """Opens a poll, on `?subject=proposal:3` or on a question written here."""
    subject = request.POST.get("subject") or request.GET.get("subject") or ""
    if not may_open(request.actor):
        raise NotAllowed("voting.open_poll")
    rules = rules_for(request.actor, deciding=bool(subject))
    if not rules:
        return without_rules(request)
    described = describe_subject(actor=request.actor, rule=rules[0], subject=subject) if subject else None
    form = OpenForm(request.POST if request.method == "POST" else None, rules=rules, has_subject=described is not None)

    def act(fields: dict[str, Any]) -> Poll:
        return open_poll(
            actor=request.actor,
            rule=fields["rule"],
            closes_at=fields["closes_at"],
            subject=subject,
            question=fields.get("question", ""),
            title=fields.get("title", ""),
        )

    if done := opened(request, form, act):
        return done
    today = Today(rules[0].club)
    options = [_option(rule, today) for rule in rules]
    context = {"subject": subject, "described": described, "options": options, "place": "proposals"}
    return show(request, "voting/poll_open.html", context, form=form)


def opened(request: ActorRequest, form: BaseForm, act: Callable[[dict[str, Any]], Poll]) -> HttpResponse | None:
    """Leads to the poll that the form sent opened by `act`; None where there is none, or it was refused."""
    polls: list[Poll] = []
    if request.method != "POST" or not do(form, lambda fields: polls.append(act(fields))):
        return None
    messages.success(request, _("The poll is open."))
    return redirect(polls[0].urls.page)


def without_rules(request: ActorRequest) -> HttpResponse:
    """Says that no rule is in use for what was to be opened, what to do, and gives back what was typed meanwhile."""
    sent = request.POST.dict().items()
    kept = [str(typed) for name, typed in sent if name.split("-")[0] in TYPED and str(typed).strip()]
    context = {"kept": kept, "may_edit": request.actor.may("voting.edit_rules", Rule(club=request.actor.club))}
    return render(
        request, "voting/no_rule.html", {**context, "place": "polls"}, status=409 if request.method == "POST" else 200
    )


def _option(rule: Rule, today: Today) -> dict[str, Any]:
    """A rule of the form: its sentence, what forbids it now, what to know."""
    prepared = prepare(rule, today=today)
    words = None
    if prepared.rule.get("format") == "consult-rule/1":
        words = words_for(prepared.rule, rule.body, today.categories, rule.purpose).rule()
    return {
        "rule": rule,
        "words": words,
        "problems": prepared.problems,
        "warnings": prepared.warnings,
        "voters": len(prepared.register.voters),
    }


@require_POST
@stamped(**ROOMS)
def poll_extend(request: ActorRequest, pk: int) -> HttpResponse:
    poll = poll_for(request.actor, pk)
    form = ClosingForm(request.POST, poll=poll)
    if do(form, lambda fields: extend_poll(actor=request.actor, poll=poll, closes_at=fields["closes_at"])):
        messages.success(request, _("The poll is extended."))
        return redirect(poll.urls.page)
    return render(request, "voting/poll.html", page_context(request.actor, poll, extend_form=form), status=422)


@require_POST
def poll_close(request: ActorRequest, pk: int) -> HttpResponse:
    poll = close_poll(actor=request.actor, poll=poll_for(request.actor, pk))
    return redirect(poll.urls.result)


@require_POST
def poll_casting(request: ActorRequest, pk: int) -> HttpResponse:
    """The chair's vote on a tie."""
    poll = poll_for(request.actor, pk)
    form = CastingForm(request.POST)
    if do(form, lambda fields: casting_vote(actor=request.actor, poll=poll, choice=fields["choice"])):
        return redirect(poll.urls.result)
    request.actor.capacity_for("voting.casting_vote", poll)
    found, tally = result_for(request.actor, pk)
    return render(request, "voting/result.html", result_context(request.actor, found, tally, casting=form), status=422)


@require_POST
def poll_second(request: ActorRequest, pk: int) -> HttpResponse:
    """The second convocation of a void poll."""
    poll = poll_for(request.actor, pk)
    form = ClosingForm(request.POST)
    opened: list[Poll] = []

    def act(fields: dict[str, Any]) -> None:
        opened.append(second_convocation(actor=request.actor, poll=poll, closes_at=fields["closes_at"]))

    if do(form, act):
        messages.success(request, _("The poll is open."))
        return redirect(opened[0].urls.page)
    request.actor.capacity_for("voting.second_convocation", poll)
    found, tally = result_for(request.actor, pk)
    return render(request, "voting/result.html", result_context(request.actor, found, tally, second=form), status=422)
