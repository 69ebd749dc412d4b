"""Forms of the register: filter, partner, import."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import Category, Club, Partner
from alliance.models.partners import Territory


class PartnerForm(forms.ModelForm):
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    class Meta:
        model = Partner
        fields = ["name", "category", "territory", "population", "country", "reference", "website", "description"]
        labels = {"population": _("Population (inhabitants)"), "country": _("Country (two letters)")}
        help_texts = {
            "population": _("Only where the partner has one; some voting rules weigh by it."),
            "reference": _("Its key in the register it comes from, if any."),
        }

    def __init__(self, *args: Any, club: Club, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.fields["category"]
        assert isinstance(category, forms.ModelChoiceField)
        category.queryset = Category.objects.filter(club=club)

    def _post_clean(self) -> None:
        """The act decides: nothing is written to the instance here."""


class RegisterFilter(forms.Form):
    """GET: `text`, `category` (key), `territory`; a value that is not one is ignored."""

    text = forms.CharField(label=_("Name or activity"), required=False, max_length=100)
    category = forms.ChoiceField(label=_("Category"), required=False)
    territory = forms.ChoiceField(
        label=_("Territory"), required=False, choices=[("", pgettext_lazy("masculine", "All")), *Territory.choices]
    )

    def __init__(self, *args: Any, club: Club, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = Category.objects.filter(club=club)
        self.fields["category"].choices = [("", _("All")), *((c.key, c.name) for c in categories)]  # type: ignore[attr-defined]

    @property
    def criteria(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class ImportForm(forms.Form):
    """A file at first, then its text carried along (`table`), with a column chosen for each target (`column-name`…)."""

    file = forms.FileField(
        label=_("CSV file"), required=False, help_text=_("Any spreadsheet can save a table as CSV; 1 MB at most.")
    )
    table = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    category = forms.ChoiceField(
        label=_("Category"), required=False, help_text=_("Of the rows whose own column names none.")
    )
    country = forms.CharField(
        label=_("Country to keep"),
        required=False,
        max_length=60,
        help_text=_("For example France; empty: all the rows."),
    )
    admit = forms.BooleanField(label=_("Admit them as partners at once"), required=False)
    accept_homonyms = forms.BooleanField(label=_("Two rows of one name are two organisations"), required=False)

    def __init__(self, *args: Any, club: Club, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.club = club
        categories = Category.objects.filter(club=club)
        self.fields["category"].choices = [("", "—"), *((c.key, c.name) for c in categories)]  # type: ignore[attr-defined]

    def show_columns(self, headings: list[str], columns: dict[str, str]) -> None:
        """From the second step on: the columns of the file, to be chosen for each target; the file is known."""
        del self.fields["file"]
        given = QueryDict(mutable=True)
        given.update(self.data)
        self.data = given
        for target, words in COLUMN_WORDS.items():
            name = f"column-{target}"
            choices = [("", "—"), *((heading, heading) for heading in headings if heading)]
            self.fields[name] = forms.ChoiceField(
                label=words,
                required=target == "name",
                choices=choices,
                error_messages={"required": _("Say which column holds the names.")},
            )
            given[name] = columns.get(target, "")

    @property
    def chosen_columns(self) -> dict[str, str]:
        """{target: heading} as chosen, nothing before the columns were shown."""
        found = {target: str(self.data.get(f"column-{target}", "")) for target in COLUMN_WORDS}
        return {target: heading for target, heading in found.items() if heading}

    @property
    def category_chosen(self) -> Category | None:
        return Category.objects.filter(club=self.club, key=self.cleaned_data.get("category", "")).first()

    def initial_for_confirmation(self) -> dict[str, str]:
        """The fields as the page sends them back to confirm."""
        return {name: str(self.data[name]) for name in self.fields if self.data.get(name)}


COLUMN_WORDS = {
    "name": _("Column of the names"),
    "reference": _("Column of the references"),
    "country": _("Column of the countries"),
    "population": _("Column of the populations"),
    "territory": _("Column of the territories"),
    "category": _("Column of the categories"),
    "website": _("Column of the websites"),
}
