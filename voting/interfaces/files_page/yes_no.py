"""A yes–no vote counted from files, in the parts of a result's page."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliance.models import Club
from voting.domain.counting_files import CountedFiles
from voting.interfaces.explanation import explanation
from voting.interfaces.files_page.leaves import shown_as
from voting.interfaces.result_page.clauses import clause_rows
from voting.interfaces.result_page.counted import Counted
from voting.interfaces.result_page.pictures import pictures
from voting.interfaces.result_page.sentences import headline_of, how_it_stands, turnout, why
from voting.interfaces.wording import Words
from voting.models import Outcome

# Putting a formula into words takes time that grows faster than the formula, outside the limits of the count.
MOST_REFERENCES = 100
# A column narrower than its mark, or a vote smaller than a point, is no picture: the table has them.
MOST_COLUMNS = 24
MOST_VOTES = 600
# Drawing hundreds of majorities would take this process seconds, outside the limits of the count.
MOST_MAJORITIES = 6


def yes_no_context(club: Club | None, counted_files: CountedFiles) -> dict[str, Any]:
    """`headline`, `sentence`, `pictures`, `clauses`, `why`, `explanation` (None where it
    `is_rule_too_long`), `lines`, `total` and `refused` (proxies)."""
    facts = counted_files.facts
    assert facts is not None
    leaves = [node["key"] for node in facts["nodes"] if "per" in node]
    counted = Counted(Words(facts, "", shown_as(club, leaves)), counted_files.result)
    rows = clause_rows(counted)
    bold, detail = how_it_stands(counted, rows)
    is_told_whole = _references(facts["formula"]) + _references(facts["second"]) <= MOST_REFERENCES
    return {
        "outcome": counted.outcome,
        "headline": headline_of(counted.outcome),
        "sentence": {"what": _what(counted.outcome), "bold": bold, "detail": detail},
        "turnout": turnout(counted),
        "pictures": pictures(counted, rows) if _can_be_drawn(counted) else [],
        "clauses": rows,
        "why": why(counted),
        "explanation": explanation(counted.words) if is_told_whole else None,
        "is_rule_too_long": not is_told_whole,
        "lines": counted.lines,
        "total": counted.total,
        "refused": [
            {"voter": each["voter"], "by": each["by"], "reason": _reason(each["reason"])}
            for each in counted.result["proxies"]["refused"]
        ],
    }


def _what(outcome: Outcome) -> str:
    return {
        Outcome.ADOPTED: _("The question is adopted."),
        Outcome.REJECTED: _("The question is not adopted."),
        Outcome.VOID: _("Nothing could be decided."),
        Outcome.TIE: _("The vote is divided."),
    }[outcome]


def _references(formula: Any) -> int:
    """How many times a formula, or none, names a clause."""
    found, left = 0, [formula]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            left += [each for parts in part.values() for each in parts]
        elif part is not None:
            found += 1
    return found


def _can_be_drawn(counted: Counted) -> bool:
    entitled = sum(row["entitled"] for row in counted.result["matrix"])
    return (
        len(counted.words.leaves) <= MOST_COLUMNS
        and entitled <= MOST_VOTES
        and len(counted.majorities) <= MOST_MAJORITIES
    )


def _reason(word: str) -> str:
    return {
        "cast-in-person": pgettext("proxy refused", "the giver voted in person"),
        "onward": pgettext("proxy refused", "the holder had given its own proxy"),
        "other-category": pgettext("proxy refused", "the holder is of another category"),
        "limit": pgettext("proxy refused", "the holder carries as many as the rule allows"),
    }[word]
