"""Forms that let people in: an invitation, its acceptance, a role."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.models.partners import Role


class InvitePersonForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("How the e-mail greets this person."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class InviteMemberForm(InvitePersonForm):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        initial=Role.CONTRIBUTOR,
        help_text=_(
            "The representative votes for the partner, an alternate in its place; contributors write and comment; "
            "observers read."
        ),
    )

    def without_role(self, role: str) -> None:
        """Leaves out a role that nobody can be invited to now."""
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [choice for choice in Role.choices if choice[0] != role]


class NewAccountForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As others see it beside what you write."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        help_text=_("At least 10 characters. Without one, you sign in with a code sent by e-mail."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
