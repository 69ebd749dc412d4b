"""The parts of a rule's explanation, and those of the rules that weigh nothing: of consent, of a consultation."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Condition:
    """A clause (`title`, `sentence`), or several under an `opening` ("All of these must hold:")."""

    title: str = ""
    sentence: str = ""
    opening: str = ""
    parts: list["Condition"] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """A part of the explanation: conditions first, if there are any, then sentences."""

    title: str
    sentences: list[str]
    condition: Condition | None = None


def of_consent() -> list[Section]:
    condition = Condition(
        opening=_("All of these must hold:"),
        parts=[
            Condition(_("No objection"), _("Nobody objects. Each objection has its reason, in words.")),
            Condition(_("At least one consent"), _("Somebody consents: abstentions alone adopt nothing.")),
        ],
    )
    return [
        Section(_("What each voice weighs"), [_("Every voter has one voice, whatever its category.")]),
        Section(_("What must hold"), [_("Otherwise the round decides nothing.")], condition),
        Section(
            _("After an objection"),
            [
                _("Objections and their reasons can be read once the round is closed."),
                _("What is asked can be reworked and put again, or put again as it is after talking."),
                _("There may be as many rounds as it takes."),
            ],
        ),
    ]


def of_consultation() -> list[Section]:
    return [
        Section(
            _("What it decides"), [_("Nothing: no majority is reckoned, nothing is adopted and nothing is rejected.")]
        ),
        Section(
            _("What is shown"),
            [_("For each category, how many are for, against or abstain, and how many have not answered.")],
        ),
    ]
