"""Forms of the register: filter, partner, import."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

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
        label=_("Territory"), required=False, choices=[("", _("All")), *Territory.choices]
    )

    def __init__(self, *args: Any, club: Club, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = Category.objects.filter(club=club)
        self.fields["category"].choices = [("", _("All")), *((c.key, c.name) for c in categories)]  # type: ignore[attr-defined]

    @property
    def criteria(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
