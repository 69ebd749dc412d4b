"""The part of the composer that is about choices among options: method, seats, grades."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voting.composing.choices import JUDGMENT, ChoiceParts
from voting.counting.ranked import OF_SEVERAL_SEATS
from voting.domain.options import MOST
from voting.interfaces.choosing.naming import grade_word

FEWEST_GRADES, MOST_GRADES, LONGEST_GRADE = 2, 10, 40
METHODS = [
    ("majority-judgment", gettext_lazy("Grades: the best median (majority judgment)")),
    ("schulze", gettext_lazy("Rankings: duels between options (Schulze)")),
    ("irv", gettext_lazy("Rankings: the last goes out (instant run-off)")),
    ("approval", gettext_lazy("Approval: the most often ticked")),
    ("stv", gettext_lazy("Rankings: several seats in proportion (single transferable vote)")),
]
MISSING = [
    ("worst", gettext_lazy("counts as the last grade")),
    ("median", gettext_lazy("counts as the median of the option")),
    ("none", gettext_lazy("counts for nothing")),
]
# The fields that are called as the parts they ask for, with those of the form that both kinds of rules share.
OWN = ("kind", "seats", "grades", "missing")
SHARED = ("empty", "proxies", "across", "present", "change")


def choice_fields() -> dict[str, forms.Field]:
    """By name; they are asked of a choice alone, see `asked_of`."""
    return {
        "kind": forms.ChoiceField(label=_("Method"), choices=METHODS),
        "seats": forms.IntegerField(
            label=_("Seats"),
            min_value=1,
            max_value=MOST,
            help_text=_("Unless another number is chosen when a poll opens."),
        ),
        "grades": forms.CharField(
            label=_("Grades"),
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text=_("One a line, the best first."),
        ),
        "missing": forms.ChoiceField(label=_("An option left without a grade"), choices=MISSING),
    }


def asked_of(kind: str) -> tuple[str, ...]:
    """The fields that a method asks for."""
    if kind == JUDGMENT:
        return "kind", "grades", "missing"
    return ("kind", "seats") if kind in OF_SEVERAL_SEATS else ("kind",)


def initial_of_choice(parts: ChoiceParts) -> dict[str, Any]:
    """What these fields and the shared ones show of a rule in parts."""
    named = {name: getattr(parts, name) for name in ("kind", "seats", "missing", *SHARED)}
    return {**named, "grades": "\n".join(grade_word(grade) for grade in parts.grades)}


def choice_in(form: forms.Form) -> ChoiceParts:
    """The parts of a form whose fields are clean; what is wrong becomes errors of its fields."""
    given = dict(form.cleaned_data)
    kind = given["kind"]
    return ChoiceParts(
        kind=kind,
        seats=given.get("seats", 1),
        grades=_grades(form, given["grades"]) if kind == JUDGMENT else ChoiceParts.grades,
        missing=given.get("missing", "worst"),
        empty=given["empty"],
        proxies=given["proxies"],
        across=given["across"],
        present=given["present"],
        change=given["change"],
    )


def _grades(form: forms.Form, text: str) -> tuple[str, ...]:
    """The grades of the lines, those that have a name in every language by their key."""
    known = {grade_word(grade).casefold(): grade for grade in ChoiceParts.grades}
    words = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    grades = tuple(known.get(word.casefold(), word) for word in words)
    if not FEWEST_GRADES <= len(grades) <= MOST_GRADES:
        told = {"fewest": FEWEST_GRADES, "most": MOST_GRADES}
        form.add_error("grades", _("Write between %(fewest)d and %(most)d grades.") % told)
    elif len({grade.casefold() for grade in grades}) < len(grades):
        form.add_error("grades", _("Each grade once."))
    elif any(len(grade) > LONGEST_GRADE for grade in grades):
        form.add_error("grades", _("A grade has at most %(count)d characters.") % {"count": LONGEST_GRADE})
    return grades
