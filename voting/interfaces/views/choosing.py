"""Putting a choice among options: what is asked, between what, under which rule, until when."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from alliance.capacities import NotAllowed
from alliance.interfaces.pages import show
from alliance.interfaces.requests import ActorRequest
from alliance.models import Category
from voting.counting.rule import FORMAT as RULE_FORMAT
from voting.domain.opening import choice_rules_for, may_open, open_poll
from voting.domain.preparing import Preparation, prepare
from voting.domain.register import Today
from voting.interfaces.choosing.forms import NewChoiceForm, with_more_rows
from voting.interfaces.choosing.wording import ChoiceWords
from voting.interfaces.methods import words_for
from voting.interfaces.views.conduct import opened, without_rules
from voting.models import Poll, Purpose, Rule

TEMPLATE = "voting/choosing/open.html"


@require_http_methods(["GET", "HEAD", "POST"])
def poll_choose(request: ActorRequest) -> HttpResponse:
    """Opens a choice; with `more` among what is posted, gives the form back with a few rows more."""
    if not may_open(request.actor):
        raise NotAllowed("voting.open_poll")
    rules = choice_rules_for(request.actor)
    if not rules:
        return without_rules(request)
    if "more" in request.POST:
        return render(request, TEMPLATE, {**_context(rules), "form": with_more_rows(request.POST.dict(), rules)})
    form = NewChoiceForm(request.POST if request.method == "POST" else None, rules=rules)

    def act(fields: dict[str, Any]) -> Poll:
        return open_poll(
            actor=request.actor,
            rule=fields["rule"],
            closes_at=fields["closes_at"],
            question=fields["question"],
            options=form.offered(),
            seats=fields["seats"] or fields["rule"].seats,
        )

    if done := opened(request, form, act):
        return done
    return show(request, TEMPLATE, _context(rules), form=form)


def _context(rules: list[Rule]) -> dict[str, Any]:
    groups = [list(group) for _kind, group in groupby(rules, key=lambda rule: (rule.body, rule.purpose))]
    today = Today(rules[0].club)
    return {"groups": [_group(group, today) for group in groups], "place": "proposals"}


def _group(rules: list[Rule], today: Today) -> dict[str, Any]:
    """The rules of one body and purpose with what they have in common: who would vote, what forbids them all now,
    weights and ties; and with what each has of its own."""
    prepared = [prepare(rule, today=today) for rule in rules]
    common = [problem for problem in prepared[0].problems if all(problem in each.problems for each in prepared)]
    words = [_words(rule, each, today.categories) for rule, each in zip(rules, prepared, strict=True)]
    told = [each.shared() for each in words if each]
    shared = told[0] if told and all(sentences == told[0] for sentences in told) else []
    return {
        "name": capfirst(rules[0].get_body_display()),
        "consults": rules[0].purpose == Purpose.CONSULTATION,
        "voters": max(len(each.register.voters) for each in prepared),
        "problems": common,
        "shared": shared,
        "choices": [
            {
                "rule": rule,
                "words": said.own() if said else None,
                "shared": said.shared() if said and not shared else [],
                "problems": [problem for problem in each.problems if problem not in common],
            }
            for rule, each, said in zip(rules, prepared, words, strict=True)
        ],
    }


def _words(rule: Rule, prepared: Preparation, categories: list[Category]) -> ChoiceWords | None:
    """None of a rule that can't be filled in today."""
    if prepared.rule["format"] != RULE_FORMAT:
        return None
    words = words_for(prepared.rule, rule.body, categories, rule.purpose)
    assert isinstance(words, ChoiceWords)  # of a rule among options
    return words
