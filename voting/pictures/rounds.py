"""Rounds as a flow: a bar a round, as long as the weight it began with; between two rounds ribbons carry each option's
votes on, and those of the option that is out, or has a surplus, to whom they pass. What nobody takes ends at the right.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from textwrap import wrap

from voting.pictures.svg import hatched, label, n, path, picture, rect

BAR = 34
# The words of a round stand beside its bar, in lines of so many letters; on a phone above it.
LEFT, LINE = 250, 32
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Step:
    """A round: what each option began it with, who is elected by its end, who goes out in it, and it in words."""

    tally: Mapping[str, Fraction]
    elected: frozenset[str]
    out: frozenset[str]
    title: str
    words: str


def transfers(before: Mapping[str, Fraction], after: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """What each option gained between two rounds, "" what nobody took; nothing where nothing moved."""
    gained = {key: after[key] - before[key] for key in after if after[key] > before[key]}
    lost = sum(before.values(), ZERO) - sum(after.values(), ZERO)
    return {**gained, "": lost} if lost else gained


def rounds(
    steps: Sequence[Step],
    order: Sequence[str],
    *,
    labels: Mapping[str, str],
    prefix: str,
    narrow: bool = False,
) -> str:
    """The SVG, options by their letters and in this order. `labels`: title, desc, `lost` (what nobody takes)."""
    left, width, head, gap = (0, 358, 42, 34) if narrow else (LEFT, 900, 2, 46)
    whole = sum(steps[0].tally.values(), ZERO) or Fraction(1)
    scale = Fraction(width - left) / whole
    places = [_places(step.tally, order, scale, left) for step in steps]
    tops = [number * (head + BAR + gap) + head for number in range(len(steps))]
    parts = []
    for number, (here, there) in enumerate(itertools.pairwise(steps)):
        between = tops[number] + BAR, tops[number + 1]
        parts += _ribbons(here.tally, there.tally, order, (places[number], places[number + 1]), scale, between, left)
    for step, at, top in zip(steps, places, tops, strict=True):
        parts += _head(step, top, narrow)
        for key in order:
            if step.tally.get(key):
                parts.append(_segment(key, step, at[key], step.tally[key] * scale, top, prefix))
        used = sum(step.tally.values(), ZERO)
        if used < whole:
            x = left + used * scale
            parts.append(rect(x + 1, top + 1, width - x - 2, BAR - 2, klass="ghost"))
            if width - x > 90:
                parts.append(label(x + (width - x) / 2, top + 22, labels["lost"], "t-soft", 13))
    # The last round's words may be longer than its bar is high.
    below = 0 if narrow else 18 * max(0, len(wrap(steps[-1].words, LINE)) - 1)
    box = (0, 0, width, tops[-1] + BAR + 2 + below)
    return picture(prefix, "pic narrow" if narrow else "pic wide-pic", box, labels, parts)


def _head(step: Step, top: int, narrow: bool) -> list[str]:
    if narrow:
        # On a plate, since ribbons pass behind.
        wide = min(358, 7 * max(len(step.title) + 2, len(step.words)) + 8)
        return [
            rect(0, top - 42, wide, 40, klass="ground"),
            label(0, top - 26, step.title, "t-strong", 14, "start"),
            label(0, top - 9, step.words, "", 13, "start"),
        ]
    lines = wrap(step.words, LINE)
    return [
        label(0, top + 12, step.title, "t-strong", 15, "start"),
        *(label(0, top + 31 + 18 * number, line, "", 14, "start") for number, line in enumerate(lines)),
    ]


def _places(tally: Mapping[str, Fraction], order: Sequence[str], scale: Fraction, left: int) -> dict[str, Fraction]:
    """Where each option's segment begins."""
    found, x = {}, Fraction(left)
    for key in order:
        found[key] = x
        x += tally.get(key, ZERO) * scale
    return found


def _segment(key: str, step: Step, x: Fraction, width: Fraction, top: int, prefix: str) -> str:
    votes = str(step.tally[key])
    if key in step.elected:
        drawn, klass = rect(x, top, width, BAR, klass="for"), "on-for"
    elif key in step.out:
        drawn, klass = rect(x, top, width, BAR, fill=hatched(prefix)), "t-strong"
    else:
        drawn, klass = rect(x, top, width, BAR, klass="stands"), "t-strong"
    words = f"{key}  {votes}" if width > 9 * (len(votes) + 3) else key
    if width > 16:
        if key in step.out:
            plate = 8 * len(words) + 8
            drawn += rect(x + (width - plate) / 2, top + 7, plate, 20, klass="ground", rx=3)
        drawn += label(x + width / 2, top + 22, words, klass, 14)
    drawn += path(f"M{n(x + width)} {top}v{BAR}", klass="gap")
    return f"<g><title>{escape(f'{key}: {votes}')}</title>{drawn}</g>"


def _ribbons(
    here: Mapping[str, Fraction],
    there: Mapping[str, Fraction],
    order: Sequence[str],
    places: tuple[Mapping[str, Fraction], Mapping[str, Fraction]],
    scale: Fraction,
    between: tuple[int, int],
    left: int,
) -> list[str]:
    above, below = places
    top, bottom = between
    after = {key: there.get(key, ZERO) for key in order}
    before = {key: here.get(key, ZERO) for key in order}
    drawn = []
    for key in order:
        kept = min(before[key], after[key]) * scale
        if kept:
            drawn.append(_ribbon(above[key], below[key], kept, top, bottom, "flow"))
    gains = transfers(before, after)
    end = left + sum(after.values(), ZERO) * scale
    # Each round moves the votes of one option: all gains are from it.
    for key in [key for key in order if before[key] > after[key]][:1]:
        x = above[key] + after[key] * scale
        for to, gain in sorted(gains.items(), key=lambda pair: order.index(pair[0]) if pair[0] else len(order)):
            start = below[to] + before[to] * scale if to else end
            drawn.append(_ribbon(x, start, gain * scale, top, bottom, "flow flow-moved" if to else "flow-lost"))
            x += gain * scale
    return drawn


def _ribbon(x: Fraction, to: Fraction, width: Fraction, top: int, bottom: int, klass: str) -> str:
    middle = Fraction(top + bottom, 2)
    d = (
        f"M{n(x)} {top}C{n(x)} {n(middle)} {n(to)} {n(middle)} {n(to)} {bottom}"
        f"H{n(to + width)}C{n(to + width)} {n(middle)} {n(x + width)} {n(middle)} {n(x + width)} {top}Z"
    )
    return path(d, klass=klass)
