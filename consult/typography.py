"""How words, figures, dates and fractions are set: French spaces, local dates, thousands; no HTML here."""

import re
from datetime import date, datetime, timedelta
from fractions import Fraction

from babel.dates import format_date
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NARROW = "\u202f"
NBSP = "\u00a0"
_QUOTED = re.compile(r'"([^"\n]+)"')
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_HIGH = re.compile(r"(?<=[\w)»\]…])[ \u00a0\u202f]?([;?!])(?=\s|$|»)")
_COLON = re.compile(r"(?<=[\w)»\]…])[ \u00a0\u202f]?:(?=\s|$)")
_OPENING = re.compile(r"«[ \u00a0\u202f]*")
_CLOSING = re.compile(r"[ \u00a0\u202f]*»")


def french(text: str) -> str:
    """A French text with its apostrophes, quotation marks and unbreakable spaces as the printer sets them."""
    text = _APOSTROPHE.sub("’", text)
    text = _QUOTED.sub(rf"«{NBSP}\1{NBSP}»", text)
    text = _OPENING.sub(f"«{NBSP}", text)
    text = _CLOSING.sub(f"{NBSP}»", text)
    text = _HIGH.sub(rf"{NARROW}\1", text)
    return _COLON.sub(f"{NBSP}:", text)


def nested(text: str) -> str:
    """A title as it stands inside quotation marks: its own become the second level’s, “ ” in French, ‘ ’ else."""
    if is_french():
        return _CLOSING.sub("”", _OPENING.sub("“", french(text)))
    return text.replace("“", "‘").replace("”", "’")


def is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def figure(number: int) -> str:
    """A whole number with its thousands apart: 12 345 in French, 12,345 in English."""
    return f"{number:,}".replace(",", NARROW) if is_french() else f"{number:,}"


def parts_of(value: Fraction | int | str) -> tuple[int, int]:
    """Numerator and denominator of an exact value: a Fraction, an int, "5/8" (kept as written) or "3".

    Raises ValueError for anything else: weights and shares are never floats.
    """
    if isinstance(value, str):
        above, _slash, below = value.partition("/")
        return int(above), int(below or 1)
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return value.numerator, value.denominator
    raise ValueError(f"{value!r} is not an exact number")


def whole_percent(value: Fraction | int | str) -> int:
    """A share from 0 to 1 as whole percents for drawing; never 0 for something, never 100 for less than all."""
    above, below = parts_of(value)
    if above <= 0:
        return 0
    if above >= below:
        return 100
    return min(99, max(1, (200 * above + below) // (2 * below)))


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def clock(moment: datetime) -> str:
    """The hour: 18 h or 18 h 05 in French, 18:05 in English."""
    here = local(moment)
    if not is_french():
        return f"{here.hour:02}:{here.minute:02}"
    minutes = f"{NBSP}{here.minute:02}" if here.minute else ""
    return f"{here.hour}{NBSP}h{minutes}"


def day(when: date | datetime, *, year: bool = True) -> str:
    """The day in words: 24 novembre 2026, 1er mars 2026, 24 November 2026."""
    here = local(when) if isinstance(when, datetime) else when
    first = here.day == 1 and is_french()
    number = "1er" if first else str(here.day)
    month = date_format(here, "F")
    return f"{number}{NBSP}{month} {here.year}" if year else f"{number}{NBSP}{month}"


def is_this_year(when: date | datetime) -> bool:
    """Whether the day falls in the year that it is now."""
    here = local(when) if isinstance(when, datetime) else when
    return here.year == timezone.localdate().year


def short_day(when: date | datetime) -> str:
    """The day for a narrow column: Mer. 25 within a week, 12 déc. beyond, in the reader's language."""
    here = local(when) if isinstance(when, datetime) else when
    here = here.date() if isinstance(here, datetime) else here
    near = abs((here - timezone.localdate()).days) < 7
    words = format_date(here, "EEE d" if near else "d MMM", locale=get_language() or "fr")
    return words[:1].upper() + words[1:]


def moment_in_words(moment: datetime, *, year: bool = True) -> str:
    """Day and hour: 24 novembre 2026 à 18 h."""
    return _("%(day)s at %(time)s") % {"day": day(moment, year=year), "time": clock(moment)}


def _length(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 60:
        return _("%(minutes)s min") % {"minutes": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        if rest and hours < 6:
            return _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest}
        return _("%(hours)s h") % {"hours": hours}
    days = hours // 24
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def ahead(moment: datetime, *, now: datetime | None = None) -> str:
    """How long until then: « dans 3 h 20 », or « échu » once it is past."""
    span = moment - (now or timezone.now())
    return _("in %(length)s") % {"length": _length(span)} if span > timedelta(0) else _("past")


def ago(moment: datetime, *, now: datetime | None = None) -> str:
    """How long since: « il y a 40 min », « hier, 17 h 30 », then the day."""
    now = now or timezone.now()
    span = now - moment
    if span < timedelta(minutes=1):
        return _("just now")
    if span < timedelta(hours=6):
        return _("%(length)s ago") % {"length": _length(span)}
    gap = (local(now).date() - local(moment).date()).days
    if gap == 0:
        return _("today, %(time)s") % {"time": clock(moment)}
    if gap == 1:
        return _("yesterday, %(time)s") % {"time": clock(moment)}
    return moment_in_words(moment, year=local(moment).year != local(now).year)


def initials(name: str) -> str:
    """Two letters for a person: Solène Aubépine → SA."""
    words = [word for word in re.split(r"[\s@.]+", name.strip()) if word]
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()
