"""A result in sentences: the outcome in a word, the verdict with its exact figures, who voted, why parts differ."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from voting.interfaces.choosing.naming import winners_of
from voting.interfaces.measures import amount
from voting.interfaces.result_page.clauses import ClauseRow
from voting.interfaces.result_page.counted import Counted, CountedPoll
from voting.interfaces.verdicts import Kind, opening
from voting.interfaces.wording import listed
from voting.models import Body, Outcome, Tally


def headline_of(outcome: str) -> str:
    """The outcome in a word."""
    return {
        Outcome.ADOPTED: pgettext("outcome", "Adopted"),
        Outcome.REJECTED: pgettext("outcome", "Rejected"),
        Outcome.VOID: pgettext("outcome", "Void"),
        Outcome.TIE: pgettext("outcome", "Tie"),
        Outcome.CHOSEN: pgettext("outcome", "Chosen"),
        Outcome.CONSULTED: _("Consultation, without a decision"),
    }[Outcome(outcome)]


def headline_of_count(tally: Tally) -> str:
    """The same of a poll that was held here; of a choice, who was chosen; a round of consent is not the last one."""
    if tally.outcome == Outcome.VOID and tally.poll.is_consent:
        return _("Not adopted in this round")
    if tally.outcome == Outcome.CHOSEN:
        return listed(winners_of(tally.poll, tally.result))
    return headline_of(tally.outcome)


def sentence(counted: CountedPoll, rows: Sequence[ClauseRow]) -> dict[str, str]:
    """The verdict: `what` was decided, `bold` how it stands, `detail` with the exact figures."""
    body = _("The council") if counted.poll.body == Body.COUNCIL else _("The assembly")
    title = counted.poll.title
    what = {
        Outcome.ADOPTED: _("%(body)s adopts “%(title)s”."),
        Outcome.REJECTED: _("%(body)s does not adopt “%(title)s”."),
        Outcome.VOID: _("%(body)s could not decide on “%(title)s”."),
        Outcome.TIE: _("%(body)s is divided on “%(title)s”."),
    }[counted.outcome] % {"body": body, "title": title}
    bold, detail = how_it_stands(counted, rows)
    return {"what": what, "bold": bold, "detail": detail}


def how_it_stands(counted: Counted, rows: Sequence[ClauseRow]) -> tuple[str, str]:
    """« Les deux majorités sont atteintes : », and the exact figures."""
    outcome = counted.outcome
    tie = counted.result["tie"]
    said = figures(counted)
    if outcome == Outcome.VOID:
        return _void(counted, rows)
    if outcome == Outcome.TIE:
        return _("An exact tie:"), _still_tied(tie["by"]) % {"figures": said}
    if tie and tie["by"] in {"casting", "lot"} and tie["decision"]:
        return _decided(tie), _("%(figures)s, an exact tie.") % {"figures": said}
    if outcome == Outcome.ADOPTED:
        return _adopted(counted, rows)
    missed = [row for row in rows if not row.holds]
    reached = [row for row in rows if row.holds and row.id in counted.majorities]
    if not missed:
        return "", f"{said}."
    bold = opening(counted.kind(missed[0].id), missed[0].title)
    by = [figures(counted, [row.id]) or ", ".join(_failed(counted, row)) for row in missed]
    # Nobody in several bases is said once, and nothing of a clause that left everybody out.
    detail = listed(list(dict.fromkeys(each for each in by if each))) or _("nobody is in the base")
    detail += "."
    if reached:
        detail += " " + _("%(titles)s is reached.") % {"titles": listed([row.title for row in reached])}
    return bold, detail


def _still_tied(by: str) -> str:
    """Who or what decides a tie that nobody decided yet, after its figures."""
    return {
        "casting": _("%(figures)s. The chair decides."),
        "lot": _("%(figures)s. The lot decides, once its seed is known."),
    }.get(by) or _("%(figures)s. The vote is to be held again.")


def _decided(tie: Mapping[str, Any]) -> str:
    if tie["by"] == "lot":
        return _("The lot decided for:") if tie["decision"] == "yes" else _("The lot decided against:")
    return _("The chair decided for:") if tie["decision"] == "yes" else _("The chair decided against:")


def _adopted(counted: Counted, rows: Sequence[ClauseRow]) -> tuple[str, str]:
    """Of a formula with an `or` some majority may have failed: those that hold are told."""
    held = [key for key in counted.majorities if counted.found[key]["holds"]]
    said = figures(counted, held)
    veto = _("No veto.") if any(counted.kind(row.id) == Kind.VETO and row.holds for row in rows) else ""
    if not said:
        return _("What the rule asks for is fulfilled."), veto
    bold = _reached(counted) if held == counted.majorities else _("The rule is fulfilled:")
    return bold, f"{said}. {veto}".rstrip()


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
    clause, facts, kind = counted.found[row.id], counted.facts(row.id), counted.kind(row.id)
    bold = _("The quorum is not reached:") if kind == Kind.QUORUM else opening(kind, row.title)
    if kind == Kind.QUORUM and facts["unit"] == "heads" and clause["amount"] is not None and clause["base"] is not None:
        voted = ngettext("%(amount)s of %(base)s voted", "%(amount)s of %(base)s voted", int(clause["amount"]))
        by = voted % {"amount": clause["amount"], "base": clause["base"]}
    else:
        by = figures(counted, [row.id]) or ", ".join(_failed(counted, row)) or _("nobody is in the base")
    return bold, f"{by}. {row.sentence}"


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
            said.append(_amount(clause["amount"], facts["unit"]))
        elif facts["unit"] == "weight":
            of = _("of the weight expressed") if facts["base"] == "expressed" else _("of the weight counted")
            said.append(f"{clause['ratio']} {of}")
        elif facts["unit"] == "heads":
            said.append(_heads_figure(clause, facts))
        elif facts["unit"] == "categories":
            said.append(_of_categories(clause))
        else:
            said.append(_("%(ratio)s of the size") % {"ratio": clause["ratio"]})
    return listed(said)


def _amount(written: str, unit: str) -> str:
    """An amount that is measured against a number and no base: of weight or of size it may be a fraction."""
    number = Fraction(written)
    return amount(number.numerator, unit) if number.denominator == 1 else written


def _of_categories(clause: dict[str, Any]) -> str:
    sentence = ngettext("%(amount)s of %(base)s categories", "%(amount)s of %(base)s categories", int(clause["amount"]))
    return sentence % {"amount": clause["amount"], "base": clause["base"]}


def _heads_figure(clause: dict[str, Any], facts: dict[str, Any]) -> str:
    figures, base = {"amount": clause["amount"], "base": clause["base"]}, int(clause["base"])
    if facts["base"] == "expressed":
        sentence = ngettext("%(amount)s of %(base)s vote expressed", "%(amount)s of %(base)s votes expressed", base)
    elif facts["base"] == "entitled":
        sentence = ngettext("%(amount)s votes of %(base)s entitled", "%(amount)s votes of %(base)s entitled", base)
    else:
        sentence = ngettext("%(amount)s votes of %(base)s cast", "%(amount)s votes of %(base)s cast", base)
    return sentence % figures


def turnout(counted: Counted) -> str:
    """« 10 sièges sur 10 ont voté, dont 1 par pouvoir. »"""
    total = sum(row["entitled"] for row in counted.result["matrix"])
    voted = sum(row[column] for row in counted.result["matrix"] for column in ("yes", "no", "abstain", "blank"))
    figures = {"voted": voted, "total": total}
    if counted.words.body == Body.COUNCIL:
        sentence = ngettext("%(voted)d of %(total)d seats voted", "%(voted)d of %(total)d seats voted", voted)
    elif counted.words.body == Body.ASSEMBLY:
        sentence = ngettext("%(voted)d of %(total)d partners voted", "%(voted)d of %(total)d partners voted", voted)
    else:
        sentence = ngettext("%(voted)d of %(total)d entitled voted", "%(voted)d of %(total)d entitled voted", voted)
    sentence %= figures
    used = counted.result["proxies"]["used"]
    if used:
        sentence += ngettext(", %(count)d of them by proxy", ", %(count)d of them by proxy", used) % {"count": used}
    return sentence + "."


def why(counted: Counted) -> str:
    """Why parts differ from what the rule gave: somebody expressed nothing."""
    consulted = {counted.words.name(leaf) for leaf in counted.consulted}
    silent = [line.name for line in counted.lines if line.weight == "0" and line.name not in consulted]
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
