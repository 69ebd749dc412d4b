"""The form of a new choice: question, options a row each, rule, seats, closing time."""

from collections.abc import Iterator, Mapping
from string import ascii_uppercase
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from voting.domain.options import FEWEST, LONGEST_DESCRIPTION, LONGEST_LABEL, MOST
from voting.interfaces.forms import ClosingTime, RuleChoice, in_a_week
from voting.models import Rule

AT_FIRST, AT_ONCE = 4, 2


def rows_of(typed: Mapping[str, Any]) -> int:
    """How many rows of options a form that was sent has."""
    given = typed.get("rows", "")
    asked = int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else AT_FIRST
    return max(FEWEST, min(asked, MOST))


def with_more_rows(typed: Mapping[str, str], rules: list[Rule]) -> "NewChoiceForm":
    """The form with all that was typed and a few rows more; nothing of it is judged yet."""
    return NewChoiceForm(rules=rules, rows=min(rows_of(typed) + AT_ONCE, MOST), initial=dict(typed))


class NewChoiceForm(forms.Form):
    """`rules` are those that this person may use. Option n has the fields `option-n` and `about-n`; `rows` says how
    many there are, so that without a script the page can be asked for more."""

    question = forms.CharField(label=gettext_lazy("Question"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    # Of all rows together, for what the act refuses of them; the page has no input of this name.
    options = forms.CharField(label=gettext_lazy("Options"), required=False)
    rule = RuleChoice(
        queryset=Rule.objects.none(), widget=forms.RadioSelect, empty_label=None, label=gettext_lazy("Rule")
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"),
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=gettext_lazy(
            "How many options are chosen, if not as many as the rule says. More than one only by approval or "
            "transferable vote."
        ),
    )
    closes_at = ClosingTime(
        help_text=gettext_lazy(
            "Paris time. It can be extended while the poll is open, never shortened; you may close it by hand."
        )
    )

    def __init__(self, *args: Any, rules: list[Rule], rows: int = AT_FIRST, **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["rule"]
        assert isinstance(choice, RuleChoice)
        choice.queryset = Rule.objects.filter(pk__in=[rule.pk for rule in rules]).order_by("-body", "pk")
        choice.initial = rules[0].pk
        self.fields["closes_at"].initial = in_a_week
        self.rows = rows_of(self.data) if self.is_bound else rows
        for n in range(1, self.rows + 1):
            self.fields[f"option-{n}"] = forms.CharField(
                label=_("Option %(n)d") % {"n": n}, max_length=LONGEST_LABEL, required=False
            )
            self.fields[f"about-{n}"] = forms.CharField(
                label=_("In a few words (optional)"), max_length=LONGEST_DESCRIPTION, required=False
            )

    @property
    def may_grow(self) -> bool:
        return self.rows < MOST

    def lines(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """The letter and the two fields of each row."""
        for n, letter in enumerate(ascii_uppercase[: self.rows], start=1):
            yield letter, self[f"option-{n}"], self[f"about-{n}"]

    def offered(self) -> list[tuple[str, str]]:
        """Name and description of each row that was filled in, of a valid form."""
        given = self.cleaned_data
        rows = [(given[f"option-{n}"], given[f"about-{n}"]) for n in range(1, self.rows + 1)]
        return [row for row in rows if any(row)]
