"""The clauses of a rule, one by one: what each asked, how it came out, its arithmetic and its gauge."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from voting.interfaces.measures import came_out, part_of_all
from voting.interfaces.result_page.arithmetic import Term, as_counted, ratio_terms, terms_of
from voting.interfaces.result_page.counted import Counted
from voting.interfaces.verdicts import verdict, verdict_of_several
from voting.interfaces.wording import capital
from voting.pictures import gauge


@dataclass
class ClauseRow:
    """One clause as the page tells it: `sentence` is what was asked, `told` how it came out beside what was needed;
    `parts` for clauses over several nodes, each with its exact `share`."""

    id: str
    title: str
    sentence: str
    told: str
    holds: bool
    tied: bool
    verdict: str
    terms: list[Term]
    left_out: bool = False
    share: str = ""
    gauge: SafeString | str = ""
    parts: list["ClauseRow"] = field(default_factory=list)


def clause_rows(counted: Counted) -> list[ClauseRow]:
    """Those that had to hold, in the rule's order."""
    words = counted.words
    return [_clause(counted, key, words.title(key), words.clause(key)) for key in counted.asked]


def _clause(counted: Counted, key: str, title: str, sentence: str) -> ClauseRow:
    clause, facts = counted.found[key], counted.facts(key)
    row = ClauseRow(
        id=key,
        title=title,
        sentence=sentence,
        told="",
        holds=clause["holds"],
        tied=clause["tied"],
        verdict=verdict(counted.kind(key), holds=clause["holds"], tied=clause["tied"]),
        terms=[],
    )
    parts = counted.parts(key)
    if parts is not None:
        row.parts = [_part(counted, key, part) for part in parts]
        failed = [part.title for part in row.parts if not part.holds and not part.left_out]
        row.verdict = verdict_of_several(counted.kind(key), holds=row.holds, tied=row.tied, failed=failed)
        row.told = _told_of_several(facts, row.parts)
        return row
    row.terms, row.told = terms_of(counted, key), told(facts, clause, counted.words.body)
    if clause["base"] is not None and facts["base"] is not None:
        row.gauge = _gauge(clause, title, f"g-{key}")
    return row


def _part(counted: Counted, key: str, part: dict[str, Any]) -> ClauseRow:
    """One node of a clause that asks several."""
    clause = counted.found[key]
    shaped = {**part, "op": clause["op"], "value": clause["value"]}
    name = counted.words.name(part["node"])
    row = ClauseRow(
        id=f"{key}-{part['node']}",
        title=name,
        sentence="",
        told=told(counted.facts(key), part, counted.words.body),
        holds=part["holds"],
        tied=part["tied"],
        verdict=verdict(counted.kind(key), holds=part["holds"], tied=part["tied"]),
        terms=ratio_terms(shaped, counted.kind(key)),
        share=as_counted(part) if part["ratio"] else "",
    )
    if part["empty"] and counted.facts(key)["scope"]["skip"]:
        row.left_out, row.terms, row.verdict = True, [], pgettext("clause", "nobody voted: left out")
        row.told = _("Nobody counts here, so that it is left out.")
        return row
    if part["base"] is not None:
        row.gauge = _gauge(shaped, name, f"g-{key}-{part['node']}")
    return row


def told(facts: dict[str, Any], found: dict[str, Any], body: str) -> str:
    """« 6/9 des voix exprimées sont pour ; il fallait plus de la moitié. »: a clause without parts, or one of them."""
    if found["empty"]:
        return _("Nobody counts here, so that it does not hold.")
    figure = found["amount"] if found["base"] is None else as_counted(found)
    if facts["unit"] == "weight" and found["ratio"]:
        figure = part_of_all(found["ratio"])
    return capital(came_out(facts, found, figure, body))


def _told_of_several(facts: dict[str, Any], parts: list[ClauseRow]) -> str:
    """In how many of its parts a clause held, and in how many it had to."""
    held = sum(part.holds and not part.left_out for part in parts)
    asked = [part for part in parts if not part.left_out]
    figures = {"held": held, "all": len(asked), "least": facts["scope"]["least"]}
    if not asked:
        return _("Nobody counts here, so that it does not hold.")
    if facts["scope"]["kind"] == "each":
        return _("It holds in %(held)d of %(all)d; the rule asks for each of them.") % figures
    return _("It holds in %(held)d of %(all)d; the rule asks for at least %(least)d.") % figures


def _gauge(clause: dict[str, Any], title: str, prefix: str) -> SafeString:
    ratio = clause["ratio"] or "0"
    labels = {
        "title": title,
        "desc": _("%(ratio)s, threshold %(value)s.") % {"ratio": ratio, "value": clause["value"]},
    }
    return mark_safe(gauge(clause, labels=labels, prefix=prefix))  # noqa: S308 (escaped by the picture)
