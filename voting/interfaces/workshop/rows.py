"""The rows of conditions in the composer's form: their fields, and the form sent again with a row more or one less."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from alliance.models import Category
from voting.composing import Condition
from voting.composing.parts import ELECTED, NODE
from voting.interfaces.workshop import words
from voting.interfaces.workshop.amounts import exact

MOST = 12
# What a row asks for, in its order: the field's name behind the row's, and its words.
LABELS = {
    "unit": pgettext_lazy("condition", "Counted are"),
    "scope": pgettext_lazy("condition", "Among"),
    "least": pgettext_lazy("condition", "How many categories"),
    "empty": pgettext_lazy("condition", "A category where nobody counts"),
    "quantity": pgettext_lazy("condition", "Those who are"),
    "op": pgettext_lazy("condition", "must be"),
    "value": pgettext_lazy("condition", "Threshold"),
    "base": pgettext_lazy("condition", "of"),
    "otherwise": pgettext_lazy("condition", "Otherwise"),
    "group": pgettext_lazy("condition", "Asked"),
    "again": gettext_lazy("Asked at a second convocation too"),
    "tie": gettext_lazy("An exact tie here may be decided"),
}
CHOICES = {
    "unit": words.UNITS,
    "empty": words.EMPTY_PART,
    "quantity": words.QUANTITIES,
    "op": words.OPERATORS,
    "base": words.BASES,
    "otherwise": words.OTHERWISE,
    "group": words.LETTERS,
}


def rows_in(data: QueryDict) -> int:
    """How many rows a form that was sent has."""
    given = data.get("rows", "")
    return max(1, min(int(given), MOST)) if given.isascii() and given.isdecimal() and len(given) < 4 else 1


def fields_of_row(n: int, categories: list[Category]) -> Iterator[tuple[str, forms.Field]]:
    """The fields of condition `n`, by name; none is required: what is missing is told once all is known."""
    scopes = [
        *words.SCOPES,
        (_("One category"), [(NODE + ELECTED, _("Elected officials")), *((NODE + c.key, c.name) for c in categories)]),
    ]
    for name, word in LABELS.items():
        label = _("Condition %(n)d, %(what)s") % {"n": n, "what": word}
        field: forms.Field
        if name in ("again", "tie"):
            field = forms.BooleanField(label=label)
        elif name == "least":
            field = forms.IntegerField(label=label, min_value=1, max_value=999)
        elif name == "value":
            field = forms.CharField(label=label, max_length=90, widget=forms.TextInput(attrs={"class": "amount"}))
        else:
            choices: Any = scopes if name == "scope" else CHOICES[name]
            field = forms.ChoiceField(label=label, choices=choices)
        field.required = False
        yield f"c{n}-{name}", field
    yield f"c{n}-key", forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)


def initial_of_row(n: int, condition: Condition) -> dict[str, Any]:
    """What the fields of row `n` show of a condition."""
    return {f"c{n}-{name}": getattr(condition, name) for name in ("key", *LABELS)}


def condition_in(form: forms.Form, n: int, *, elected: bool) -> Condition:
    """The condition of row `n` of a form whose fields are clean; what is wrong becomes errors of its fields."""
    given: dict[str, Any] = {name: form.cleaned_data.get(f"c{n}-{name}") for name in ("key", *LABELS)}
    counts_elected = given["scope"] in ("each-elected", "least-elected", NODE + ELECTED)
    if counts_elected and not elected:
        form.add_error(f"c{n}-scope", _("The elected officials have seats in the council only."))
    if given["scope"] and given["scope"].startswith("least") and not given["least"]:
        form.add_error(f"c{n}-least", _("Say how many."))
    value = ""
    try:
        value = exact(given["value"] or "")
        if not given["base"] and "/" in value:
            form.add_error(f"c{n}-value", _("Without a base, write a whole number."))
    except forms.ValidationError as error:
        form.add_error(f"c{n}-value", error)
    return Condition(**{**given, "value": value, "least": given["least"] or 1})


def with_row_added(data: QueryDict) -> QueryDict:
    """What was sent, with one row more; its fields are those of a new condition."""
    changed, rows = data.copy(), min(rows_in(data) + 1, MOST)
    if rows > rows_in(data):
        for name, value in initial_of_row(rows, Condition()).items():
            if value is not False:
                changed[name] = "on" if value is True else str(value)
    changed["rows"] = str(rows)
    return changed


def with_row_removed(data: QueryDict, removed: str) -> QueryDict:
    """What was sent, without row `removed`; the last one that is left stays."""
    changed, rows = data.copy(), rows_in(data)
    if not removed.isdecimal() or not 1 <= int(removed) <= rows or rows == 1:
        return changed
    for n in range(int(removed), rows + 1):
        for name in ("key", *LABELS):
            following = data.get(f"c{n + 1}-{name}") if n < rows else None
            if following is None:
                changed.pop(f"c{n}-{name}", None)
            else:
                changed[f"c{n}-{name}"] = following
    changed["rows"] = str(rows - 1)
    return changed
