"""The whole of a rule in words, part by part: who weighs what, what must hold, ties, a second vote, conduct."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voting.interfaces.sections import Condition, Section, of_consent, of_consultation
from voting.interfaces.wording import Words, capital, in_order, listed, role, semicolons
from voting.models import Purpose


def explanation(words: Words) -> list[Section]:
    """A rule told whole, every word of it made from its parts; what weighs nothing, or decides nothing, is not told."""
    if words.purpose == Purpose.CONSENT:
        return [*of_consent(), _conduct(words)]
    if words.purpose == Purpose.CONSULTATION:
        return [*of_consultation(), _conduct(words)]
    sections = [_weights(words), _conditions(words), _ties(words), _conduct(words)]
    if words.facts["second"] is not None or _may_be_void(words):
        sections.insert(3, _second(words))
    return sections


def _may_be_void(words: Words) -> bool:
    clauses = words.facts["clauses"].values()
    return any(clause["else"] == "void" for clause in clauses) or any(
        node.get("empty") == "void" for node in words.facts["nodes"]
    )


def _weights(words: Words) -> Section:
    facts, nodes = words.facts, words.facts["nodes"]
    sentences = []
    if len(nodes) > 1:
        below: dict[str, list[Mapping[str, Any]]] = {}
        for node in nodes:
            below.setdefault(node["parent"], []).append(node)
        sentences += [_division(words, node, below[node["key"]]) for node in nodes if "empty" in node]
        sentences += _consultative(words)
        sentences += _emptiness(words)
    sentences += _inside(words)
    sentences += _carried(words)
    if facts["size"]:
        sentences.append(_sizes(facts["size"]))
    units = {unit for clause in facts["clauses"].values() for unit in (clause["unit"], clause["won"])}
    if "weight" not in units and not any(node.get("empty") == "void" for node in nodes):
        sentences.append(_("No condition of this rule asks for the weight: it is shown and decides nothing."))
    return Section(_("What each voice weighs"), sentences)


def _division(words: Words, node: Mapping[str, Any], children: list[Mapping[str, Any]]) -> str:
    """How the weight of a node is divided among its children."""
    whole = (
        _("The weight of “%(name)s”") % {"name": words.name(node["key"])} if node["parent"] else _("The whole weight")
    )
    counting = [child for child in children if child["share"] != "0"]
    said = {"whole": whole, "names": listed([words.name(child["key"]) for child in counting]), "count": len(counting)}
    shares = {child["share"] for child in counting}
    if len(counting) == 1:
        return _("%(whole)s is that of %(names)s.") % said
    if shares == {"heads"}:
        return _("%(whole)s is divided in proportion to the number of voters: %(names)s.") % said
    if shares == {"size"}:
        return (
            _("%(whole)s is divided in proportion to the sizes, in equal parts where there are none: %(names)s.") % said
        )
    if len(shares) == 1:
        return _("%(whole)s is divided in %(count)d equal parts: %(names)s.") % said
    by_share: dict[str, list[str]] = {}
    for child in counting:
        by_share.setdefault(child["share"], []).append(words.name(child["key"]))
    parts = [
        (_("%(share)s for %(names)s") if len(names) == 1 else _("%(share)s for each of %(names)s"))
        % {"share": part, "names": listed(names)}
        for part, names in by_share.items()
    ]
    return _("%(whole)s is divided: %(parts)s.") % {"whole": whole, "parts": semicolons(parts)}


def _consultative(words: Words) -> list[str]:
    names = [words.name(leaf["key"]) for leaf in words.leaves if leaf["consultative"]]
    if not names:
        return []
    return [
        ngettext(
            "%(names)s is heard, and counts in no majority, no quorum and no number of categories.",
            "%(names)s are heard, and count in no majority, no quorum and no number of categories.",
            len(names),
        )
        % {"names": listed(names)}
    ]


def _grouped(nodes: Iterable[Mapping[str, Any]], *settings: str) -> dict[tuple[str, ...], list[str]]:
    """The keys of nodes by their settings, in tree order."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for node in nodes:
        groups.setdefault(tuple(node[name] for name in settings), []).append(node["key"])
    return groups


