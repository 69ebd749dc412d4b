"""Forms of proposals: they read what was typed; the acts decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.models import Category, Club
from proposals.domain import themes
from proposals.domain.queries import Asked
from proposals.models import EndorsementKind, Kind, Proposal, Stage, Theme


class DetailsForm(forms.Form):
    """What a proposal says of itself; the same to start one and to change it."""

    kind = forms.ChoiceField(
        label=_("What kind of text"),
        choices=Kind.choices,
        help_text=_("A position is addressed to somebody, before a deadline."),
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    subtitle = forms.CharField(label=_("In a line"), max_length=300, required=False)
    origin = forms.CharField(
        label=_("Where it grows from"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The problem met on the ground or the European file: a link, or a few words."),
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    addressees = forms.CharField(
        label=_("Addressees"),
        max_length=400,
        required=False,
        help_text=_("For a position: whom it is sent to."),
    )
    deadline = forms.DateField(
        label=_("Deadline"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day until which it must have arrived."),
    )

    def __init__(self, *args: Any, club: Club, proposal: Proposal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["themes"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = themes.offered_themes(club, proposal)


class ListFilter(forms.Form):
    """GET: `words`, `theme`, `stage`, `category`, `kind`; a value that is not one is ignored."""

    words = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("All")), *Stage.choices])
    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(self, *args: Any, club: Club | None, is_public: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carried = [t for t in themes.themes_of(club) if t.uses or not t.is_retired]  # type: ignore[attr-defined]
        categories = Category.objects.filter(club=club)
        self.fields["theme"].choices = [("", pgettext_lazy("masculine", "All")), *((t.key, t.name) for t in carried)]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", _("All")), *((c.key, c.name) for c in categories)]  # type: ignore[attr-defined]
        if is_public:
            # What everybody reads has one stage.
            del self.fields["stage"]

    @property
    def asked(self) -> Asked:
        self.is_valid()
        return Asked(**{name: self.cleaned_data.get(name) or "" for name in self.fields})


class ClosingForm(forms.Form):
    closes_at = forms.DateTimeField(
        label=_("The consultation closes on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("In the alliance’s time zone."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is shown in the history."),
    )


class InviteForm(forms.Form):
    who = forms.CharField(
        label=_("Name or e-mail address of a member"),
        max_length=300,
        help_text=_("A member of any partner."),
        widget=forms.TextInput(attrs={"list": "members", "autocomplete": "off"}),
    )


class SupportForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Your support"), choices=EndorsementKind.choices, widget=forms.RadioSelect, initial="plain"
    )
    words = forms.CharField(
        label=_("Your reservation"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is shown beside your partner’s name, on the published text too."),
    )


class CommentForm(forms.Form):
    """A new thread. `id` is the comment's, made by the page, so that a double click is one comment.

    `first` and `last` count the page's inked characters before the passage and up to its end; without them and `quote`
    the comment is on the whole text.
    """

    id = forms.UUIDField(required=False)
    text = forms.CharField(
        label=_("Your comment"), widget=forms.Textarea(attrs={"rows": 4}), strip=False, required=False
    )
    quote = forms.CharField(required=False, strip=False)
    first = forms.IntegerField(required=False, min_value=0)
    last = forms.IntegerField(required=False, min_value=0)


class ReplyForm(forms.Form):
    id = forms.UUIDField(required=False)
    text = forms.CharField(label=_("Your reply"), widget=forms.Textarea(attrs={"rows": 3}), strip=False, required=False)


class AnswerForm(forms.Form):
    answer = forms.CharField(required=False)
    reason = forms.CharField(required=False)


class HideForm(forms.Form):
    reason = forms.CharField(required=False)


class ThemeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=themes.LONGEST_NAME)
