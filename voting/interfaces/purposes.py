"""The words of a rule by what its poll is for: it decides by votes, it asks for consent, it only asks."""

from django.utils.translation import gettext as _

from voting.interfaces.choosing.wording import ChoiceWords
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


class OptionsConsultedWords(ChoiceWords):
    """The rule of a consultation among options: what one may say, and nothing of who wins."""

    purpose = Purpose.CONSULTATION

    def own(self) -> RuleInWords:
        graded = self.facts["method"]["kind"] == "majority-judgment"
        return RuleInWords(
            _("This consultation decides nothing."),
            [
                _("Each option may be given a grade; one that is left without counts in none.")
                if graded
                else _("As many options may be ticked as one likes."),
                _("Each answer counts as one, told with those of its category."),
            ],
        )

    def shared(self) -> list[str]:
        """Nothing weighs, and nothing is chosen that could be equal."""
        return []
