"""The page that tells what a rule would have done: for each poll its outcome then, the one now, and by which clause."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from alliance.models import Category, Club
from voting.counting.presets import ELECTED
from voting.domain.register import categories_of
from voting.domain.trials import Trial
from voting.interfaces.faults import told_on_a_page
from voting.interfaces.files_page.leaves import shown_as
from voting.interfaces.result_page.clauses import ClauseRow, clause_rows
from voting.interfaces.result_page.counted import Counted
from voting.interfaces.wording import StandIn, Words, capital, listed
from voting.models import Outcome
from voting.service.files import POLL, Fault

# What two clauses must have in common to ask for the same thing, perhaps otherwise.
ASKED = ("unit", "scope", "quantity", "won", "of")


@dataclass(frozen=True)
class Reason:
    """A clause that an outcome comes from: when (then, or under this rule), how it came out, and how what asks for the
    same under the other rule did."""

    when: str
    title: str
    told: str
    other: str = ""


@dataclass
class TrialRow:
    """A poll: `name`, `url` and `closed_at` of one that was held here; `then` and `now` its outcomes, "" where one is
    not known; `why` it changes; `note` what else is to be known; `left_out` why it was not tried."""

    name: str
    url: str = ""
    closed_at: datetime | None = None
    then: str = ""
    now: str = ""
    why: list[Reason] = field(default_factory=list)
    note: str = ""
    left_out: Any = ""

    @property
    def changes(self) -> bool:
        return bool(self.then and self.now) and self.then != self.now


def rows_of_polls(club: Club, trials: Iterable[Trial]) -> list[TrialRow]:
    """Closed polls of the alliance; the outcome then is the one that stands."""
    categories = categories_of(club)
    return [
        _filled(
            TrialRow(trial.poll.question, trial.poll.urls.result, trial.poll.closed_at, then=trial.tally.outcome),
            trial.found,
            _Names(trial.poll.body, categories, lambda _leaves: categories),
        )
        for trial in trials
    ]


def rows_of_files(club: Club, names: Iterable[str], found: Iterable[Mapping[str, Any]]) -> list[TrialRow]:
    """Polls from files, whose leaves may be none of the alliance's categories."""
    called = _Names("", categories_of(club), lambda leaves: shown_as(club, leaves))
    return [_filled(TrialRow(name), each, called) for name, each in zip(names, found, strict=True)]


def summary(rows: Sequence[TrialRow]) -> str:
    """« Sur 12 scrutins recomptés, 2 changent d’issue. »"""
    tried = [row for row in rows if row.then and row.now]
    if not tried:
        return ""
    changed = sum(row.changes for row in tried)
    total = ngettext("Of %(n)d poll counted again,", "Of %(n)d polls counted again,", len(tried)) % {"n": len(tried)}
    ends = ngettext("%(n)d changes its outcome.", "%(n)d change their outcome.", changed) % {"n": changed}
    return total + " " + (ends if changed else _("none changes its outcome."))


@dataclass(frozen=True)
class _Names:
    """How a count's body and leaves are called."""

    body: str
    known: Sequence[Category]
    shown: Callable[[Sequence[str]], Sequence[Category | StandIn]]

    def counted(self, count: Mapping[str, Any]) -> Counted:
        leaves = [node["key"] for node in count["facts"]["nodes"] if "per" in node]
        return Counted(Words(count["facts"], self.body, self.shown(leaves)), count["result"])

    def listed(self, leaves: Sequence[str]) -> str:
        names = {ELECTED: _("Elected officials"), **{category.key: category.name for category in self.known}}
        return listed([names.get(leaf, leaf) for leaf in leaves])


def _filled(row: TrialRow, found: Mapping[str, Any], names: _Names) -> TrialRow:
    if "fault" in found:
        row.left_out = told_on_a_page(Fault(POLL, found["fault"]["pointer"], found["fault"]["message"]))
        return row
    if "misfit" in found:
        row.left_out = _misfit(found["misfit"]["why"], names.listed(found["misfit"]["leaves"]))
        return row
    now = names.counted(found["now"])
    then = names.counted(found["then"]) if found["then"] else None
    row.now = now.outcome
    row.then = row.then or (then.outcome if then else "")
    if then is None or row.changes:
        row.why = _why(found, then, now)
    row.note = _proxies(then, now)
    return row


def _why(found: Mapping[str, Any], then: Counted | None, now: Counted) -> list[Reason]:
    """What stopped the text then, and what stops it now, each beside what the other rule has of it."""
    reasons = []
    if then and then.outcome != Outcome.ADOPTED:
        when = pgettext("poll", "Then")
        for row in _rows(then, found["then"]["reasons"]):
            match = _match(then, row.id, now)
            other = _("Under the rule tried: %(told)s") if match else _("The rule tried does not ask for it.")
            reasons.append(Reason(when, row.title, _said(row), other % {"told": match}))
        if not reasons:
            reasons.append(_empty(when))
    if now.outcome != Outcome.ADOPTED:
        when = pgettext("poll", "Under this rule")
        rows = _rows(now, found["now"]["reasons"])
        for row in rows:
            match = _match(now, row.id, then) if then else ""
            other = _("Under its own rule: %(told)s") if match else _("Its own rule did not ask for it.")
            reasons.append(Reason(when, row.title, _said(row), other % {"told": match} if then else ""))
        if not rows:
            reasons.append(_empty(when))
    return reasons


def _empty(when: str) -> Reason:
    """Void by no clause: a part of the tree stood empty."""
    return Reason(when, pgettext("outcome", "Void"), capital(_("a category that the rule asks for did not vote.")))


def _rows(counted: Counted, keys: Sequence[str]) -> list[ClauseRow]:
    return [row for row in clause_rows(counted) if row.id in keys]


def _said(row: ClauseRow) -> str:
    """How a clause came out, and where it failed."""
    failed = [part.title for part in row.parts if not part.holds and not part.left_out]
    return row.told + (" " + _("Not in: %(names)s.") % {"names": listed(failed)} if failed else "")


def _match(counted: Counted, key: str, other: Counted) -> str:
    """How the clause that asks for the same under the other rule came out there; "" where none does."""
    facts = counted.facts(key)
    alike = {row.id: row for row in clause_rows(other)}
    for each in other.asked:
        if all(other.facts(each)[part] == facts[part] for part in ASKED):
            return _said(alike[each])
    return ""


def _proxies(then: Counted | None, now: Counted) -> str:
    """Votes by proxy that the rule tried refuses and the poll's own did not."""
    before = len(then.result["proxies"]["refused"]) if then else 0
    more = len(now.result["proxies"]["refused"]) - before
    if more <= 0:
        return ""
    sentence = ngettext(
        "%(count)d vote by proxy does not count under this rule.",
        "%(count)d votes by proxy do not count under this rule.",
        more,
    )
    return sentence % {"count": more}


def _misfit(why: str, names: str) -> str:
    """Why a rule can't be tried on a poll."""
    return {
        "no-place": _("Not tried: the rule has no place for voters of %(names)s."),
        "nobody-of": _("Not tried: the rule speaks of %(names)s, which this poll did not know."),
        "sizes": _("Not tried: the rule counts sizes, and the poll’s register has none for some voter."),
        "categories": _("Not tried: with the categories of this poll the rule is not complete."),
        "options": _("Not tried: this is not a vote of yes and no."),
    }[why] % {"names": names}
