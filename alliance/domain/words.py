"""Names, addresses and days as they are kept: tidied, and without characters that deceive the eye."""

import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.domain.errors import Refused

# In a row, more marks on one letter than any script needs (A46).
MOST_MARKS = 4


def tidy(text: str) -> str:
    """One line, composed (NFC), single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def plain(text: str) -> str:
    """For searching and comparing: without case and accents ("Énergie" and "energie" are the same)."""
    letters = unicodedata.normalize("NFKD", tidy(text)).replace("’", "'")
    return "".join(ch for ch in letters if not unicodedata.combining(ch)).casefold()


def is_deceptive(text: str) -> bool:
    """Control, invisible and direction-changing characters, or heaps of marks on one letter."""
    if any(unicodedata.category(ch) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} for ch in text):
        return True
    marks = 0
    for ch in unicodedata.normalize("NFD", text):
        marks = marks + 1 if unicodedata.combining(ch) else 0
        if marks > MOST_MARKS:
            return True
    return False


def checked_name(text: str, *, field: str = "name", longest: int = 120) -> str:
    """A tidied name. Raises Refused by field when it is empty, too long, or holds deceptive characters."""
    if is_deceptive(text.strip()):
        raise Refused({field: [_("Remove the invisible or control characters.")]})
    name = tidy(text)
    if not name:
        raise Refused({field: [_("Enter a name.")]})
    if len(name) > longest:
        raise Refused({field: [_("Use %(count)s characters at most.") % {"count": longest}]})
    return name


def day_in_words(day: date) -> str:
    """A day within a sentence that is kept as it is written: 1er mars 2026, 1 March 2026."""
    number = "1er" if day.day == 1 and (get_language() or "").startswith("fr") else str(day.day)
    return f"{number} {date_format(day, 'F Y')}"


def checked_email(text: str, *, field: str = "email") -> str:
    """An e-mail address in small letters. Raises Refused by field."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused({field: [_("Enter an e-mail address such as name@example.org.")]}) from error
    return address
