"""The gauge of a clause: filled to its ratio, a tick at its threshold; an exact equality stops on the tick."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from voting.pictures.svg import label, n, path, picture, rect

WIDTH = 264


def gauge(clause: Mapping[str, Any], *, labels: Mapping[str, str], prefix: str) -> str:
    """The SVG of a clause (or of a part of one) of a consult-result/1, whose `value` is a share; `labels`: title, desc.

    Filled as pour where the clause holds, as ink where it does not. An empty base leaves the track empty.
    """
    value = Fraction(clause["value"])
    ratio = min(Fraction(clause["ratio"] or 0), Fraction(1))
    tick = 4 + value * WIDTH
    parts = [rect(4, 8, WIDTH, 12, klass="track", rx=2)]
    if ratio:
        parts.append(rect(4, 8, ratio * WIDTH, 12, klass="for" if clause["holds"] else "short", rx=2))
    parts.append(path(f"M{n(tick)} 2V25", klass="needle"))
    parts.append(label(tick, 37, str(value), "t-soft", 13))
    return picture(prefix, "pic gauge", (0, 0, 272, 38), labels, parts)
