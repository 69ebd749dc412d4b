"""Forms of the council and of the categories."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.domain import queries
from alliance.interfaces.forms.people import InvitePersonForm
from alliance.models import Category, Club, Partner, Seat, User


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PeopleField(forms.ModelChoiceField):
    """A person of the club, by name and address, as two may share a name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.email})"


def people_of(club: Club) -> Any:
    return User.objects.filter(pk__in=[user.pk for user in queries.people(club)]).order_by("name", "pk")


class TermForm(forms.Form):
    """The days of a mandate and where its holder comes from."""

    partner = forms.ModelChoiceField(
        label=_("Comes from"), queryset=Partner.objects.none(), required=False, help_text=_("The partner, if any.")
    )
    starts_on = forms.DateField(label=_("From"), widget=_day())
    ends_on = forms.DateField(label=_("Until (included)"), required=False, widget=_day())
    basis = forms.CharField(
        label=_("Election or appointment"),
        max_length=200,
        required=False,
        help_text=_("For example: elected by the agencies on 4 June."),
    )

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = queries.admitted_partners(seat.club)
        self.fields["partner"].queryset = (  # type: ignore[attr-defined]
            partners.filter(category=seat.category) if seat.category else partners
        )


class MandateForm(TermForm):
    holder = PeopleField(label=_("Holder"), queryset=User.objects.none())
    alternate = PeopleField(label=_("Alternate"), queryset=User.objects.none(), required=False)

    field_order = ["holder", "partner", "starts_on", "ends_on", "alternate", "basis"]

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, seat=seat, **kwargs)
        for name in ("holder", "alternate"):
            self.fields[name].queryset = people_of(seat.club)  # type: ignore[attr-defined]


class InviteToSeatForm(TermForm, InvitePersonForm):
    field_order = ["email", "name", "partner", "starts_on", "ends_on", "basis"]


class AlternateForm(forms.Form):
    alternate = PeopleField(label=_("Alternate"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, club: Club, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alternate"].queryset = people_of(club)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    last_day = forms.DateField(label=_("Last day"), widget=_day())


class CategoryForm(forms.ModelForm):
    class Meta:
        model = Category
        fields = ["name", "mark", "colour", "pattern", "description"]

    def _post_clean(self) -> None:
        """The act decides: nothing is written to the instance here."""


class NewCategoryForm(CategoryForm):
    key = forms.CharField(
        label=_("Key"), max_length=31, help_text=_("Stands in the rules of votes and never changes; small letters.")
    )

    field_order = ["name", "key"]
