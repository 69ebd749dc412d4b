"""The words of a rule by what its poll is for: it decides by votes, it asks for consent, it only asks."""

from django.utils.translation import gettext as _

from voting.interfaces.wording import RuleInWords, Words
from voting.models import Purpose


class ConsentWords(Words):
    """A rule of consent: its clauses are told as what they are for, not as majorities."""

    purpose = Purpose.CONSENT

    def rule(self) -> RuleInWords:
        return RuleInWords(
            _("Adopted if nobody objects and at least one consents."),
            [
                _("An objection has its reason, in words; an abstention stands in nobody’s way."),
                _(
                    "A round that meets an objection decides nothing: what is asked can be reworked, and put again in "
                    "a new round."
                ),
            ],
        )


class ConsultationWords(Words):
    """The rule of a consultation, which no answers can fulfil: there is nothing to tell of its clause."""

    purpose = Purpose.CONSULTATION

    def rule(self) -> RuleInWords:
        return RuleInWords(
            _("This consultation decides nothing."),
            [
                _("Each answer counts as one: for, against or abstention."),
                _("The result shows how the answers of each category divide."),
            ],
        )
