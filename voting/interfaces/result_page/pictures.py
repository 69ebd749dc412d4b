"""A result in pictures, with their words: the mosaic of the weights, the hemicycle of the votes."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from voting.interfaces.result_page.clauses import ClauseRow
from voting.interfaces.result_page.counted import Counted
from voting.interfaces.wording import decimals
from voting.pictures import Category as Column
from voting.pictures import hemicycle, mosaic


def pictures(counted: Counted, rows: Sequence[ClauseRow]) -> list[dict[str, Any]]:
    """The mosaic for a majority of the weight, the hemicycle for one of the votes."""
    found = []
    for key in counted.majorities:
        facts = counted.facts(key)
        if facts["scope"]["kind"] != "all" or facts["base"] is None:
            continue
        row = next(row for row in rows if row.id == key)
        if facts["unit"] == "weight":
            found.append({"row": row, "kind": "weight", "svg": _mosaic(counted, key)})
        elif facts["unit"] == "heads":
            found.append({"row": row, "kind": "heads", "svg": _hemicycle(counted, key)})
    return found


def narrow_picture(counted: Counted) -> SafeString | str:
    """The mosaic alone, drawn for a narrow place; nothing where no clause is over the whole weight."""
    for key in counted.majorities:
        facts = counted.facts(key)
        if facts["unit"] == "weight" and facts["scope"]["kind"] == "all" and facts["base"] is not None:
            return _mosaic(counted, key, widths=(True,))
    return ""


def _columns(counted: Counted) -> list[Column]:
    words = counted.words
    return [
        Column(key, words.categories[key].mark if key in words.categories else "EL", words.name(key))
        for key in (leaf["key"] for leaf in words.leaves)
    ]


def _mosaic(counted: Counted, key: str, *, widths: tuple[bool, ...] = (False, True)) -> SafeString:
    clause = counted.found[key]
    lines = [
        _("%(name)s: %(yes)d for, %(no)d against, weight %(weight)s.")
        % {"name": line.name, "yes": line.yes, "no": line.no, "weight": line.weight}
        for line in counted.lines
    ]
    labels = {
        "title": _("Weight by category"),
        "desc": " ".join(lines)
        + " "
        + _("Together %(ratio)s for, threshold %(value)s.")
        % {"ratio": clause["ratio"] or "0", "value": clause["value"]},
        "sum": _("Together"),
        "sum_short": _("Total"),
        "outside": _("outside the base"),
        "none": _("No vote expressed"),
        "share": pgettext("share of the weight", "for {}"),
        "percent": _("{} %"),
        "decimal": "," if decimals(Fraction(1, 2)) == "50,0" else ".",
        "tie": _("tie"),
    }
    drawn = [
        mosaic(
            counted.result,
            _columns(counted),
            clause=key,
            base=counted.facts(key)["base"],
            labels=labels,
            prefix=f"m-{key}{'-n' if narrow else ''}",
            narrow=narrow,
        )
        for narrow in widths
    ]
    return mark_safe("".join(drawn))  # noqa: S308 (escaped by the picture)


def _hemicycle(counted: Counted, key: str) -> SafeString:
    clause, facts = counted.found[key], counted.facts(key)
    seats = counted.seats([column for column in _columns(counted) if column.key not in counted.consulted])
    amount, base = clause["amount"], clause["base"]
    labels = {
        "title": _("Votes, one by one"),
        "desc": _("%(amount)s for among %(base)s in the base, threshold %(value)s.")
        % {"amount": amount, "base": base, "value": clause["value"]},
        "big": _("%(amount)s of %(base)s") % {"amount": amount, "base": base},
        "sub": _("votes expressed for") if facts["base"] == "expressed" else _("votes for"),
        "yes": _("{}: for"),
        "no": _("{}: against"),
        "abstain": _("{}: abstention"),
        "blank": _("{}: blank"),
        "present_only": _("{}: present"),
        "absent": _("{}: has not voted"),
    }
    drawn = hemicycle(seats, base=facts["base"], value=clause["value"], labels=labels, prefix=f"h-{key}")
    return mark_safe(drawn)  # noqa: S308 (escaped by the picture)
