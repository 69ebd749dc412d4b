"""Forms of the poll pages: opening, a later closing time, a proxy, the casting vote, a correction."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from voting.domain.closing import ballots_of, left_out_of
from voting.domain.correcting import LONGEST
from voting.interfaces.choosing.naming import said_in_a_line
from voting.interfaces.ways import choice_word
from voting.models import Ballot, CastingChoice, Poll, Rule, Voter


class ClosingTime(forms.DateTimeField):
    """A day and an hour in the alliance's time zone, as browsers pick them."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Closing time"))
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            **options,
        )


def in_a_week() -> Any:
    """A sensible closing time: 18 h, a week from now."""
    return timezone.localtime().replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(days=7)


class RuleChoice(forms.ModelChoiceField):
    def label_from_instance(self, rule: Any) -> str:
        return str(rule.title)


class OpenForm(forms.Form):
    """`rules` are those this person may use; without a subject the question is written here."""

    rule = RuleChoice(queryset=Rule.objects.none(), widget=forms.RadioSelect, empty_label=None, label=_("Rule"))
    closes_at = ClosingTime(
        help_text=_("Paris time. It can be extended while the poll is open, never shortened; you may close it by hand.")
    )
    question = forms.CharField(label=_("Question"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    title = forms.CharField(label=_("Title"), max_length=300, required=False)

    def __init__(self, *args: Any, rules: list[Rule], has_subject: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["rule"]
        assert isinstance(choice, RuleChoice)
        choice.queryset = Rule.objects.filter(pk__in=[rule.pk for rule in rules]).order_by("-body", "pk")
        self.fields["closes_at"].initial = in_a_week
        if rules:
            self.fields["rule"].initial = rules[0].pk
        if has_subject:
            del self.fields["question"], self.fields["title"]


class ClosingForm(forms.Form):
    """A later closing time, or that of a second convocation."""

    closes_at = ClosingTime()

    def __init__(self, *args: Any, poll: Poll | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["closes_at"].initial = poll.closes_at + timedelta(days=1) if poll else in_a_week


class HolderChoice(forms.ModelChoiceField):
    def label_from_instance(self, voter: Any) -> str:
        return f"{voter.name} ({voter.place})" if voter.seat_id and voter.place else str(voter.name)


class ProxyForm(forms.Form):
    """Who is to hold the giver's proxy."""

    holder = HolderChoice(queryset=Voter.objects.none(), label=_("Give my proxy to"))

    def __init__(self, *args: Any, holders: list[Voter], **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["holder"]
        assert isinstance(choice, HolderChoice)
        choice.queryset = Voter.objects.filter(pk__in=[holder.pk for holder in holders])


class CastingForm(forms.Form):
    choice = forms.ChoiceField(choices=CastingChoice.choices, widget=forms.RadioSelect, label=_("Casting vote"))


def _in_words(ballot: Ballot) -> str:
    poll = ballot.voter.poll
    return said_in_a_line(poll, ballot.said) if poll.is_choice else choice_word(ballot.choice, poll.purpose)


class BallotsChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, ballot: Any) -> str:
        words = {"voter": ballot.voter.name, "choice": _in_words(ballot)}
        if ballot.by is None:
            return _("%(voter)s: %(choice)s") % words
        return _("%(voter)s, by proxy held by %(holder)s: %(choice)s") % {**words, "holder": ballot.by.name}


class CorrectionForm(forms.Form):
    """Which ballots of a closed poll don't count, and why; those that don't count now are ticked."""

    ballots = BallotsChoice(
        queryset=Ballot.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Ballots that don’t count"),
        help_text=_("A ballot cast without the right to, an invalid proxy… None is changed, none is added."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is published with both results, and stands in the record."),
    )

    def __init__(self, *args: Any, poll: Poll, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["ballots"]
        assert isinstance(choice, BallotsChoice)
        ballots, left_out = ballots_of(poll), left_out_of(poll)
        choice.queryset = ballots
        choice.initial = [ballot.pk for ballot in ballots if ballot.named in left_out] if left_out else []
