"""A result in sentences: the outcome in a word, the verdict with its exact figures, who voted, why parts differ."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from voting.interfaces.result_page.clauses import ClauseRow
from voting.interfaces.result_page.counted import Counted
from voting.interfaces.verdicts import Kind, opening
from voting.interfaces.wording import listed
from voting.models import Body, Outcome, Tally


def headline_of(tally: Tally) -> str:
    """The outcome in a word."""
    return {
        Outcome.ADOPTED: pgettext("outcome", "Adopted"),
        Outcome.REJECTED: pgettext("outcome", "Rejected"),
        Outcome.VOID: pgettext("outcome", "Void"),
        Outcome.TIE: pgettext("outcome", "Tie"),
    }[Outcome(tally.outcome)]


def sentence(counted: Counted, rows: Sequence[ClauseRow]) -> dict[str, str]:
    """The verdict: `what` was decided, `bold` how it stands, `detail` with the exact figures."""
    body = _("The council") if counted.poll.body == Body.COUNCIL else _("The assembly")
    title = counted.poll.title
    what = {
        Outcome.ADOPTED: _("%(body)s adopts “%(title)s”."),
        Outcome.REJECTED: _("%(body)s does not adopt “%(title)s”."),
        Outcome.VOID: _("%(body)s could not decide on “%(title)s”."),
        Outcome.TIE: _("%(body)s is divided on “%(title)s”."),
    }[Outcome(counted.tally.outcome)] % {"body": body, "title": title}
    bold, detail = _verdict(counted, rows)
    return {"what": what, "bold": bold, "detail": detail}


def _verdict(counted: Counted, rows: Sequence[ClauseRow]) -> tuple[str, str]:
    outcome = counted.tally.outcome
    tie = counted.result["tie"]
    if outcome == Outcome.VOID:
        return _void(counted, rows)
    if outcome == Outcome.TIE:
        if counted.tally.awaits_chair:
            return _("An exact tie:"), _("%(figures)s. The chair decides.") % {"figures": figures(counted)}
        return _("An exact tie:"), _("%(figures)s. The vote is to be held again.") % {"figures": figures(counted)}
    if tie and tie["by"] == "casting" and tie["decision"]:
        chair = _("The chair decided for:") if tie["decision"] == "yes" else _("The chair decided against:")
        return chair, _("%(figures)s, an exact tie.") % {"figures": figures(counted)}
    if outcome == Outcome.ADOPTED:
        vetoes = any(counted.kind(row.id) == Kind.VETO for row in rows)
        return _reached(counted), f"{figures(counted)}." + (" " + _("No veto.") if vetoes else "")
    missed = [row for row in rows if not row.holds]
    reached = [row for row in rows if row.holds and row.id in counted.majorities]
    if not missed:
        return "", f"{figures(counted)}."
    bold = opening(counted.kind(missed[0].id), missed[0].title)
    detail = listed([figures(counted, [row.id]) or ", ".join(_failed(counted, row)) for row in missed])
    detail += "."
    if reached:
        detail += " " + _("%(titles)s is reached.") % {"titles": listed([row.title for row in reached])}
    return bold, detail


def _failed(counted: Counted, row: ClauseRow) -> list[str]:
    """The categories in which a clause over several failed, a veto with its exact share."""
    if not row.parts:
        return [_("nobody is in the base")]
    return [
        _("%(name)s (%(share)s against)") % {"name": part.title, "share": part.share}
        if part.share and counted.kind(row.id) == Kind.VETO
        else part.title
        for part in row.parts
        if not part.holds and not part.left_out
    ]


def _void(counted: Counted, rows: Sequence[ClauseRow]) -> tuple[str, str]:
    missed = [row for row in rows if not row.holds and counted.facts(row.id)["else"] == "void"]
    if not missed:
        return _("The vote is void:"), _("a category that the rule asks for did not vote.")
    row = missed[0]
    clause = counted.found[row.id]
    return _("The quorum is not reached:"), _("%(amount)s of %(base)s voted. %(sentence)s") % {
        "amount": clause["amount"],
        "base": clause["base"],
        "sentence": row.sentence,
    }


def _reached(counted: Counted) -> str:
    if len(counted.majorities) < 2:
        return _("The majority is reached:")
    return _("Both majorities are reached:") if len(counted.majorities) == 2 else _("All majorities are reached:")


def figures(counted: Counted, keys: Iterable[str] | None = None) -> str:
    """« 16/21 du poids exprimé et 6 voix sur 9 exprimées »."""
    said = []
    for key in counted.majorities if keys is None else keys:
        clause, facts = counted.found[key], counted.facts(key)
        if clause.get("parts") is not None or clause["empty"]:
            continue
        if clause["base"] is None:
            votes = int(clause["amount"])
            said.append(ngettext("%(count)d vote", "%(count)d votes", votes) % {"count": votes})
        elif facts["unit"] == "weight":
            of = _("of the weight expressed") if facts["base"] == "expressed" else _("of the weight counted")
            said.append(f"{clause['ratio']} {of}")
        elif facts["unit"] == "heads":
            said.append(_heads_figure(clause, facts))
        elif facts["unit"] == "categories":
            said.append(_("%(amount)s of %(base)s categories") % {"amount": clause["amount"], "base": clause["base"]})
        else:
            said.append(_("%(ratio)s of the size") % {"ratio": clause["ratio"]})
    return listed(said)


def _heads_figure(clause: dict[str, Any], facts: dict[str, Any]) -> str:
    figures = {"amount": clause["amount"], "base": clause["base"]}
    if facts["base"] == "expressed":
        return _("%(amount)s of %(base)s votes expressed") % figures
    if facts["base"] == "entitled":
        return _("%(amount)s votes of %(base)s entitled") % figures
    return _("%(amount)s votes of %(base)s cast") % figures


def turnout(counted: Counted) -> str:
    """« 10 sièges sur 10 ont voté, dont 1 par pouvoir. »"""
    total = sum(row["entitled"] for row in counted.result["matrix"])
    voted = sum(row[column] for row in counted.result["matrix"] for column in ("yes", "no", "abstain", "blank"))
    figures = {"voted": voted, "total": total}
    if counted.poll.body == Body.COUNCIL:
        sentence = ngettext("%(voted)d of %(total)d seats voted", "%(voted)d of %(total)d seats voted", voted)
    else:
        sentence = ngettext("%(voted)d of %(total)d partners voted", "%(voted)d of %(total)d partners voted", voted)
    sentence %= figures
    used = counted.result["proxies"]["used"]
    if used:
        sentence += ngettext(", %(count)d of them by proxy", ", %(count)d of them by proxy", used) % {"count": used}
    return sentence + "."


def why(counted: Counted) -> str:
    """Why parts differ from what the rule gave: somebody expressed nothing."""
    silent = [line.name for line in counted.lines if line.weight == "0"]
    empty = counted.words.facts["nodes"][0].get("empty")
    if not silent or len(silent) == len(counted.result["matrix"]) or empty not in {"prorata", "equal"}:
        return ""
    return ngettext(
        "Nobody expressed anything for: %(names)s. The rule shares this part among the others, so that silence "
        "penalises nobody.",
        "Nobody expressed anything for: %(names)s. The rule shares these parts among the others, so that silence "
        "penalises nobody.",
        len(silent),
    ) % {"names": ", ".join(silent)}
