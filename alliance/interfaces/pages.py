"""Habits of every page that does an act: find or 404, show what the act refused in its form, go back safely."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from alliance.domain.errors import NotVisible, Refused

M = TypeVar("M", bound=Model)


def find(queryset: QuerySet[M], **lookup: Any) -> M:
    """The one row, or NotVisible (404), as for a row that this person may not see."""
    found = queryset.filter(**lookup).first()
    if found is None:
        raise NotVisible
    return found


def do(form: BaseForm, act: Callable[[dict[str, Any]], Any]) -> bool:
    """Runs the act on the form's cleaned data; what it refuses becomes the form's errors. True when it was done."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refused:
        for field, sentences in refused.fields.items():
            for sentence in sentences:
                form.add_error(field if field in form.fields else None, sentence)
        return False
    return True


def show(request: HttpRequest, template: str, context: dict[str, Any], *, form: BaseForm | None = None) -> HttpResponse:
    """The page; with 422 when the form in it was refused."""
    refused = form is not None and form.is_bound and bool(form.errors)
    return render(request, template, {**context, "form": form}, status=422 if refused else 200)


def safe_next(request: HttpRequest, otherwise: str = "/") -> str:
    """The `next` of the request if it stays on this site, else the given address (A06)."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return otherwise


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    return redirect(safe_next(request, otherwise))
