"""The arithmetic of a clause, written out: exact values as they were counted, and the words between them."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from voting.interfaces.result_page.counted import Counted, Line
from voting.interfaces.verdicts import OPPOSITE, Kind
from voting.interfaces.wording import comparison, listed

# More terms than this are not written out: the table below has them.
MOST_TERMS = 4


@dataclass(frozen=True)
class Term:
    """A piece of arithmetic: a word, an exact value as written, or both in this order."""

    words: str = ""
    value: str = ""


def terms_of(counted: Counted, key: str) -> list[Term]:
    """« élus 1/3 × 1/7 + cinq catégories 5/7 = 16/21 plus que 1/2 : », before how the clause came out."""
    clause, facts = counted.found[key], counted.facts(key)
    if clause["empty"]:
        return [Term(_("nobody is in the base")), Term(":")]
    if facts["unit"] == "weight" and facts["quantity"] == "yes" and facts["scope"]["kind"] == "all":
        return [*_weight_sum(counted, clause), *_threshold_terms(clause)]
    return [*_counts(counted, key), *ratio_terms(clause, counted.kind(key))]


def _counts(counted: Counted, key: str) -> list[Term]:
    """« 6 pour, 3 contre, 9 exprimées : » before a ratio of heads."""
    facts = counted.facts(key)
    if facts["unit"] != "heads" or facts["scope"]["kind"] != "all" or facts["quantity"] != "yes":
        return []
    rows = [row for row in counted.result["matrix"] if row["leaf"] not in counted.consulted]
    yes, no, abstain = (sum(row[column] for row in rows) for column in ("yes", "no", "abstain"))
    figures = {"yes": yes, "no": no, "abstain": abstain}
    if facts["base"] == "expressed":
        return [Term(_("%(yes)d for, %(no)d against:") % figures)]
    return [Term(_("%(yes)d for, %(no)d against, %(abstain)d abstaining:") % figures)]


def _weight_sum(counted: Counted, clause: dict[str, Any]) -> list[Term]:
    """« élus 1/3 × 1/7 + cinq catégories 5/7 = 16/21 »: who brings the weight that is for."""
    whole: list[Line] = []
    partial: list[Line] = []
    for line in counted.lines:
        if line.weight_yes == "0":
            continue
        (whole if line.weight_yes == line.weight else partial).append(line)
    terms: list[Term] = []
    if len(partial) <= MOST_TERMS:
        for line in partial:
            factor = Fraction(line.weight_yes) / Fraction(line.weight)
            terms += [Term(f"+ {line.name}" if terms else line.name, str(factor)), Term("×", line.weight)]
        if whole:
            named = _named(whole)
            total = sum((Fraction(line.weight) for line in whole), Fraction(0))
            terms.append(Term(f"+ {named}" if terms else named, str(total)))
    # One term alone is the sum itself.
    if len(terms) != 1:
        terms.append(Term("=" if terms else "", clause["amount"]))
    if clause["base"] == "1" or clause["amount"] == "0":
        return terms
    return [*terms, Term(_("of"), clause["base"]), Term("=", clause["ratio"])]


def _named(lines: list[Line]) -> str:
    """« Élus du conseil et 2 catégories », « Réseaux »."""
    if len(lines) == 1:
        return lines[0].name
    categories = [line for line in lines if line.category]
    count = ngettext("%(count)d category", "%(count)d categories", len(categories)) % {"count": len(categories)}
    return listed([line.name for line in lines if not line.category] + [count])


def ratio_terms(clause: dict[str, Any], kind: Kind) -> list[Term]:
    """« 6/9 = 2/3 plus que 1/2 : », or a whole number beside another."""
    if clause["empty"]:
        return [Term(_("nobody is in the base")), Term(":")]
    amount, base, ratio = clause["amount"], clause["base"], clause["ratio"]
    if base is None:
        terms = [Term("", amount)]
    elif "/" in amount or "/" in base:
        terms = [Term("", amount)] if base == "1" else [Term("", amount), Term(_("of"), base), Term("=", ratio)]
    else:
        written = as_counted(clause)
        terms = [Term("", written)] + ([Term("=", ratio)] if ratio not in {written, "0", "1"} else [])
    if kind in {Kind.VETO, Kind.OPPOSITION, Kind.OBJECTION}:
        terms.insert(0, Term(pgettext("share", "against")))
    return [*terms, Term(":")] if kind == Kind.OBJECTION else [*terms, *_threshold_terms(clause, kind)]


def _threshold_terms(clause: dict[str, Any], kind: Kind = Kind.MAJORITY) -> list[Term]:
    """« plus que 1/2 : »; of what may not be too much, where it stands: « au moins 2/3 : veto »."""
    op = clause["op"]
    if kind in {Kind.VETO, Kind.OPPOSITION} and not clause["holds"]:
        op = OPPOSITE[op]
    return [Term(comparison(op), clause["value"]), Term(":")]


def as_counted(clause: dict[str, Any]) -> str:
    """An exact share as it was counted: 6/9 of heads, not 2/3; of weights, their ratio."""
    amount, base = clause["amount"], clause["base"]
    return str(clause["ratio"]) if "/" in amount or "/" in base else f"{amount}/{base}"
