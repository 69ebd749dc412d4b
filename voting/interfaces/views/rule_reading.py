"""What a rule does: the power it gives, and what it would have made of the polls of the past."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from alliance.domain.errors import Busy, Refused, TooFast
from alliance.interfaces.api_errors import body
from alliance.interfaces.requests import ActorRequest
from voting.counting import FormatError
from voting.domain.powers import power_of
from voting.domain.rulebook import deciding_rule_for
from voting.domain.trials import tried_polls, try_on, try_on_files
from voting.interfaces.faults import sentence
from voting.interfaces.power_page import power_context, rule_context
from voting.interfaces.trial_form import TrialForm
from voting.interfaces.trial_page import rows_of_files, rows_of_polls, summary
from voting.models import Rule

A_PAGE = 20


@require_safe
def rule_power(request: ActorRequest, pk: int) -> HttpResponse:
    """Weight beside power, of today's register."""
    rule = deciding_rule_for(request.actor, pk)
    context, busy = rule_context(rule), None
    if not rule.is_choice:
        try:
            context |= power_context(power_of(rule))
        except FormatError as error:
            context["fault"] = sentence(error.message)
        except Busy as now:
            busy, context["busy"] = now, body("busy")["detail"]
    return _answered(render(request, "voting/rule_power.html", context, status=503 if busy else 200), busy)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_tried(request: ActorRequest, pk: int) -> HttpResponse:
    """Closed polls counted again under a rule; by POST also polls from files."""
    rule = deciding_rule_for(request.actor, pk)
    if request.method != "POST" or rule.is_choice:
        return _tried(request, rule, TrialForm())
    form = TrialForm(request.POST, request.FILES)
    if not form.is_valid():
        return _tried(request, rule, form, status=413 if form.is_too_large else 422)
    try:
        found = try_on_files(actor=request.actor, rule=rule, files=form.contents())
    except Refused as refused:
        form.add_error("polls", refused.fields[""])
        return _tried(request, rule, form, status=422)
    except TooFast as too_fast:
        form.add_error("polls", body("too-fast")["detail"])
        return _answered(_tried(request, rule, form, status=429), too_fast)
    except Busy as busy:
        form.add_error("polls", body("busy")["detail"])
        return _answered(_tried(request, rule, form, status=503), busy)
    rows = rows_of_files(rule.club, form.names(), found)
    return _tried(request, rule, TrialForm(), file_rows=rows, file_summary=summary(rows))


def _tried(request: ActorRequest, rule: Rule, form: TrialForm, *, status: int = 200, **files: object) -> HttpResponse:
    context = {**rule_context(rule), "form": form, **files}
    if not rule.is_choice:
        page = Paginator(tried_polls(request.actor), A_PAGE).get_page(request.GET.get("page"))
        rows = rows_of_polls(rule.club, [try_on(rule, poll) for poll in page])
        context |= {"page": page, "rows": rows, "summary": summary(rows)}
    return render(request, "voting/rule_tried.html", context, status=status)


def _answered(response: HttpResponse, later: Busy | TooFast | None) -> HttpResponse:
    if later is not None:
        response["Retry-After"] = str(later.wait)
    return response
