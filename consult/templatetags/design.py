"""The design's small parts as tags and filters: icons, category marks, fractions, dates, figures."""

import json
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from consult import typography

register = template.Library()


@lru_cache(maxsize=1)
def _icons() -> dict[str, str]:
    """Name → drawing, as `npm run build` wrote it from the icons named in frontend/src/icons/names.json."""
    path = settings.BASE_DIR / "frontend" / "dist" / "icons.json"
    return json.loads(path.read_text(encoding="utf-8"))


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`{% icon "vote" %}`, `{% icon "check" "i-s" %}`; decoration unless a label says what it tells."""
    size = "" if css in {"bare"} else "i"
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round"'
        ' stroke-linejoin="round" {}>{}</svg>',
        " ".join(part for part in (size, "" if css == "bare" else css) if part),
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),  # noqa: S308
        mark_safe(_icons()[name]),  # noqa: S308 (our own build's file)
    )


@register.simple_tag
def mark(category: Any = None, css: str = "") -> SafeString:
    """`{% mark category %}`: the two letters on the category's colour and pattern; none means elected officials."""
    if category is None:
        name, letters, classes = _("Elected officials"), "EL", "c-el"
    else:
        name, letters = category.name, category.mark
        classes = f"c-{category.colour} t-{category.pattern}"
    return format_html(
        '<abbr class="mark {}" title="{}"><span class="pat"></span><span class="l">{}</span></abbr>',
        f"{classes} {css}".strip(),
        name,
        letters,
    )


@register.filter
def category_class(category: Any) -> str:
    """The classes that give a bar its category's colour and pattern: `<span class="pat {{ c|category_class }}">`."""
    return "c-el" if category is None else f"c-{category.colour} t-{category.pattern}"


@register.filter
def frac(value: Fraction | int | str) -> SafeString | str:
    """An exact value stacked as a fraction, read aloud with its slash; a whole number stays one."""
    above, below = typography.parts_of(value)
    if below == 1:
        return typography.figure(above)
    return format_html(
        '<span class="frac"><b>{}</b><i>/</i><b>{}</b></span>', typography.figure(above), typography.figure(below)
    )


@register.filter
def percent(value: Fraction | int | str) -> int:
    """A share as whole percents, for the classes p-0 to p-100."""
    return typography.whole_percent(value)


@register.filter
def share_of(part: int, whole: int) -> int:
    """`{{ done|share_of:all }}`: whole percents of a count among another, for the classes p-0 to p-100."""
    return typography.whole_percent(Fraction(part, whole)) if whole else 0


@register.filter
def figure(number: int) -> str:
    return typography.figure(number)


@register.filter
def typo(text: str) -> str:
    """French spaces and quotes in a text written by hand; other languages are left alone."""
    return typography.french(text) if typography.is_french() else text


@register.filter
def initials(person: Any) -> str:
    return typography.initials(str(person))


@register.simple_tag
def when(moment: datetime | date | None, form: str = "full") -> SafeString | str:
    """`{% when poll.closes_at %}`: a <time>, in words.

    Forms: full (24 novembre 2026 à 18 h), short (24 novembre à 18 h), day (24 novembre 2026), date (24 novembre),
    time (18 h), ahead (dans 3 h 20), ago (il y a 40 min).
    """
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        words = typography.day(moment, year=form != "date")
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)
    words = {
        "full": lambda: typography.moment_in_words(moment),
        "short": lambda: typography.moment_in_words(moment, year=False),
        "day": lambda: typography.day(moment),
        "date": lambda: typography.day(moment, year=False),
        "time": lambda: typography.clock(moment),
        "ahead": lambda: typography.ahead(moment),
        "ago": lambda: typography.ago(moment),
    }[form]()
    if form in {"ahead", "ago"}:
        full = typography.moment_in_words(moment)
        return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), full, words)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)


@register.filter
def moment(value: datetime) -> str:
    return typography.moment_in_words(value)


@register.filter
def day(value: datetime | date) -> str:
    return typography.day(value)


@register.filter
def clock(value: datetime) -> str:
    return typography.clock(value)


@register.filter
def is_kind(field: BoundField, kind: str) -> bool:
    """Whether a form's field is drawn as: checkbox, choices (a set of radio buttons or boxes)."""
    widget = type(field.field.widget).__name__
    kinds = {"checkbox": {"CheckboxInput"}, "choices": {"RadioSelect", "CheckboxSelectMultiple"}}
    return widget in kinds[kind]
