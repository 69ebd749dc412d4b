"""The design's small parts as tags and filters: icons, category marks, fractions, dates, figures."""

import json
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from consult import typography
from voting.interfaces import ways
from voting.models import Purpose

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
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
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
def exact(cell: str) -> SafeString | str:
    """A cell of a table: a fraction or a whole number stacked as by `frac`, a word as it is."""
    return frac(cell) if cell.replace("/", "", 1).isdecimal() else cell


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
def nested(text: str) -> str:
    """`{{ title|nested }}`: a title that stands inside quotation marks."""
    return typography.nested(text)


@register.filter
def initials(person: Any) -> str:
    return typography.initials(str(person))


@register.simple_tag
def when(moment: datetime | date | None, form: str = "full") -> SafeString | str:
    """`{% when poll.closes_at %}`: a <time>, in words.

    Forms: full (24 novembre 2026 à 18 h), short (24 novembre à 18 h), day (24 novembre 2026), date (24 novembre),
    near (as date, with the year where it is not this one), time (18 h), ahead (dans 3 h 20), ago (il y a 40 min).
    """
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        words = typography.day(moment, year=form != "date" and not (form == "near" and typography.is_this_year(moment)))
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)
    words = {
        "full": lambda: typography.moment_in_words(moment),
        "short": lambda: typography.moment_in_words(moment, year=False),
        "day": lambda: typography.day(moment),
        "date": lambda: typography.day(moment, year=False),
        "near": lambda: typography.day(moment, year=not typography.is_this_year(moment)),
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
def short_day(value: datetime | date) -> str:
    return typography.short_day(value)


@register.filter
def clock(value: datetime) -> str:
    return typography.clock(value)


@register.filter
def is_kind(field: BoundField, kind: str) -> bool:
    """Whether a form's field is drawn as: checkbox, choices (a set of radio buttons or boxes)."""
    widget = type(field.field.widget).__name__
    kinds = {"checkbox": {"CheckboxInput"}, "choices": {"RadioSelect", "CheckboxSelectMultiple"}}
    return widget in kinds[kind]


@register.simple_tag
def support_bar(category: Any, done: int, all_: int) -> SafeString:
    """A line of a `.support` list: the category's mark, its bar, « 6 sur 11 » (done, of all)."""
    return format_html(
        '<li>{}<span class="bar {}"><span class="pat p-{}"></span></span><span class="num">{}</span></li>',
        mark(category),
        category_class(category),
        share_of(done, all_),
        _("%(done)s of %(all)s") % {"done": typography.figure(done), "all": typography.figure(all_)},
    )


@register.simple_tag
def person(who: Any, note: str = "", size: str = "") -> SafeString:
    """Initials and name, with a note (whom it acts for, when) beneath; size "s" is small."""
    return format_html(
        '<span class="who"><span class="av {}" aria-hidden="true">{}</span><span><b>{}</b>{}</span></span>',
        size,
        initials(who),
        who,
        format_html('<span class="meta">{}</span>', note) if note else "",
    )


# A proposal's stages: the badge's class and its icon, only where it is an outcome or a time.
STAGES = {
    "draft": ("", ""),
    "consultation": ("here", ""),
    "settling": ("here", ""),
    "vote": ("time", "vote"),
    "adopted": ("ok", "check"),
    "rejected": ("no", "x"),
    "void": ("", "circle-dashed"),
    "withdrawn": ("", "undo-2"),
}


def stage_word(stage: str) -> str:
    """The name of a stage on the page."""
    return {
        "draft": pgettext("stage", "Draft"),
        "consultation": pgettext("stage", "Consultation"),
        "settling": pgettext("stage", "Settling"),
        "vote": pgettext("stage", "Vote"),
        "adopted": pgettext("stage", "Adopted"),
        "rejected": pgettext("stage", "Rejected"),
        "void": pgettext("stage", "Void"),
        "withdrawn": pgettext("stage", "Withdrawn"),
    }[stage]


@register.simple_tag
def stage_badge(stage: str) -> SafeString:
    """`{% stage_badge proposal.stage %}`: where a proposal stands, in a word."""
    css, drawing = STAGES[stage]
    return format_html(
        '<span class="badge {}">{}{}</span>', css, icon(drawing, "i-s") if drawing else "", stage_word(stage)
    )


CHOICES = {"yes": ("for", "check"), "no": ("against", "x"), "abstain": ("abstain", "minus")}


@register.simple_tag
def choice_word(choice: str, purpose: str = Purpose.DECISION) -> SafeString:
    """`{% choice_word "yes" %}`: a vote as shape, colour and word; `{% choice_word "no" poll.purpose %}`: as its poll
    calls it."""
    css, drawing = CHOICES[choice]
    return format_html('<span class="v {}">{}{}</span>', css, icon(drawing, "bare"), ways.choice_word(choice, purpose))


@register.simple_block_tag(end_name="enddialog")
def dialog(content: str, ident: str, title: str, css: str = "") -> SafeString:
    """A native dialog; its title is the act and takes the focus; buttons stand in a .line, the act last.

    With "rises" it comes up from the bottom edge on a phone.
    """
    return format_html(
        '<dialog class="{3}" id="{0}" aria-labelledby="{0}-title">'
        '<h2 id="{0}-title" tabindex="-1" autofocus>{1}</h2>{2}</dialog>',
        ident,
        title,
        content,
        f"dlg {css}".strip(),
    )


@register.simple_block_tag(end_name="endempty")
def empty(content: str, sentence: str) -> SafeString:
    """Nothing to show: a sentence that is true; the content says why in a line and offers one button."""
    return format_html('<div class="empty"><p class="empty-title">{}</p>{}</div>', sentence, content)


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, object]:
    """The summary of a form's errors, for forms whose fields are placed one by one; `{{ form }}` has it already."""
    return {"form": form}
