"""A rule in plain words: from `explain(rule)` to sentences in the reader's language, for any yes–no rule."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Self

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from alliance.models import Category
from voting.counting import parse_rule
from voting.counting.explain import explain
from voting.counting.presets import ELECTED
from voting.interfaces.measures import asked, base, counted, kind_of_limit, share, threshold
from voting.interfaces.verdicts import OPPOSITE, Kind, kind_of
from voting.models import Purpose


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

    purpose = Purpose.DECISION

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
            shares = [threshold(clauses[key], self.body) for key in for_]
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
        return opening + " " + semicolons([self._sentence(each).rstrip(".") for each in parts]) + "."

    def _is_plain_majority(self, clause: Mapping[str, Any]) -> bool:
        return (
            clause["quantity"] == "yes"
            and clause["scope"]["kind"] == "all"
            and clause["op"] in {">", ">="}
            and clause["base"] is not None
        )

    def title(self, key: str) -> str:
        """What a clause is called; where two would be called the same, with its threshold."""
        return self._titles[key]

    @cached_property
    def _titles(self) -> dict[str, str]:
        clauses = self.facts["clauses"]
        titles = {key: self._title(clause) for key, clause in clauses.items()}
        alike = Counter(titles.values())
        for key, title in titles.items():
            if alike[title] > 1:
                told = {"title": title, "asked": threshold(clauses[key], self.body)}
                titles[key] = _("%(title)s (%(asked)s)") % told
        alike, told_before = Counter(titles.values()), Counter[str]()
        for key, title in titles.items():
            if alike[title] > 1:
                told_before[title] += 1
                titles[key] = _("%(title)s (%(number)d)") % {"title": title, "number": told_before[title]}
        return titles

    def _title(self, clause: Mapping[str, Any]) -> str:
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
        return titles.get(kind) or kind_of_limit(clause["quantity"], clause["op"])

    def _majority(self, unit: str, scope: Mapping[str, Any]) -> str:
        if scope["kind"] == "each" and self._is_every(scope):
            return _("Majority in each category")
        if scope["kind"] in {"each", "at_least"}:
            return _("Majority within categories")
        if scope["kind"] == "node":
            return _("Majority of “%(name)s”") % {"name": self.name(scope["name"])}
        if scope["kind"] == "mark":
            return _("Majority of those marked “%(name)s”") % {"name": scope["name"]}
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
        sentence = asked(clause, self.body)
        where = self._where(clause["scope"])
        return f"{where}{_COMMA}{sentence}" if where else capital(sentence)

    def _veto(self, clause: Mapping[str, Any]) -> str:
        """When a category stops the text: the opposite of what the clause asks."""
        scope = clause["scope"]
        who = _("A category") if scope["kind"] == "each" else _("“%(name)s”") % {"name": self.name(scope["name"])}
        if scope["kind"] == "each" and not self._is_every(scope):
            who = _("Any of %(names)s") % {"names": self._names(scope)}
        against = clause["quantity"] == "no"
        if clause["base"] is None:
            # At most two are allowed: three stop it. Fewer than two: two do.
            stops = counted(">=", int(clause["value"]) + (clause["op"] == "<="), clause["unit"])
            sentence = (
                _("%(who)s stops the text by a veto if it has %(asked)s against.")
                if against
                else _("%(who)s stops the text by a veto if it has %(asked)s other than for.")
            )
        else:
            stops = f"{share(OPPOSITE[clause['op']], clause['value'])} {base(clause, self.body)}"
            sentence = (
                _("%(who)s stops the text by a veto if, within it, %(asked)s are against.")
                if against
                else _("%(who)s stops the text by a veto if, within it, %(asked)s are other than for.")
            )
        said = sentence % {"who": who, "asked": stops}
        if scope["kind"] == "each" and not scope["skip"]:
            said += " " + _("One where nobody votes stops it too.")
        return said

    def _is_every(self, scope: Mapping[str, Any]) -> bool:
        """Whether a scope names all the categories."""
        return {leaf["key"] for leaf in self.leaves} == set(scope["nodes"])

    def _names(self, scope: Mapping[str, Any]) -> str:
        return listed([self.name(node) for node in scope["nodes"]])

    def _where(self, scope: Mapping[str, Any]) -> str:
        if scope["kind"] == "node":
            return _("Among “%(name)s”") % {"name": self.name(scope["name"])}
        if scope["kind"] == "mark":
            return _("Among those marked “%(name)s”") % {"name": scope["name"]}
        if scope["kind"] == "all":
            return ""
        names = self._names(scope)
        if scope["kind"] == "each":
            where = _("In each category") if self._is_every(scope) else _("In each of %(names)s") % {"names": names}
            return where + " " + _("(without those that do not vote)") if scope["skip"] else where
        return _("In at least %(count)d of %(names)s") % {"count": scope["least"], "names": names}

    def _manners(self, for_: list[str]) -> list[str]:
        """How abstention, ties and a missing quorum are dealt with."""
        found = []
        refusing = [key for key in for_ if self._refuses(self.facts["clauses"][key])]
        if for_ and not refusing:
            found.append(_("Abstention counts neither for nor against."))
        elif for_ and len(refusing) == len(for_):
            found.append(_("Abstention counts as not for."))
        elif refusing:
            titles = listed([self.title(key) for key in refusing])
            found.append(_("Abstention counts as not for in: %(titles)s.") % {"titles": titles})
        tie = self.facts["tie"]
        by = tie["by"] if tie else "rejected"
        found.append(
            {
                "casting": _("On a tie, %(role)s decides.") % {"role": role(tie["role"] if tie else "")},
                "rejected": _("On a tie, the text is not adopted."),
                "again": _("On a tie, the vote is held again."),
                "lot": _("On a tie, a public draw decides."),
            }[by]
        )
        if self.facts["second"] is not None:
            found.append(self._second())
        return found

    def _refuses(self, clause: Mapping[str, Any]) -> bool:
        """Whether an abstention is in the base of a majority; of the weight only where it carries some."""
        weighs = clause["unit"] != "weight" or any(leaf["over"] != "expressed" for leaf in self.leaves)
        return weighs and clause["base"] in {"voted", "present", "participation", "entitled"}

    def _second(self) -> str:
        """What a second convocation does without: the quorum, where that is all."""
        void = {key for key, clause in self.facts["clauses"].items() if kind_of(clause) == Kind.QUORUM}
        first, second = self.facts["formula"], self.facts["second"]
        parts = first["and"] if isinstance(first, dict) and "and" in first else [first]
        without = [part for part in parts if not (isinstance(part, str) and part in void)]
        if len(without) < len(parts) and second in ({"and": without}, *without[:1] * (len(without) == 1)):
            return _("Without quorum the vote is void; a second one is then decided without it.")
        return _("A second vote, after a void one, follows conditions of its own.")


_COMMA = ", "


def role(key: str) -> str:
    """Who has the casting vote: the chair, or whom a rule from elsewhere names."""
    known = {"chair": _("the chair"), "president": _("the president")}
    return known.get(key) or _("“%(name)s”") % {"name": key}


def in_order(formula: Any) -> list[str]:
    """The clauses of a formula, in the order they are written, each once."""
    if isinstance(formula, str):
        return [formula]
    [(_word, parts)] = formula.items()
    return list(dict.fromkeys(key for part in parts for key in in_order(part)))


def comparison(op: str) -> str:
    """The word between a ratio and its threshold: « plus que »."""
    return {
        ">": pgettext("comparison", "more than"),
        ">=": pgettext("comparison", "at least"),
        "<": pgettext("comparison", "less than"),
        "<=": pgettext("comparison", "at most"),
    }[op]


def listed(parts: list[str]) -> str:
    """« a, b et c »."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def semicolons(parts: list[str]) -> str:
    """« a ; b ; c »."""
    return pgettext("between parts of a sentence", "; ").join(parts)


def capital(sentence: str) -> str:
    """The sentence with a capital letter."""
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
