"""The clauses of a rule, one by one: what each asked, how it came out, its arithmetic and its gauge."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from voting.interfaces.result_page.arithmetic import Term, as_counted, ratio_terms, terms_of
from voting.interfaces.result_page.counted import Counted
from voting.interfaces.verdicts import verdict, verdict_of_several
from voting.pictures import gauge


@dataclass
class ClauseRow:
    """One clause as the page tells it; `parts` for clauses over several nodes, each with its exact `share`."""

    id: str
    title: str
    sentence: str
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
    told = counted.words.rule().clauses
    return [_clause(counted, key, *told[key]) for key in counted.asked]


def _clause(counted: Counted, key: str, title: str, sentence: str) -> ClauseRow:
    clause, facts = counted.found[key], counted.facts(key)
    row = ClauseRow(
        id=key,
        title=title,
        sentence=sentence,
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
        return row
    row.terms = terms_of(counted, key)
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
        holds=part["holds"],
        tied=part["tied"],
        verdict=verdict(counted.kind(key), holds=part["holds"], tied=part["tied"]),
        terms=ratio_terms(shaped, counted.kind(key)),
        share=as_counted(part) if part["ratio"] else "",
    )
    if part["empty"] and counted.facts(key)["scope"]["skip"]:
        row.left_out, row.terms, row.verdict = True, [], pgettext("clause", "nobody voted: left out")
        return row
    if part["base"] is not None:
        row.gauge = _gauge(shaped, name, f"g-{key}-{part['node']}")
    return row


def _gauge(clause: dict[str, Any], title: str, prefix: str) -> SafeString:
    ratio = clause["ratio"] or "0"
    labels = {
        "title": title,
        "desc": _("%(ratio)s, threshold %(value)s.") % {"ratio": ratio, "value": clause["value"]},
    }
    return mark_safe(gauge(clause, labels=labels, prefix=prefix))  # noqa: S308 (escaped by the picture)
