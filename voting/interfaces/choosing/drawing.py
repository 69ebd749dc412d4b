"""The picture that suits a method, with the words it needs: grades, duels, rounds, approvals.

`names` are those of the options by their keys, in the order of the ballot.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from voting.interfaces.choosing.naming import grade_word
from voting.interfaces.wording import listed
from voting.pictures import Bar, Part, Row, Step, pairwise, profile, rounds, step_of, transfers


def ranked_keys(names: Mapping[str, str], result: Mapping[str, Any]) -> list[str]:
    """The options by the result's order; those that it dropped come last."""
    ranked = [key for group in result["ranking"] for key in group]
    return ranked + [key for key in names if key not in ranked]


def _both(draw: Callable[[bool], str]) -> SafeString:
    """The wide drawing and the one for a phone."""
    return mark_safe(draw(False) + draw(True))  # noqa: S308 (escaped by the pictures)


def grades_picture(
    names: Mapping[str, str],
    result: Mapping[str, Any],
    grades: Mapping[str, Sequence[Fraction]],
    scale: Sequence[str],
) -> SafeString:
    """A bar an option, the best grade of the scale at the left, the median where a half is reached."""
    bars = []
    for key in ranked_keys(names, result):
        whole = sum(grades[key], Fraction(0))
        median = result["grades"].get(key, {}).get("median")
        parts = [
            Part(
                share / whole, step_of(place, len(scale)), f"{names[key]}, {grade_word(scale[place])} · {share / whole}"
            )
            for place, share in reversed(list(enumerate(grades[key])))
            if whole
        ]
        note = grade_word(median) if median else _("no grade")
        bars.append(Bar(key, names[key], note, parts, wins=key in result["winners"]))
    told = [_("%(name)s: %(grade)s") % {"name": bar.name, "grade": bar.note} for bar in bars]
    legend = [(step_of(place, len(scale)), grade_word(grade)) for place, grade in reversed(list(enumerate(scale)))]
    labels = {"title": _("The grades of each option"), "desc": _("Median grades:") + " " + ", ".join(told) + "."}
    return _both(
        lambda narrow: profile(
            bars,
            legend=legend,
            median=pgettext("on a line", "half"),
            labels=labels,
            prefix=f"grades{'-n' if narrow else ''}",
            narrow=narrow,
        )
    )


def approvals_picture(names: Mapping[str, str], result: Mapping[str, Any], whole: Fraction) -> SafeString:
    """A bar an option, as long as the weight that approves it."""
    tally = result["rounds"][0]["tally"]
    bars = []
    for key in ranked_keys(names, result):
        share, wins = Fraction(tally[key]) / whole, key in result["winners"]
        words = _("%(name)s: approved by %(share)s of the weight") % {"name": names[key], "share": share}
        bars.append(Bar(key, names[key], str(share), [Part(share, 4 if wins else 3, words)], wins=wins))
    labels = {
        "title": _("The approvals of each option"),
        "desc": ". ".join(part.words for bar in bars for part in bar.parts) + ".",
    }
    return _both(
        lambda narrow: profile(bars, labels=labels, prefix=f"approvals{'-n' if narrow else ''}", narrow=narrow)
    )


def duels_picture(names: Mapping[str, str], result: Mapping[str, Any]) -> SafeString:
    """Each option against each other one, the winner on top."""
    votes = result["pairwise"]
    rows = [Row(key, names[key], key in result["winners"]) for key in ranked_keys(names, result)]
    labels = {
        "title": _("The duels"),
        "desc": _("Each line against each column; a filled cell is a duel won. In this order: %(names)s.")
        % {"names": ", ".join(row.name for row in rows)},
        "duel": _("{0} against {1}: {2} to {3}"),
    }
    return _both(
        lambda narrow: pairwise(rows, votes, labels=labels, prefix=f"duels{'-n' if narrow else ''}", narrow=narrow)
    )


def rounds_picture(names: Mapping[str, str], result: Mapping[str, Any]) -> SafeString:
    """A bar a round, ribbons where votes pass on."""
    steps = steps_of(names, result)
    labels = {
        "title": _("The rounds"),
        "desc": " ".join(in_a_line(step) for step in steps),
        "lost": _("without a further choice"),
    }
    order = ranked_keys(names, result)
    return _both(
        lambda narrow: rounds(steps, order, labels=labels, prefix=f"rounds{'-n' if narrow else ''}", narrow=narrow)
    )


def in_a_line(step: Step) -> str:
    """« Tour 2 : Metz sort. »"""
    return _("%(title)s: %(words)s") % {"title": step.title, "words": step.words}


def steps_of(names: Mapping[str, str], result: Mapping[str, Any]) -> list[Step]:
    """The rounds of a result, each with what it did in a sentence."""
    found: list[Step] = []
    elected: frozenset[str] = frozenset()
    tallies = [_exact(each["tally"]) for each in result["rounds"]]
    for number, (each, tally) in enumerate(zip(result["rounds"], tallies, strict=True), start=1):
        elected |= frozenset(each["elected"])
        following = tallies[number] if number < len(tallies) else None
        found.append(
            Step(
                tally=tally,
                elected=elected,
                out=frozenset(each["out"]),
                title=_("Round %(n)d") % {"n": number},
                words=_did(names, each, tally, following),
            )
        )
    return found


def _exact(tally: Mapping[str, str]) -> dict[str, Fraction]:
    return {key: Fraction(votes) for key, votes in tally.items()}


def _did(
    names: Mapping[str, str],
    each: Mapping[str, Any],
    tally: Mapping[str, Fraction],
    after: Mapping[str, Fraction] | None,
) -> str:
    by = each["by"]
    if each["elected"]:
        who = listed([names[key] for key in each["elected"]])
        if by == "remaining":
            return _("%(names)s: elected, nobody else is left.") % {"names": who}
        votes = listed([str(tally[key]) for key in each["elected"]])
        words = (
            _("%(names)s: elected with %(votes)s, by lot.") if by == "lot" else _("%(names)s: elected with %(votes)s.")
        )
        return words % {"names": who, "votes": votes}
    if each["out"]:
        [key] = each["out"]
        words = {
            "previous": _("%(name)s goes out: equal now, last in an earlier round."),
            "lot": _("%(name)s goes out, by lot."),
        }.get(by, _("%(name)s goes out, the last with %(votes)s."))
        return words % {"name": names[key], "votes": tally[key]}
    if by is None:
        return _("The count stops at a tie.")
    givers = [key for key in tally if after is not None and after.get(key, Fraction(0)) < tally[key]]
    if not givers:
        return _("A surplus passes on.")
    words = {
        "previous": _("What %(name)s holds beyond the quota passes on: equal now, ahead in an earlier round."),
        "lot": _("What %(name)s holds beyond the quota passes on, first by lot."),
    }.get(by, _("What %(name)s holds beyond the quota passes on."))
    return words % {"name": names[givers[0]]}


def moves_of(steps: Sequence[Step], names: Mapping[str, str]) -> list[str]:
    """What passed to whom after each round, in words; "" where nothing moved."""
    found = []
    for step, after in itertools.pairwise(steps):
        gains = transfers(step.tally, after.tally)
        told = [
            _("%(name)s + %(votes)s") % {"name": names[key], "votes": gain}
            if key
            else _("%(votes)s without a further choice") % {"votes": gain}
            for key, gain in gains.items()
        ]
        found.append(", ".join(told))
    return [*found, ""]
