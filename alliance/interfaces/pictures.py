"""The council as a hemicycle without a vote: each seat wears its category, a vacant one is dashed.

Geometry: centre (200, 206), radius 170, seat i of n at the angle π(1 − (i + ½)/n), n ≤ 12 in one row of circles of
radius min(21, π·170/2.6n). Colours come from the stylesheet by class, so that no style stands in the page.
"""

from collections.abc import Sequence
from math import cos, pi, sin

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.domain.queries import Place

CENTRE, RADIUS = (200, 206), 170

# Lines of a pattern, 5 px apart, and how they are turned.
PATTERNS = {
    "rising": ("M0 0V5", "rotate(45)"),
    "falling": ("M0 0V5", "rotate(-45)"),
    "horizontal": ("M0 2.5H5", ""),
    "vertical": ("M2.5 0V5", ""),
    "dots": ("M2 2.5H3", ""),
    "grid": ("M0 2.5H5M2.5 0V5", ""),
}


def hemicycle(places: Sequence[Place]) -> SafeString:
    """The SVG, with its title, what it shows in words, and how many seats are filled."""
    filled = sum(not place.is_vacant for place in places)
    seats = format_html_join("", "{}", ((_seat(place, index, len(places)),) for index, place in enumerate(places)))
    used = {p.seat.category.pattern for p in places if p.seat.category and p.seat.category.pattern in PATTERNS}
    return format_html(
        '<svg class="pic" viewBox="0 -16 400 248" role="img" aria-labelledby="council-title council-desc">'
        '<title id="council-title">{}</title><desc id="council-desc">{}</desc><defs>{}</defs>{}'
        '<text class="t-big" x="200" y="162" text-anchor="middle" font-size="44">{}</text>'
        '<text x="200" y="186" text-anchor="middle" font-size="15">{}</text></svg>',
        _("The seats of the council"),
        "; ".join(f"{place.seat}: {place.holder or _('vacant')}" for place in places),
        format_html_join("", "{}", ((_pattern(name),) for name in sorted(used))),
        seats,
        _("%(filled)s of %(all)s") % {"filled": filled, "all": len(places)},
        ngettext("seat filled", "seats filled", filled),
    )


def _pattern(name: str) -> SafeString:
    lines, turned = PATTERNS[name]
    return format_html(
        '<pattern id="seat-{}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="{}">'
        '<path class="cat-line" d="{}"/></pattern>',
        name,
        turned,
        lines,
    )


def _seat(place: Place, index: int, count: int) -> SafeString:
    radius = min(21.0, pi * RADIUS / (2.6 * count))
    angle = pi * (1 - (index + 0.5) / count)
    x, y = f"{CENTRE[0] + RADIUS * cos(angle):.2f}", f"{CENTRE[1] - RADIUS * sin(angle):.2f}"
    category = place.seat.category
    mark = category.mark if category else "EL"
    text_y, size = f"{float(y) + radius * 0.24:.2f}", f"{radius * 0.66:.2f}"
    if place.is_vacant:
        return format_html(
            '<g><title>{}</title><circle class="ghost" cx="{}" cy="{}" r="{}"/>'
            '<text class="seat-c t-soft" x="{}" y="{}" text-anchor="middle" font-size="{}">{}</text></g>',
            _("%(seat)s: vacant") % {"seat": place.seat},
            x,
            y,
            f"{radius - 1:.2f}",
            x,
            text_y,
            size,
            mark,
        )
    worn = SafeString("")
    if category and category.pattern in PATTERNS:
        # The letters sit on a plain disc, the pattern is a ring around it.
        worn = format_html(
            '<circle fill="url(#seat-{})" cx="{}" cy="{}" r="{}"/><circle class="cat" cx="{}" cy="{}" r="{}"/>',
            category.pattern,
            x,
            y,
            f"{radius:.2f}",
            x,
            y,
            f"{radius * 0.72:.2f}",
        )
    return format_html(
        '<g class="{}"><title>{}</title><circle class="cat" cx="{}" cy="{}" r="{}"/>{}'
        '<text class="seat-c on-cat" x="{}" y="{}" text-anchor="middle" font-size="{}">{}</text></g>',
        f"c-{category.colour}" if category else "c-el",
        place.holder,
        x,
        y,
        f"{radius:.2f}",
        worn,
        x,
        text_y,
        size,
        mark,
    )
