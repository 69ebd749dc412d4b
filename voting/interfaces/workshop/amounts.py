"""Numbers as people type them in the composer, exactly: a fraction, a percentage or a whole number, never a decimal."""

import re
from fractions import Fraction

from django import forms
from django.utils.translation import gettext as _

from voting.counting.amounts import written

_FRACTION = re.compile(r"(\d{1,40})(?:\s*/\s*(\d{1,40}))?(?:\s*(%))?", re.ASCII)


def exact(text: str) -> str:
    """A number as a rule file writes it, in lowest terms: "2/4" is "1/2", "65 %" is "13/20".

    Raises ValidationError with what to write.
    """
    found = _FRACTION.fullmatch(text.strip())
    if found is None and re.fullmatch(r"\d+[.,]\d+\s*%?", text.strip(), re.ASCII):
        raise forms.ValidationError(
            _("A decimal is not exact: write a fraction, such as 2/3 for two thirds or 13/20 for 65 %.")
        )
    if found is None or (found[2] and not int(found[2])):
        raise forms.ValidationError(_("Write a fraction such as 2/3, a percentage such as 65 %, or a whole number."))
    number = Fraction(int(found[1]), int(found[2] or 1)) / (100 if found[3] else 1)
    return written(number)