def _emptiness(words: Words) -> list[str]:
    """What becomes of the weight of parts in which nobody counts."""
    groups = _grouped((node for node in words.facts["nodes"] if "empty" in node), "empty")
    said = {
        "lapse": _("the weight of a part where nobody counts stays unused, and still belongs to the whole."),
        "prorata": _("the weight of a part where nobody counts goes to the others, in proportion to theirs."),
        "equal": _("the weight of a part where nobody counts goes to the others, in equal parts."),
        "void": _("if nobody counts in one of the parts, the vote is void."),
    }
    return [
        capital(said[empty])
        if len(groups) == 1
        else _("%(where)s: %(said)s") % {"where": capital(_places(words, keys)), "said": said[empty]}
        for (empty,), keys in groups.items()
    ]


def _places(words: Words, keys: list[str]) -> str:
    """Nodes by name, the root as the whole."""
    root = words.facts["nodes"][0]["key"]
    return listed([_("the whole") if key == root else words.name(key) for key in keys])


def _inside(words: Words) -> list[str]:
    """Over whom the weight of each leaf is spread."""
    groups = _grouped(words.leaves, "per", "over")
    over = {
        "expressed": _("those who vote for or against"),
        "voted": _("those who vote, abstention and blank ballots included"),
        "present": (
            _("those who vote, abstention and blank ballots included")
            if words.body
            else _("those present, whether they vote or not")
        ),
        "entitled": _("all who are entitled, whether they vote or not"),
    }
    found = []
    for (per, word), keys in groups.items():
        where = _("Inside %(where)s, the weight") % {"where": _places(words, keys)}
        if len(words.leaves) == 1:
            where = _("The weight")
        elif len(groups) == 1:
            where = _("Inside each category, the weight")
        sentence = (
            _("%(weight)s is shared equally among %(whom)s.")
            if per == "head"
            else _("%(weight)s is shared by size among %(whom)s.")
        )
        found.append(capital(sentence % {"weight": where, "whom": over[word]}))
    return found


def _carried(words: Words) -> list[str]:
    """To which side the weight goes."""
    groups = _grouped(words.facts["nodes"], "give")
    found = []
    if len(groups) == 1 and ("split",) in groups:
        return [_("Each voter’s part goes to its own side.")]
    for (give,), keys in groups.items():
        names = {"names": _places(words, keys)}
        if give == "bloc":
            found.append(
                _(
                    "The weight of each goes as a bloc to the side that leads inside, and abstains at equality: "
                    "%(names)s."
                )
                % names
            )
        elif give == "bloc-no":
            found.append(
                _(
                    "The weight of each goes as a bloc to the side that leads inside, and is against at equality: "
                    "%(names)s."
                )
                % names
            )
    return [*found, _("A bloc in which nobody votes for or against is carried as its voters stand.")]


def _sizes(size: Mapping[str, str | None]) -> str:
    sentence = _("Each voter’s size is recorded when the poll opens.")
    if size["base"] != "0":
        sentence += " " + _("%(number)s is added to it.") % {"number": size["base"]}
    if size["floor"] is not None:
        sentence += " " + _("It counts for at least %(number)s.") % {"number": size["floor"]}
    if size["cap"] is not None:
        sentence += " " + _("It counts for at most %(number)s.") % {"number": size["cap"]}
    return sentence


def _conditions(words: Words) -> Section:
    clauses, formula = words.facts["clauses"], words.facts["formula"]
    keys = in_order(formula)
    void = [words.title(key) for key in keys if clauses[key]["else"] == "void"]
    sentences = []
    if not void:
        sentences.append(_("Otherwise the text is not adopted."))
    elif len(void) == len(keys):
        sentences.append(_("Otherwise the vote is void."))
    else:
        sentences.append(
            ngettext(
                "Otherwise the text is not adopted; the vote is void where this condition alone prevents it: "
                "%(titles)s.",
                "Otherwise the text is not adopted; the vote is void where these alone prevent it: %(titles)s.",
                len(void),
            )
            % {"titles": listed(void)}
        )
    if any(clauses[key]["base"] is not None for key in keys):
        sentences.append(_("A condition over nobody does not hold."))
    return Section(_("What must hold"), sentences, _condition(words, formula, full=True))


