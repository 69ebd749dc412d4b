"""The form of an election: candidates a row each, rule, closing time, the days of the mandate."""

from collections.abc import Iterator
from itertools import groupby
from string import ascii_uppercase
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.domain.elected import may_stand
from alliance.models import Member, Seat
from voting.domain.elections.opening import LONGEST_STATEMENT, Candidacy
from voting.domain.options import MOST
from voting.interfaces.choosing.forms import rows_of
from voting.interfaces.forms import ClosingTime, RuleChoice, in_a_week
from voting.models import Rule

AT_FIRST = 3


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ElectionForm(forms.Form):
    """Candidate n has the fields `candidate-n` and `alternate-n`, ids of memberships, and `statement-n`; `rows` says
    how many there are, so that without a script the page can be asked for more."""

    # Of all rows together, for what the act refuses of them; the page has no input of this name.
    candidates = forms.CharField(label=gettext_lazy("Who stands"), required=False)
    starts_on = forms.DateField(label=gettext_lazy("Mandate from"), widget=_day())
    ends_on = forms.DateField(label=gettext_lazy("Mandate until (included)"), widget=_day())
    rule = RuleChoice(
        queryset=Rule.objects.none(), widget=forms.RadioSelect, empty_label=None, label=gettext_lazy("Rule")
    )
    closes_at = ClosingTime(
        help_text=gettext_lazy(
            "Paris time. It can be extended while the poll is open, never shortened; you may close it by hand."
        )
    )

    def __init__(self, *args: Any, seat: Seat, rules: list[Rule], rows: int = AT_FIRST, **more: Any) -> None:
        super().__init__(*args, **more)
        choice = self.fields["rule"]
        assert isinstance(choice, RuleChoice)
        choice.queryset = Rule.objects.filter(pk__in=[rule.pk for rule in rules]).order_by("pk")
        choice.initial = rules[0].pk
        self.fields["closes_at"].initial = in_a_week
        self.rows = rows_of(self.data) if self.is_bound else rows
        self.members = {str(member.pk): member for member in may_stand(seat)}
        offered = [("", "–"), *_by_partner(self.members)]
        for n in range(1, self.rows + 1):
            self.fields[f"candidate-{n}"] = forms.ChoiceField(
                label=_("Candidate %(n)d") % {"n": n}, choices=offered, required=False
            )
            self.fields[f"alternate-{n}"] = forms.ChoiceField(
                label=_("Alternate (optional)"), choices=offered, required=False
            )
            self.fields[f"statement-{n}"] = forms.CharField(
                label=_("In a few lines (optional)"),
                max_length=LONGEST_STATEMENT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for n in range(1, self.rows + 1):
            more = given.get(f"alternate-{n}") or given.get(f"statement-{n}")
            if more and not given.get(f"candidate-{n}") and f"candidate-{n}" not in self.errors:
                self.add_error(f"candidate-{n}", _("Choose who stands here, or empty this row."))
        return given

    @property
    def may_grow(self) -> bool:
        return self.rows < MOST

    def lines(self) -> Iterator[tuple[str, BoundField, BoundField, BoundField]]:
        """The letter and the three fields of each row."""
        for n, letter in enumerate(ascii_uppercase[: self.rows], start=1):
            yield letter, self[f"candidate-{n}"], self[f"alternate-{n}"], self[f"statement-{n}"]

    def standing(self) -> list[Candidacy]:
        """Who stands, of a valid form; empty rows don't count."""
        given = self.cleaned_data
        return [
            Candidacy(
                self.members[given[f"candidate-{n}"]],
                self.members.get(given[f"alternate-{n}"]),
                given[f"statement-{n}"],
            )
            for n in range(1, self.rows + 1)
            if given[f"candidate-{n}"]
        ]


def _by_partner(members: dict[str, Member]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of options, one a partner; a person's role tells two of one name apart."""
    groups = groupby(members.values(), key=lambda member: member.partner)
    return [
        (
            partner.name,
            [
                (str(m.pk), _("%(name)s (%(role)s)") % {"name": m.user.name, "role": m.get_role_display()})
                for m in of_partner
            ],
        )
        for partner, of_partner in groups
    ]
