"""What a clause measures, in words: its base, its threshold, what is asked of its quantity and what came of it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from voting.interfaces.verdicts import AT_MOST
from voting.models import Body

# Two parts and more are many; of weight and size there is only much.
ONE, MANY = 1, 2


def share(op: str, value: str) -> str:
    """« plus de la moitié », "at least two thirds", "less than 3/5", "at least 100%"."""
    named: dict[str, dict[str, str]] = {
        ">": {"1/2": _("more than half"), "2/3": _("more than two thirds"), "3/4": _("more than three quarters")},
        ">=": {"1/2": _("at least half"), "2/3": _("at least two thirds"), "3/4": _("at least three quarters")},
        "<": {"1/2": _("less than half"), "2/3": _("less than two thirds"), "3/4": _("less than three quarters")},
        "<=": {"1/2": _("at most half"), "2/3": _("at most two thirds"), "3/4": _("at most three quarters")},
    }
    plain = {
        ">": _("more than %(value)s"),
        ">=": _("at least %(value)s"),
        "<": _("less than %(value)s"),
        "<=": _("at most %(value)s"),
    }
    return named[op].get(value, plain[op] % {"value": part_of_all(value)})


def part_of_all(value: str) -> str:
    """A share as it is read: « 7/12 », "100%"."""
    return value if "/" in value else pgettext("share", "%(value)d%%") % {"value": 100 * int(value)}


def counted(op: str, number: int, unit: str = "heads") -> str:
    """« au moins 2 voix », "at most 3 categories", "more than 40 of size"."""
    compared = {
        ">": ngettext("more than %(counted)s", "more than %(counted)s", number),
        ">=": ngettext("at least %(counted)s", "at least %(counted)s", number),
        "<": ngettext("fewer than %(counted)s", "fewer than %(counted)s", number),
        "<=": ngettext("at most %(counted)s", "at most %(counted)s", number),
    }
    return compared[op] % {"counted": amount(number, unit)}


def amount(number: int, unit: str) -> str:
    """So many votes or categories, so much size or weight."""
    said = {
        "heads": ngettext("%(count)d vote", "%(count)d votes", number),
        "categories": ngettext("%(count)d category", "%(count)d categories", number),
        "size": _("a size of %(count)d"),
        "weight": _("a weight of %(count)d"),
    }
    return said[unit] % {"count": number}


def threshold(clause: Mapping[str, Any], body: str) -> str:
    """« plus de la moitié du poids exprimé », "at least 2 votes"."""
    if clause["base"] is None:
        return counted(clause["op"], int(clause["value"]), clause["unit"])
    return f"{share(clause['op'], clause['value'])} {base(clause, body)}"


def base(clause: Mapping[str, Any], body: str) -> str:
    """« du poids exprimé », completing a share of it."""
    word = _word(clause["base"], body)
    return {"heads": _votes, "weight": _weight, "size": _size, "categories": _categories}[clause["unit"]](word, body)


def _word(word: str, body: str) -> str:
    """In a poll without a meeting, which is any poll of a body so far, present are those who have voted."""
    return "voted" if word == "participation" or (word == "present" and body) else word


def _votes(word: str, body: str) -> str:
    entitled = {Body.COUNCIL: _("of the seats"), Body.ASSEMBLY: _("of the partners")}
    return {
        "expressed": _("of the votes expressed"),
        "voted": _("of those who voted"),
        "present": _("of those present"),
        "entitled": {str(key): words for key, words in entitled.items()}.get(body) or _("of those entitled"),
        "not-in-favour": _("of those who are not for"),
        "yes": _("of the votes for"),
        "no": _("of the votes against"),
        "abstain": _("of the abstentions"),
        "blank": _("of the blank ballots"),
        "present_only": _("of those present without voting"),
        "absent": _("of those absent"),
    }[word]


def _weight(word: str, _body: str) -> str:
    return {
        "expressed": _("of the weight expressed"),
        "voted": _("of the weight of those who voted"),
        "present": _("of the weight of those present"),
        "entitled": _("of the whole weight"),
        "not-in-favour": _("of the weight that is not for"),
        "yes": _("of the weight for"),
        "no": _("of the weight against"),
        "abstain": _("of the weight of the abstentions"),
        "blank": _("of the weight of the blank ballots"),
        "present_only": _("of the weight of those present without voting"),
        "absent": _("of the weight of those absent"),
    }[word]


def _size(word: str, _body: str) -> str:
    return {
        "expressed": _("of the size expressed"),
        "voted": _("of the size of those who voted"),
        "present": _("of the size of those present"),
        "entitled": _("of the whole size"),
        "not-in-favour": _("of the size that is not for"),
        "yes": _("of the size for"),
        "no": _("of the size against"),
        "abstain": _("of the size of the abstentions"),
        "blank": _("of the size of the blank ballots"),
        "present_only": _("of the size of those present without voting"),
        "absent": _("of the size of those absent"),
    }[word]


def _categories(word: str, _body: str) -> str:
    return {
        "expressed": _("of the categories that took side"),
        "voted": _("of the categories that voted"),
        "present": _("of the categories present"),
        "entitled": _("of all categories"),
        "not-in-favour": _("of the categories that are not for"),
        "yes": _("of the categories for"),
        "no": _("of the categories against"),
        "abstain": _("of the categories that abstain"),
        "blank": _("of the categories that are blank"),
        "present_only": _("of the categories present without voting"),
        "absent": _("of the categories absent"),
    }[word]


def _many(clause: Mapping[str, Any]) -> int:
    """For the verb after a threshold."""
    if clause["unit"] in {"weight", "size"}:
        return ONE
    return MANY if clause["base"] is not None else int(clause["value"])


def asked(clause: Mapping[str, Any], body: str) -> str:
    """What a clause asks, as a sentence that begins with its threshold: « plus de la moitié … doit être pour. »"""
    n = _many(clause)
    word = _word(clause["quantity"], body)
    if clause["op"] in AT_MOST:
        said = {
            "expressed": ngettext("%(asked)s may take side.", "%(asked)s may take side.", n),
            "voted": ngettext("%(asked)s may have voted.", "%(asked)s may have voted.", n),
            "present": ngettext("%(asked)s may be present.", "%(asked)s may be present.", n),
            "entitled": ngettext("%(asked)s may be entitled.", "%(asked)s may be entitled.", n),
            "not-in-favour": ngettext("%(asked)s may be other than for.", "%(asked)s may be other than for.", n),
            "yes": ngettext("%(asked)s may be for.", "%(asked)s may be for.", n),
            "no": ngettext("%(asked)s may be against.", "%(asked)s may be against.", n),
            "abstain": ngettext("%(asked)s may abstain.", "%(asked)s may abstain.", n),
            "blank": ngettext("%(asked)s may vote blank.", "%(asked)s may vote blank.", n),
            "present_only": ngettext(
                "%(asked)s may be present without voting.", "%(asked)s may be present without voting.", n
            ),
            "absent": ngettext("%(asked)s may be absent.", "%(asked)s may be absent.", n),
        }
    else:
        said = {
            "expressed": ngettext("%(asked)s must take side.", "%(asked)s must take side.", n),
            "voted": ngettext("%(asked)s must have voted.", "%(asked)s must have voted.", n),
            "present": ngettext("%(asked)s must be present.", "%(asked)s must be present.", n),
            "entitled": ngettext("%(asked)s must be entitled.", "%(asked)s must be entitled.", n),
            "not-in-favour": ngettext("%(asked)s must be other than for.", "%(asked)s must be other than for.", n),
            "yes": ngettext("%(asked)s must be for.", "%(asked)s must be for.", n),
            "no": ngettext("%(asked)s must be against.", "%(asked)s must be against.", n),
            "abstain": ngettext("%(asked)s must abstain.", "%(asked)s must abstain.", n),
            "blank": ngettext("%(asked)s must vote blank.", "%(asked)s must vote blank.", n),
            "present_only": ngettext(
                "%(asked)s must be present without voting.", "%(asked)s must be present without voting.", n
            ),
            "absent": ngettext("%(asked)s must be absent.", "%(asked)s must be absent.", n),
        }
    return said[word] % {"asked": threshold(clause, body)}


def came_out(clause: Mapping[str, Any], found: Mapping[str, Any], figure: str, body: str) -> str:
    """How it came out and what it took, in one sentence: « 56/100 des voix exprimées sont pour ; il fallait plus de la
    moitié. »

    `clause` as `explain_clause` gives it, `found` the clause of a result or one of its parts, with a base that is not
    empty; `figure` its exact amount or share, as it is to be read.
    """
    number = Fraction(found["amount"])
    several = clause["unit"] in {"heads", "categories"}
    n = number.numerator if several and number.denominator == 1 else ONE
    if clause["base"] is None:
        what = amount(number.numerator, clause["unit"]) if number.denominator == 1 else figure
        needed = counted(clause["op"], int(clause["value"]), clause["unit"])
    else:
        what = f"{figure} {base(clause, body)}"
        needed = share(clause["op"], clause["value"])
    figures = {"fact": _fact(clause["quantity"], n, body) % {"figure": what}, "needed": needed}
    if clause["op"] in AT_MOST:
        if found["tied"]:
            return _("%(fact)s: exactly the limit, and the rule allows %(needed)s.") % figures
        return _("%(fact)s; the rule allows %(needed)s.") % figures
    if found["tied"]:
        return _("%(fact)s: exactly the threshold, and the rule asks for %(needed)s.") % figures
    return _("%(fact)s; the rule asks for %(needed)s.") % figures


def _fact(quantity: str, n: int, body: str) -> str:
    return {
        "expressed": ngettext("%(figure)s took side", "%(figure)s took side", n),
        "voted": ngettext("%(figure)s has voted", "%(figure)s have voted", n),
        "present": ngettext("%(figure)s is present", "%(figure)s are present", n),
        "entitled": ngettext("%(figure)s is entitled", "%(figure)s are entitled", n),
        "not-in-favour": ngettext("%(figure)s is other than for", "%(figure)s are other than for", n),
        "yes": ngettext("%(figure)s is for", "%(figure)s are for", n),
        "no": ngettext("%(figure)s is against", "%(figure)s are against", n),
        "abstain": ngettext("%(figure)s abstains", "%(figure)s abstain", n),
        "blank": ngettext("%(figure)s is blank", "%(figure)s are blank", n),
        "present_only": ngettext("%(figure)s is present without voting", "%(figure)s are present without voting", n),
        "absent": ngettext("%(figure)s is absent", "%(figure)s are absent", n),
    }[_word(quantity, body)]


def kind_of_limit(quantity: str, op: str) -> str:
    """What a clause is called that is no quorum, majority, veto or opposition."""
    if op in AT_MOST:
        return {
            "yes": _("Limit of the votes for"),
            "no": _("Limited opposition"),
            "not-in-favour": _("Limited opposition"),
            "abstain": _("Limit of the abstentions"),
            "blank": _("Limit of the blank ballots"),
            "present_only": _("Limit of those present without voting"),
            "absent": _("Limit of the absences"),
            "expressed": _("Limit of the votes expressed"),
            "entitled": _("Limit of those entitled"),
        }[quantity]
    return {
        "no": _("Votes against"),
        "not-in-favour": _("Other than for"),
        "abstain": _("Abstentions"),
        "blank": _("Blank ballots"),
        "present_only": _("Present without voting"),
        "absent": _("Absences"),
        "expressed": _("Votes expressed"),
        "entitled": _("Those entitled"),
    }[quantity]
