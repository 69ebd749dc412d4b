"""What it would have taken, in sentences: the fewest ballots that would have turned the outcome, and where."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voting.counting.turning import Turn
from voting.domain.turns import TAKING_PART, Turns, turns_of
from voting.interfaces.result_page.counted import CountedPoll
from voting.interfaces.wording import capital, listed

MOST_SENTENCES = 3
# More categories than this are told by their number.
MOST_NAMES = 4


@dataclass(frozen=True)
class Told:
    """`sentences`, the narrowest change first; `note`: why something, or all, can't be told."""

    sentences: list[str]
    note: str = ""


def told(counted: CountedPoll) -> Told:
    """How narrow the outcome was; a ballot is told by its category, never by its voter."""
    turns = turns_of(counted.poll, counted.tally)
    sentences = [_presence(turns.presence, _where(counted, turns, turns.presence))] if turns.presence else []
    known = {TAKING_PART} if turns.presence else set()
    found = [turn for turn in turns.found if (turn.source, turn.target) not in known]
    sentences += [sentence(turn, _where(counted, turns, turn)) for turn in found][: MOST_SENTENCES - len(sentences)]
    note = {
        "": "" if sentences else _("No change of ballots of a single kind would have turned the outcome."),
        "many": (
            _("Other changes are too many to be tried one by one in reasonable time, and nothing is estimated.")
            if sentences
            else _("The changes are too many to be tried one by one in reasonable time, and nothing is estimated.")
        ),
        "matrix": _("The rule looks at sizes or at proxies, so that it can’t be told from the counts alone."),
    }[turns.untold]
    return Told(sentences, note)


def sentence(turn: Turn, where: str) -> str:
    """« 2 voix de plus pour (Agences) auraient suffi pour que le texte soit adopté. »"""
    n = turn.ballots
    ends = {
        "adopted": ngettext(
            "%(change)s would have been enough for the text to be adopted.",
            "%(change)s would have been enough for the text to be adopted.",
            n,
        ),
        "rejected": ngettext(
            "%(change)s would have been enough for the text not to be adopted.",
            "%(change)s would have been enough for the text not to be adopted.",
            n,
        ),
        "void": ngettext(
            "%(change)s would have been enough for the vote to be void.",
            "%(change)s would have been enough for the vote to be void.",
            n,
        ),
        "tie": ngettext(
            "%(change)s would have been enough for an exact tie.",
            "%(change)s would have been enough for an exact tie.",
            n,
        ),
    }
    change = f"{change_of(turn)}{where}"
    return capital(ends[turn.outcome] % {"change": change})


def _presence(turn: Turn, where: str) -> str:
    change = ngettext("%(count)d more voter%(where)s", "%(count)d more voters%(where)s", turn.ballots) % {
        "count": turn.ballots,
        "where": where,
    }
    return ngettext(
        "%(change)s would have been enough for the vote not to be void, whatever they had voted.",
        "%(change)s would have been enough for the vote not to be void, whatever they had voted.",
        turn.ballots,
    ) % {"change": change}


def change_of(turn: Turn) -> str:
    """« 2 voix pour au lieu de contre »: what would have been cast, and instead of what."""
    n = turn.ballots
    said = {
        ("no", "yes"): ngettext("%(n)d vote for instead of against", "%(n)d votes for instead of against", n),
        ("abstain", "yes"): ngettext(
            "%(n)d vote for instead of an abstention", "%(n)d votes for instead of abstentions", n
        ),
        ("blank", "yes"): ngettext(
            "%(n)d vote for instead of a blank ballot", "%(n)d votes for instead of blank ballots", n
        ),
        ("present_only", "yes"): ngettext(
            "%(n)d vote for of somebody present who did not vote",
            "%(n)d votes for of those present who did not vote",
            n,
        ),
        ("absent", "yes"): ngettext("%(n)d more vote for", "%(n)d more votes for", n),
        ("no", "abstain"): ngettext(
            "%(n)d abstention instead of a vote against", "%(n)d abstentions instead of votes against", n
        ),
        ("no", "absent"): ngettext("%(n)d vote against less", "%(n)d votes against less", n),
        ("absent", "abstain"): ngettext(
            "%(n)d more ballot, even an abstention,", "%(n)d more ballots, even abstentions,", n
        ),
        ("yes", "no"): ngettext("%(n)d vote against instead of for", "%(n)d votes against instead of for", n),
        ("yes", "abstain"): ngettext(
            "%(n)d abstention instead of a vote for", "%(n)d abstentions instead of votes for", n
        ),
        ("yes", "blank"): ngettext(
            "%(n)d blank ballot instead of a vote for", "%(n)d blank ballots instead of votes for", n
        ),
        ("yes", "present_only"): ngettext(
            "%(n)d vote for less, its voter still present,", "%(n)d votes for less, their voters still present,", n
        ),
        ("yes", "absent"): ngettext("%(n)d vote for less", "%(n)d votes for less", n),
        ("abstain", "no"): ngettext(
            "%(n)d vote against instead of an abstention", "%(n)d votes against instead of abstentions", n
        ),
        ("absent", "no"): ngettext("%(n)d more vote against", "%(n)d more votes against", n),
        ("abstain", "absent"): ngettext("%(n)d ballot of abstention less", "%(n)d ballots of abstention less", n),
    }
    return said[turn.source, turn.target] % {"n": n}


def _where(counted: CountedPoll, turns: Turns, turn: Turn) -> str:
    """« (1 dans « Agences » et 1 dans « Réseaux ») »; nothing where it does not matter."""
    leaves = [leaf["key"] for leaf in counted.words.leaves if not leaf["consultative"]]
    by_leaf: dict[str, int] = {}
    for row, ballots in zip(counted.result["matrix"], turn.in_rows, strict=True):
        if ballots:
            by_leaf[row["leaf"]] = by_leaf.get(row["leaf"], 0) + ballots
    if len(leaves) == 1 or (turn.source, turn.target) in turns.anywhere:
        return ""
    if len(by_leaf) == 1:
        return " " + _("in “%(name)s”") % {"name": counted.words.name(*by_leaf)}
    if len(by_leaf) > MOST_NAMES:
        return " " + _("in %(count)d categories") % {"count": len(by_leaf)}
    parts = [
        _("%(count)d in “%(name)s”") % {"count": count, "name": counted.words.name(leaf)}
        for leaf, count in by_leaf.items()
    ]
    return f" ({listed(parts)})"
