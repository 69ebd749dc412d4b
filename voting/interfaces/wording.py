"""A rule in plain words: from `explain(rule)` to sentences in the reader's language, for any yes–no rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from alliance.models import Category
from voting.counting import parse_rule
from voting.counting.explain import explain
from voting.interfaces.verdicts import AT_MOST, OPPOSITE, PRESENCE, Kind, kind_of
from voting.models import Body

ELECTED = "elected"


@dataclass
class RuleInWords:
    """`key` is the one sentence; `more` those in smaller type; `clauses` a title and a sentence for each clause id."""

    key: str
    more: list[str] = field(default_factory=list)
    clauses: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class StandIn:
    """Stands where a category does, for a leaf of a rule from elsewhere."""

    key: str
    name: str
    mark: str
    colour: str
    pattern: str


class Words:
    """The words of one rule (its `facts`, as `explain` gives them): which body votes ("" where that is not known), and
    its `categories` by key."""

    def __init__(self, facts: Mapping[str, Any], body: str, categories: Iterable[Category | StandIn]) -> None:
        self.facts = facts
        self.body = body
        self.categories = {category.key: category for category in categories}
        self.leaves = [node for node in self.facts["nodes"] if "per" in node]

    @classmethod
    def of(cls, rule: Mapping[str, Any], body: str, categories: Iterable[Category | StandIn]) -> Self:
        """Of a consult-rule/1."""
        return cls(explain(parse_rule(dict(rule))), body, categories)

    def name(self, node: str) -> str:
        """What a node of the tree is called."""
        if node == ELECTED:
            return _("Elected officials")
        if node == self.facts["nodes"][0]["key"]:
            return _("Together")
        return self.categories[node].name if node in self.categories else node

    def formula(self, convocation: int) -> Any:
        """What must hold: a nested formula of clause ids."""
        facts = self.facts
        return facts["second"] if convocation == 2 and facts["second"] is not None else facts["formula"]

    def rule(self) -> RuleInWords:
        clauses = self.facts["clauses"]
        found = RuleInWords("", clauses={key: (self.title(key), self.clause(key)) for key in clauses})
        formula = self.facts["formula"]
        joined = formula["and"] if isinstance(formula, dict) and "and" in formula else [formula]
        for_ = [key for key in joined if isinstance(key, str) and self._is_plain_majority(clauses[key])]
        if for_:
            shares = [self.threshold(clauses[key]) for key in for_]
            sentence = ngettext("Adopted if %(shares)s is for.", "Adopted if %(shares)s are for.", len(shares))
            found.key = sentence % {"shares": listed(shares)}
        else:
            found.key = _("Adopted if all of the following holds.")
        found.more = [self._sentence(part) for part in joined if part not in for_]
        found.more += self._manners(for_)
        return found

    def _sentence(self, part: Any) -> str:
        """A clause, or a formula below the first `and`, as a sentence."""
        if isinstance(part, str):
            return self.clause(part)
        [(word, parts)] = part.items()
        opening = _("Either:") if word == "or" else _("Together:")
        return opening + " " + " ; ".join(self._sentence(each).rstrip(".") for each in parts) + "."

    def _is_plain_majority(self, clause: Mapping[str, Any]) -> bool:
        return (
            clause["quantity"] == "yes"
            and clause["scope"]["kind"] == "all"
            and clause["op"] in {">", ">="}
            and clause["base"] is not None
        )

    def title(self, key: str) -> str:
        """What a clause is called."""
        clause = self.facts["clauses"][key]
        kind, scope = kind_of(clause), clause["scope"]
        if kind == Kind.MAJORITY:
            return self._majority(clause["unit"], scope)
        if kind == Kind.VETO:
            if scope["kind"] == "node":
                return _("Veto of “%(name)s”") % {"name": self.name(scope["name"])}
            return _("Veto of the categories")
        titles = {
            Kind.QUORUM: _("Quorum"),
            Kind.PARTICIPATION: _("Participation"),
            Kind.OPPOSITION: _("Limited opposition"),
            Kind.OBJECTION: _("No objection"),
        }
        return titles.get(kind) or _("Condition “%(key)s”") % {"key": key}

    def _majority(self, unit: str, scope: Mapping[str, Any]) -> str:
        if scope["kind"] == "each" and self._is_every(scope):
            return _("Majority in each category")
        if scope["kind"] in {"each", "at_least"}:
            return _("Majority within categories")
        if scope["kind"] == "node":
            return _("Majority of “%(name)s”") % {"name": self.name(scope["name"])}
        return {
            "weight": _("Majority of the weight"),
            "heads": _("Majority of the votes"),
            "size": _("Majority of the size"),
            "categories": _("Majority of the categories"),
        }[unit]

    def clause(self, key: str) -> str:
        """What a clause asks for, as a sentence."""
        clause = self.facts["clauses"][key]
        kind = kind_of(clause)
        if kind == Kind.VETO:
            return self._veto(clause)
        if kind == Kind.OBJECTION:
            return _("Nobody may be against.") if clause["quantity"] == "no" else _("Everybody must be for.")
        asked = self.threshold(clause)
        quantity = clause["quantity"]
        if quantity in PRESENCE:
            sentence = _("%(asked)s must have voted.")
        elif quantity == "yes":
            sentence = _("%(asked)s must be for.")
        elif quantity == "no":
            sentence = _("%(asked)s may be against.") if clause["op"] in AT_MOST else _("%(asked)s must be against.")
        elif quantity == "abstain":
            sentence = _("%(asked)s must abstain.")
        elif quantity == "not-in-favour":
            sentence = _("%(asked)s may be other than for.")
        else:
            sentence = _("%(asked)s: this must hold of what is called “%(quantity)s”.")
        sentence = sentence % {"asked": asked, "quantity": quantity}
        where = self._where(clause["scope"])
        return f"{where}{_COMMA}{sentence}" if where else _capital(sentence)

    def _veto(self, clause: Mapping[str, Any]) -> str:
        """When a category stops the text: the opposite of what the clause asks."""
        scope = clause["scope"]
        who = _("A category") if scope["kind"] == "each" else _("“%(name)s”") % {"name": self.name(scope["name"])}
        if scope["kind"] == "each" and not self._is_every(scope):
            who = _("Any of %(names)s") % {"names": self._names(scope)}
        against = clause["quantity"] == "no"
        if clause["base"] is None:
            # At most two are allowed: three stop it. Fewer than two: two do.
            asked = _counted(">=", int(clause["value"]) + (clause["op"] == "<="))
            sentence = (
                _("%(who)s stops the text by a veto if it has %(asked)s against.")
                if against
                else _("%(who)s stops the text by a veto if it has %(asked)s other than for.")
            )
        else:
            asked = f"{share(OPPOSITE[clause['op']], clause['value'])} {self._base(clause)}"
            sentence = (
                _("%(who)s stops the text by a veto if, within it, %(asked)s are against.")
                if against
                else _("%(who)s stops the text by a veto if, within it, %(asked)s are other than for.")
            )
        said = sentence % {"who": who, "asked": asked}
        if scope["kind"] == "each" and not scope["skip"]:
            said += " " + _("One where nobody votes stops it too.")
        return said

    def _is_every(self, scope: Mapping[str, Any]) -> bool:
        """Whether a scope names all the categories."""
        return {leaf["key"] for leaf in self.leaves} == set(scope["nodes"])

    def _names(self, scope: Mapping[str, Any]) -> str:
        return ", ".join(self.name(node) for node in scope["nodes"])

    def _where(self, scope: Mapping[str, Any]) -> str:
        if scope["kind"] == "node":
            return _("Among “%(name)s”") % {"name": self.name(scope["name"])}
        if scope["kind"] == "mark":
            return _("Among those marked %(name)s") % {"name": scope["name"]}
        if scope["kind"] == "all":
            return ""
        names = self._names(scope)
        if scope["kind"] == "each":
            where = _("In each category") if self._is_every(scope) else _("In each of %(names)s") % {"names": names}
            return where + " " + _("(without those that do not vote)") if scope["skip"] else where
        return _("In at least %(count)d of %(names)s") % {"count": scope["least"], "names": names}

    def threshold(self, clause: Mapping[str, Any]) -> str:
        """« plus de la moitié du poids exprimé », "at least 2 votes"."""
        if clause["base"] is None:
            return _counted(clause["op"], int(clause["value"]))
        return f"{share(clause['op'], clause['value'])} {self._base(clause)}"

    def _base(self, clause: Mapping[str, Any]) -> str:
        """« du poids exprimé », completing a share of it."""
        base, unit = clause["base"], clause["unit"]
        if unit == "weight":
            words = {
                "expressed": _("of the weight expressed"),
                "entitled": _("of the whole weight"),
            }
            return words.get(base, _("of the weight of those who voted"))
        if unit == "size":
            words = {"expressed": _("of the size expressed"), "entitled": _("of the whole size")}
            return words.get(base, _("of the size of those who voted"))
        if unit == "categories":
            words = {
                "expressed": _("of the categories that took side"),
                "entitled": _("of all categories"),
            }
            return words.get(base, _("of the categories that voted"))
        words = {
            "expressed": _("of the votes expressed"),
            "entitled": self._entitled(),
        }
        return words.get(base, _("of those who voted"))

    def _entitled(self) -> str:
        if self.body == Body.COUNCIL:
            return _("of the seats")
        return _("of the partners") if self.body == Body.ASSEMBLY else _("of those entitled")

    def _manners(self, for_: list[str]) -> list[str]:
        """How abstention, ties and a missing quorum are dealt with."""
        bases = {self.facts["clauses"][key]["base"] for key in for_}
        found = []
        if bases == {"expressed"}:
            found.append(_("Abstention counts neither for nor against."))
        elif bases & {"voted", "present", "participation", "entitled"}:
            found.append(_("Abstention counts as not for."))
        tie = self.facts["tie"]
        by = tie["by"] if tie else "rejected"
        found.append(
            {
                "casting": _("On a tie, the chair decides."),
                "rejected": _("On a tie, the text is not adopted."),
                "again": _("On a tie, the vote is held again."),
                "lot": _("On a tie, a public draw decides."),
            }[by]
        )
        if self.facts["second"] is not None:
            found.append(_("Without quorum the vote is void; a second one is then decided without it."))
        return found


_COMMA = ", "


def in_order(formula: Any) -> list[str]:
    """The clauses of a formula, in the order they are written, each once."""
    if isinstance(formula, str):
        return [formula]
    [(_word, parts)] = formula.items()
    return list(dict.fromkeys(key for part in parts for key in in_order(part)))


def share(op: str, value: str) -> str:
    """« plus de la moitié », "at least two thirds", "less than 3/5"."""
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
    return named[op].get(value, plain[op] % {"value": value})


def comparison(op: str) -> str:
    """The word between a ratio and its threshold: « plus que »."""
    return {
        ">": pgettext("comparison", "more than"),
        ">=": pgettext("comparison", "at least"),
        "<": pgettext("comparison", "less than"),
        "<=": pgettext("comparison", "at most"),
    }[op]


def _counted(op: str, number: int) -> str:
    forms = {
        ">": ngettext("more than %(count)d vote", "more than %(count)d votes", number),
        ">=": ngettext("at least %(count)d vote", "at least %(count)d votes", number),
        "<": ngettext("fewer than %(count)d vote", "fewer than %(count)d votes", number),
        "<=": ngettext("at most %(count)d vote", "at most %(count)d votes", number),
    }
    return forms[op] % {"count": number}


def listed(parts: list[str]) -> str:
    """« a, b et c »."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def decimals(value: Fraction, places: int = 1) -> str:
    """An approximate percentage for the eye, beside the exact fraction: 76,2 %.

    Computed in whole numbers. A figure that would show a threshold it does not reach gets more places: see `not_quite`.
    """
    scaled = value * 100 * 10**places
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(rounded).rjust(places + 1, "0")
    point = "," if (get_language() or "fr").startswith("fr") else "."
    return f"{digits[:-places]}{point}{digits[-places:]}"


def not_quite(value: Fraction, threshold: Fraction) -> str:
    """`decimals` with as many places as it takes not to read like the threshold, unless it is the threshold."""
    places = 1
    while value != threshold and places < 12 and decimals(value, places) == decimals(threshold, places):
        places += 1
    return decimals(value, places)
