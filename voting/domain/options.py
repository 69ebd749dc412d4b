"""The options of a choice: read before a poll opens, named by letters, frozen with it."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext as _

from alliance.domain.errors import Refused

FEWEST, MOST = 2, 20
LONGEST_LABEL, LONGEST_DESCRIPTION = 200, 600
# The methods that may fill several seats; the others elect one.
OF_SEVERAL_SEATS = ("approval", "stv")


def read_options(given: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """`{"key","label","description"}` of each label and description, keys "A", "B"… in this order.

    Raises Refused (options): too few, too many, one twice, one without words or with too many.
    """
    found = [(" ".join(label.split()), description.strip()) for label, description in given]
    found = [pair for pair in found if any(pair)]
    faults = []
    if len(found) < FEWEST:
        faults.append(_("Write at least two options."))
    if len(found) > MOST:
        faults.append(_("A choice has at most %(count)d options.") % {"count": MOST})
    if any(not label for label, _description in found):
        faults.append(_("Give each option a name, not only a description."))
    if len({label.casefold() for label, _description in found}) < len(found):
        faults.append(_("Two options have the same name."))
    if any(len(label) > LONGEST_LABEL or len(words) > LONGEST_DESCRIPTION for label, words in found):
        faults.append(
            _("Use at most %(label)d characters for a name, %(description)d for a description.")
            % {"label": LONGEST_LABEL, "description": LONGEST_DESCRIPTION}
        )
    if faults:
        raise Refused({"options": faults})
    return [
        {"key": key, "label": label, "description": description}
        for key, (label, description) in zip(ascii_uppercase, found, strict=False)
    ]


def check_seats(method: str, seats: int, options: Sequence[object]) -> None:
    """Raises Refused (seats): a method of one seat, or no more options than seats, where nothing is to be chosen."""
    if seats < 1:
        raise Refused({"seats": [_("Choose at least one seat.")]})
    if seats > 1 and method not in OF_SEVERAL_SEATS:
        raise Refused({"seats": [_("This rule chooses one option: for several seats, take another one.")]})
    if seats >= len(options):
        raise Refused({"seats": [_("There must be more options than seats, or nothing is left to choose.")]})
