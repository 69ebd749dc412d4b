"""What a clause of a rule is to whoever reads a result, and how it came out, in the words of its kind."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

PRESENCE = {"present", "voted", "participation"}
AGAINST = {"no", "not-in-favour"}
AT_MOST = {"<", "<="}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Kind(StrEnum):
    """QUORUM makes a vote void and PARTICIPATION rejects; a VETO is one category's, an OPPOSITION everybody's;
    an OBJECTION is an opposition of which there may be none."""

    QUORUM = "quorum"
    PARTICIPATION = "participation"
    MAJORITY = "majority"
    VETO = "veto"
    OPPOSITION = "opposition"
    OBJECTION = "objection"
    OTHER = "other"


def kind_of(clause: Mapping[str, Any]) -> Kind:
    """The kind of a clause as `explain_clause` gives it."""
    if clause["quantity"] in PRESENCE:
        return Kind.QUORUM if clause["else"] == "void" else Kind.PARTICIPATION
    if clause["quantity"] == "yes" and clause["op"] not in AT_MOST:
        return Kind.MAJORITY
    if clause["quantity"] in AGAINST and clause["op"] in AT_MOST:
        if clause["scope"]["kind"] in {"each", "node"}:
            return Kind.VETO
        if clause["scope"]["kind"] == "all":
            return Kind.OBJECTION if (clause["op"], clause["value"]) == ("<=", "0") else Kind.OPPOSITION
    return Kind.OTHER


def verdict(kind: Kind, *, holds: bool, tied: bool = False) -> str:
    """How a clause, or one part of it, came out: « atteinte », « aucun veto », "within the limit"."""
    if kind == Kind.VETO:
        return pgettext("clause", "no veto") if holds else pgettext("clause", "veto")
    if kind == Kind.OBJECTION:
        return pgettext("clause", "no objection") if holds else pgettext("clause", "objection")
    if tied:
        return pgettext("clause", "exactly equal")
    said = {
        Kind.QUORUM: (pgettext("quorum", "reached"), pgettext("quorum", "not reached")),
        Kind.PARTICIPATION: (pgettext("participation", "sufficient"), pgettext("participation", "not sufficient")),
        Kind.MAJORITY: (pgettext("clause", "reached"), pgettext("clause", "not reached")),
        Kind.OPPOSITION: (pgettext("opposition", "within the limit"), pgettext("opposition", "beyond the limit")),
        Kind.OTHER: (pgettext("condition", "met"), pgettext("condition", "not met")),
    }
    return said[kind][0 if holds else 1]


def verdict_of_several(kind: Kind, *, holds: bool, tied: bool, failed: Sequence[str]) -> str:
    """As `verdict`, of a clause over several categories, with the names of those in which it failed."""
    word = verdict(kind, holds=holds, tied=tied)
    if holds or not failed:
        return word
    return pgettext("clause", "%(verdict)s: %(names)s") % {"verdict": word, "names": ", ".join(failed)}


def opening(kind: Kind, title: str) -> str:
    """The words in bold before the figures of what a text failed by."""
    return {
        Kind.VETO: _("A veto was used:"),
        Kind.OPPOSITION: _("Too many are against:"),
        Kind.OBJECTION: _("There is an objection:"),
        Kind.PARTICIPATION: _("Too few have voted:"),
    }.get(kind) or _("%(title)s is not reached:") % {"title": title}