def _condition(words: Words, formula: Any, *, full: bool) -> Condition:
    """A nested formula; `full`: its clauses with their sentences, else by title alone."""
    if isinstance(formula, str):
        return Condition(words.title(formula), _clause(words, formula) if full else "")
    [(word, parts)] = formula.items()
    if len(parts) == 1:
        return _condition(words, parts[0], full=full)
    opening = _("All of these must hold:") if word == "and" else _("At least one of these must hold:")
    return Condition(opening=opening, parts=[_condition(words, part, full=full) for part in parts])


def _clause(words: Words, key: str) -> str:
    """A clause with what its categories are and how they take side."""
    clause, sentence = words.facts["clauses"][key], words.clause(key)
    if clause["unit"] == "categories":
        sentence += (
            " "
            + {
                "heads": _(
                    "A category is for where more of its votes are for than against, and against the other way round."
                ),
                "size": _(
                    "A category is for where more of its size is for than against, and against the other way round."
                ),
                "weight": _(
                    "A category is for where more of its weight is for than against, and against the other way round."
                ),
            }[clause["won"]]
        )
        if clause["of"]:
            sentence += " " + _("The categories counted here: %(names)s.") % {
                "names": listed([words.name(node) for node in clause["of"]])
            }
    return sentence


def _ties(words: Words) -> Section:
    tie, clauses = words.facts["tie"], words.facts["clauses"]
    strict = [key for key in in_order(words.facts["formula"]) if clauses[key]["op"] in {">", "<"}]
    named = [words.title(key) for key in (tie["clauses"] if tie else []) if clauses[key]["op"] in {">", "<"}]
    if not strict and not named:
        return Section(_("On a tie"), [_("Every threshold may be met exactly, so that there is no tie.")])
    if not named or tie["by"] == "rejected":
        return Section(
            _("On a tie"), [_("What must be more than a threshold, and is exactly equal to it, does not hold.")]
        )
    said = {
        "casting": _(
            "Where only an exact equality stands in the way (%(titles)s), %(role)s decides by a casting vote."
        ),
        "again": _("Where only an exact equality stands in the way (%(titles)s), the vote is held again."),
        "lot": _(
            "Where only an exact equality stands in the way (%(titles)s), a draw decides, by a published seed that "
            "anybody can check."
        ),
    }[tie["by"]]
    return Section(_("On a tie"), [said % {"titles": listed(named), "role": role(tie["role"])}])


def _second(words: Words) -> Section:
    second = words.facts["second"]
    title = _("After a void vote")
    if second is None:
        return Section(title, [_("At a second convocation the same must hold.")])
    told = set(in_order(words.facts["formula"]))
    fresh = any(key not in told for key in in_order(second))
    condition = _condition(words, second, full=fresh)
    parts = condition.parts if isinstance(second, dict) and "and" in second and condition.parts else [condition]
    return Section(title, [], Condition(opening=_("At a second convocation this must hold:"), parts=parts))


def _conduct(words: Words) -> Section:
    proxy, conduct = words.facts["proxy"], words.facts["conduct"]
    sentences = []
    if proxy["per_holder"]:
        sentences.append(
            ngettext("A voter may hold %(count)d proxy.", "A voter may hold %(count)d proxies.", proxy["per_holder"])
            % {"count": proxy["per_holder"]}
        )
        if len(words.leaves) > 1:
            sentences.append(
                _("A proxy may be given to another category; it counts in the giver’s.")
                if proxy["across"]
                else _("A proxy is given within one’s own category only.")
            )
        sentences.append(
            _("Who votes by proxy counts as present.")
            if proxy["present"]
            else _("Who votes by proxy does not count as present.")
        )
    else:
        sentences.append(_("Nobody votes by proxy."))
    if conduct:
        sentences.append(
            _("A ballot may be changed until the poll closes.")
            if conduct["change"] == "until-close"
            else _("A ballot is final once it is cast.")
        )
        sentences.append(
            _("The vote is open: each choice can be read once the poll is closed.")
            if conduct["secrecy"] == "open"
            else _("The vote is secret.")
        )
        if conduct["smallest"] > 1:
            sentences.append(
                _("Categories of fewer than %(count)d voters are not shown by themselves.")
                % {"count": conduct["smallest"]}
            )
    return Section(_("How one votes"), sentences)
