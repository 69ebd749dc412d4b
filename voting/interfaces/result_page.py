"""What the page of a result shows; every figure comes from the tally's result JSON, none from the ballots."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from alliance.capacities import Actor
from alliance.models import Category
from voting.domain.closing import is_superseded, left_out_of
from voting.domain.opening import why_not_again
from voting.domain.queries import counted_ballots
from voting.domain.records import heads_of
from voting.domain.register import categories_of
from voting.interfaces.forms import CastingForm, ClosingForm, CorrectionForm
from voting.interfaces.turnout import turnout_of
from voting.interfaces.verdicts import OPPOSITE, Kind, kind_of, opening, verdict, verdict_of_several
from voting.interfaces.wording import Words, comparison, decimals, in_order, listed
from voting.models import Ballot, Body, CastAs, Outcome, Poll, Tally, Voter
from voting.pictures import Category as Column
from voting.pictures import Seat, gauge, hemicycle, mosaic
from voting.registry import Description, describe
from voting.verifying import bundle

# More terms than this are not written out: the table below has them.
MOST_TERMS = 4


def result_context(
    actor: Actor,
    poll: Poll,
    tally: Tally,
    *,
    casting: CastingForm | None = None,
    second: ClosingForm | None = None,
    correction: CorrectionForm | None = None,
) -> dict[str, Any]:
    """Everything of `voting/result.html`. Of a count that a later one replaced there is only to be read."""
    page = ResultPage(poll, tally)
    counts = list(poll.tallies.select_related("correction").order_by("number"))
    holds = tally == counts[-1]
    waits = holds and tally.awaits_chair
    may_repeat = holds and actor.may("voting.second_convocation", poll) and why_not_again(poll) is None
    may_correct = holds and actor.may("voting.correct_result", poll) and not is_superseded(poll)
    return {
        "poll": poll,
        "tally": tally,
        "described": page.described,
        "outcome": tally.outcome,
        "headline": headline_of(tally),
        "sentence": page.sentence(),
        "turnout": page.turnout(),
        "ring": turnout_of(poll, tally, page.words),
        "pictures": page.pictures(),
        "clauses": page.clauses,
        "why": page.why(),
        "lines": page.lines(),
        "total": page.total(),
        "voters": page.voters(),
        "awaits_chair": waits,
        "casting_form": (casting or CastingForm()) if waits and actor.may("voting.casting_vote", poll) else None,
        "second_form": (second or ClosingForm()) if may_repeat else None,
        "correction_form": (correction or CorrectionForm(poll=poll)) if may_correct else None,
        "counts": page.counts(counts),
        "holds": holds,
        "heads": heads_of(poll),
        "command": verifying_command(poll),
        "verifier_sha256": bundle.bundle_sha256(),
    }


def record_name(poll_id: int) -> str:
    """The name of the record as a file."""
    return f"consult-record-{poll_id}.json"


def verifying_command(poll: Poll) -> str:
    """What to run beside the record and the verifier; the dots are for the head that was announced."""
    return f"python3 {bundle.NAME} {record_name(poll.pk)} --head …"


def headline_of(tally: Tally) -> str:
    """The outcome in a word."""
    return {
        Outcome.ADOPTED: pgettext("outcome", "Adopted"),
        Outcome.REJECTED: pgettext("outcome", "Rejected"),
        Outcome.VOID: pgettext("outcome", "Void"),
        Outcome.TIE: pgettext("outcome", "Tie"),
    }[Outcome(tally.outcome)]


@dataclass(frozen=True)
class Glance:
    """A result in a line and a small picture, for pages about the text: « 16/21 du poids exprimé et 6 voix sur 9 »."""

    figures: str
    picture: SafeString | str


def glance(poll: Poll, tally: Tally) -> Glance:
    """The exact figures of the majorities and the narrow mosaic of the first one over the weight, if there is one."""
    page = ResultPage(poll, tally)
    return Glance(page.figures(), page.narrow_picture())


@dataclass(frozen=True)
class Term:
    """A piece of arithmetic: a word, an exact value as written, or both in this order."""

    words: str = ""
    value: str = ""


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


@dataclass(frozen=True)
class Line:
    """A category's line of the table; weights are exact, as written."""

    category: Category | None
    name: str
    weight: str
    yes: int
    no: int
    abstain: int
    absent: int
    weight_yes: str
    weight_no: str


class ResultPage:
    def __init__(self, poll: Poll, tally: Tally) -> None:
        self.poll, self.tally, self.result = poll, tally, tally.result
        self.described: Description = describe(poll)
        self.words = Words(poll.rule, poll.body, categories_of(poll.club))
        self.found = {clause["id"]: clause for clause in self.result["clauses"]}
        self.asked = [key for key in in_order(self.words.formula(poll.convocation)) if key in self.found]
        self.told = self.words.rule().clauses
        self.clauses = [self._clause(key) for key in self.asked]
        self.majorities = [key for key in self.asked if self._facts(key)["quantity"] == "yes" and not self._parts(key)]

    def counts(self, tallies: list[Tally]) -> list[dict[str, Any]]:
        """All counts of a corrected poll, the first one first, each with what it corrects; none of another poll."""
        corrections = {tally.pk: getattr(tally, "correction", None) for tally in tallies}
        if not any(corrections.values()):
            return []
        names = {voter.key: voter.name for voter in self._register()}
        return [
            {
                "tally": tally,
                "headline": headline_of(tally),
                "correction": correction,
                "left_out": [_left_out(ballot, names) for ballot in correction.left_out] if correction else [],
                "holds": tally == tallies[-1],
            }
            for tally in tallies
            for correction in [corrections[tally.pk]]
        ]

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────

    def sentence(self) -> dict[str, str]:
        """The verdict: `what` was decided, `bold` how it stands, `detail` with the exact figures."""
        body = _("The council") if self.poll.body == Body.COUNCIL else _("The assembly")
        title = self.poll.title
        what = {
            Outcome.ADOPTED: _("%(body)s adopts “%(title)s”."),
            Outcome.REJECTED: _("%(body)s does not adopt “%(title)s”."),
            Outcome.VOID: _("%(body)s could not decide on “%(title)s”."),
            Outcome.TIE: _("%(body)s is divided on “%(title)s”."),
        }[Outcome(self.tally.outcome)] % {"body": body, "title": title}
        bold, detail = self._verdict()
        return {"what": what, "bold": bold, "detail": detail}

    def _verdict(self) -> tuple[str, str]:
        outcome = self.tally.outcome
        tie = self.result["tie"]
        if outcome == Outcome.VOID:
            return self._void()
        if outcome == Outcome.TIE:
            if self.tally.awaits_chair:
                return _("An exact tie:"), _("%(figures)s. The chair decides.") % {"figures": self._figures()}
            return _("An exact tie:"), _("%(figures)s. The vote is to be held again.") % {"figures": self._figures()}
        if tie and tie["by"] == "casting" and tie["decision"]:
            chair = _("The chair decided for:") if tie["decision"] == "yes" else _("The chair decided against:")
            return chair, _("%(figures)s, an exact tie.") % {"figures": self._figures()}
        if outcome == Outcome.ADOPTED:
            vetoes = any(self._kind(row.id) == Kind.VETO for row in self.clauses)
            return self._reached(), f"{self._figures()}." + (" " + _("No veto.") if vetoes else "")
        missed = [row for row in self.clauses if not row.holds]
        reached = [row for row in self.clauses if row.holds and row.id in self.majorities]
        if not missed:
            return "", f"{self._figures()}."
        bold = opening(self._kind(missed[0].id), missed[0].title)
        detail = listed([self._figures([row.id]) or ", ".join(self._failed(row)) for row in missed])
        detail += "."
        if reached:
            detail += " " + _("%(titles)s is reached.") % {"titles": listed([row.title for row in reached])}
        return bold, detail

    def _failed(self, row: ClauseRow) -> list[str]:
        """The categories in which a clause over several failed, a veto with its exact share."""
        if not row.parts:
            return [_("nobody is in the base")]
        return [
            _("%(name)s (%(share)s against)") % {"name": part.title, "share": part.share}
            if part.share and self._kind(row.id) == Kind.VETO
            else part.title
            for part in row.parts
            if not part.holds and not part.left_out
        ]

    def _void(self) -> tuple[str, str]:
        missed = [row for row in self.clauses if not row.holds and self._facts(row.id)["else"] == "void"]
        if not missed:
            return _("The vote is void:"), _("a category that the rule asks for did not vote.")
        row = missed[0]
        clause = self.found[row.id]
        return _("The quorum is not reached:"), _("%(amount)s of %(base)s voted. %(sentence)s") % {
            "amount": clause["amount"],
            "base": clause["base"],
            "sentence": row.sentence,
        }

    def _reached(self) -> str:
        if len(self.majorities) < 2:
            return _("The majority is reached:")
        return _("Both majorities are reached:") if len(self.majorities) == 2 else _("All majorities are reached:")

    def figures(self) -> str:
        return self._figures()

    def _figures(self, keys: Iterable[str] | None = None) -> str:
        """« 16/21 du poids exprimé et 6 voix sur 9 exprimées »."""
        said = []
        for key in self.majorities if keys is None else keys:
            clause, facts = self.found[key], self._facts(key)
            if clause.get("parts") is not None or clause["empty"]:
                continue
            if clause["base"] is None:
                votes = int(clause["amount"])
                said.append(ngettext("%(count)d vote", "%(count)d votes", votes) % {"count": votes})
            elif facts["unit"] == "weight":
                of = _("of the weight expressed") if facts["base"] == "expressed" else _("of the weight counted")
                said.append(f"{clause['ratio']} {of}")
            elif facts["unit"] == "heads":
                said.append(self._heads_figure(clause, facts))
            elif facts["unit"] == "categories":
                said.append(
                    _("%(amount)s of %(base)s categories") % {"amount": clause["amount"], "base": clause["base"]}
                )
            else:
                said.append(_("%(ratio)s of the size") % {"ratio": clause["ratio"]})
        return listed(said)

    def _heads_figure(self, clause: dict[str, Any], facts: dict[str, Any]) -> str:
        figures = {"amount": clause["amount"], "base": clause["base"]}
        if facts["base"] == "expressed":
            return _("%(amount)s of %(base)s votes expressed") % figures
        if facts["base"] == "entitled":
            return _("%(amount)s votes of %(base)s entitled") % figures
        return _("%(amount)s votes of %(base)s cast") % figures

    def turnout(self) -> str:
        """« 10 sièges sur 10 ont voté, dont 1 par pouvoir. »"""
        total = sum(row["entitled"] for row in self.result["matrix"])
        voted = sum(row[column] for row in self.result["matrix"] for column in ("yes", "no", "abstain", "blank"))
        figures = {"voted": voted, "total": total}
        if self.poll.body == Body.COUNCIL:
            sentence = _("%(voted)d of %(total)d seats voted") % figures
        else:
            sentence = _("%(voted)d of %(total)d partners voted") % figures
        used = self.result["proxies"]["used"]
        if used:
            sentence += ngettext(", %(count)d of them by proxy", ", %(count)d of them by proxy", used) % {"count": used}
        return sentence + "."

    def why(self) -> str:
        """Why parts differ from what the rule gave: somebody expressed nothing."""
        silent = [line.name for line in self.lines() if line.weight == "0"]
        empty = self.words.facts["nodes"][0].get("empty")
        if not silent or len(silent) == len(self.result["matrix"]) or empty not in {"prorata", "equal"}:
            return ""
        return ngettext(
            "Nobody expressed anything for: %(names)s. The rule shares this part among the others, so that silence "
            "penalises nobody.",
            "Nobody expressed anything for: %(names)s. The rule shares these parts among the others, so that silence "
            "penalises nobody.",
            len(silent),
        ) % {"names": ", ".join(silent)}

    # ── clauses ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _facts(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = self.words.facts["clauses"][key]
        return found

    def _kind(self, key: str) -> Kind:
        return kind_of(self._facts(key))

    def _parts(self, key: str) -> list[dict[str, Any]] | None:
        return self.found[key].get("parts")

    def _clause(self, key: str) -> ClauseRow:
        clause, facts = self.found[key], self._facts(key)
        title, sentence = self.told[key]
        row = ClauseRow(
            id=key,
            title=title,
            sentence=sentence,
            holds=clause["holds"],
            tied=clause["tied"],
            verdict=verdict(self._kind(key), holds=clause["holds"], tied=clause["tied"]),
            terms=[],
        )
        parts = self._parts(key)
        if parts is not None:
            row.parts = [self._part(key, part) for part in parts]
            failed = [part.title for part in row.parts if not part.holds and not part.left_out]
            row.verdict = verdict_of_several(self._kind(key), holds=row.holds, tied=row.tied, failed=failed)
            return row
        row.terms = self._terms(key)
        if clause["base"] is not None and facts["base"] is not None:
            row.gauge = self._gauge(clause, title, f"g-{key}")
        return row

    def _part(self, key: str, part: dict[str, Any]) -> ClauseRow:
        """One node of a clause that asks several."""
        clause = self.found[key]
        shaped = {**part, "op": clause["op"], "value": clause["value"]}
        name = self.words.name(part["node"])
        row = ClauseRow(
            id=f"{key}-{part['node']}",
            title=name,
            sentence="",
            holds=part["holds"],
            tied=part["tied"],
            verdict=verdict(self._kind(key), holds=part["holds"], tied=part["tied"]),
            terms=_ratio_terms(shaped, self._kind(key)),
            share=_written(part) if part["ratio"] else "",
        )
        if part["empty"] and self._facts(key)["scope"]["skip"]:
            row.left_out, row.terms, row.verdict = True, [], pgettext("clause", "nobody voted: left out")
            return row
        if part["base"] is not None:
            row.gauge = self._gauge(shaped, name, f"g-{key}-{part['node']}")
        return row

    def _terms(self, key: str) -> list[Term]:
        clause, facts = self.found[key], self._facts(key)
        if clause["empty"]:
            return [Term(_("nobody is in the base")), Term(":")]
        if facts["unit"] == "weight" and facts["quantity"] == "yes" and facts["scope"]["kind"] == "all":
            return [*self._weight_sum(clause), *_threshold_terms(clause)]
        return [*self._counts(key), *_ratio_terms(clause, self._kind(key))]

    def _counts(self, key: str) -> list[Term]:
        """« 6 pour, 3 contre, 9 exprimées : » before a ratio of heads."""
        facts = self._facts(key)
        if facts["unit"] != "heads" or facts["scope"]["kind"] != "all" or facts["quantity"] != "yes":
            return []
        yes, no, abstain = (sum(row[column] for row in self.result["matrix"]) for column in ("yes", "no", "abstain"))
        figures = {"yes": yes, "no": no, "abstain": abstain}
        if facts["base"] == "expressed":
            return [Term(_("%(yes)d for, %(no)d against:") % figures)]
        return [Term(_("%(yes)d for, %(no)d against, %(abstain)d abstaining:") % figures)]

    def _weight_sum(self, clause: dict[str, Any]) -> list[Term]:
        """« élus 1/3 × 1/7 + cinq catégories 5/7 = 16/21 »: who brings the weight that is for."""
        whole: list[Line] = []
        partial: list[Line] = []
        for line in self.lines():
            if line.weight_yes == "0":
                continue
            (whole if line.weight_yes == line.weight else partial).append(line)
        terms: list[Term] = []
        if len(partial) <= MOST_TERMS:
            for line in partial:
                factor = Fraction(line.weight_yes) / Fraction(line.weight)
                terms += [Term(f"+ {line.name}" if terms else line.name, str(factor)), Term("×", line.weight)]
            if whole:
                named = self._named(whole)
                total = sum((Fraction(line.weight) for line in whole), Fraction(0))
                terms.append(Term(f"+ {named}" if terms else named, str(total)))
        # One term alone is the sum itself.
        if len(terms) != 1:
            terms.append(Term("=" if terms else "", clause["amount"]))
        if clause["base"] == "1" or clause["amount"] == "0":
            return terms
        return [*terms, Term(_("of"), clause["base"]), Term("=", clause["ratio"])]

    def _named(self, lines: list[Line]) -> str:
        """« Élus du conseil et 2 catégories », « Réseaux »."""
        if len(lines) == 1:
            return lines[0].name
        categories = [line for line in lines if line.category]
        count = ngettext("%(count)d category", "%(count)d categories", len(categories)) % {"count": len(categories)}
        return listed([line.name for line in lines if not line.category] + [count])

    def _gauge(self, clause: dict[str, Any], title: str, prefix: str) -> SafeString:
        ratio = clause["ratio"] or "0"
        labels = {
            "title": title,
            "desc": _("%(ratio)s, threshold %(value)s.") % {"ratio": ratio, "value": clause["value"]},
        }
        return mark_safe(gauge(clause, labels=labels, prefix=prefix))  # noqa: S308 (escaped by the picture)

    # ── pictures ─────────────────────────────────────────────────────────────────────────────────────────────────

    def pictures(self) -> list[dict[str, Any]]:
        """The mosaic for a majority of the weight, the hemicycle for one of the votes."""
        found = []
        for key in self.majorities:
            facts = self._facts(key)
            if facts["scope"]["kind"] != "all" or facts["base"] is None:
                continue
            row = next(row for row in self.clauses if row.id == key)
            if facts["unit"] == "weight":
                found.append({"row": row, "kind": "weight", "svg": self._mosaic(key)})
            elif facts["unit"] == "heads":
                found.append({"row": row, "kind": "heads", "svg": self._hemicycle(key)})
        return found

    def narrow_picture(self) -> SafeString | str:
        """The mosaic alone, drawn for a narrow place; nothing where no clause is over the whole weight."""
        for key in self.majorities:
            facts = self._facts(key)
            if facts["unit"] == "weight" and facts["scope"]["kind"] == "all" and facts["base"] is not None:
                return self._mosaic(key, widths=(True,))
        return ""

    def _columns(self) -> list[Column]:
        return [
            Column(
                leaf["key"],
                self.words.categories[leaf["key"]].mark if leaf["key"] in self.words.categories else "EL",
                name,
            )
            for leaf in self.words.leaves
            if (name := self.words.name(leaf["key"]))
        ]

    def _mosaic(self, key: str, *, widths: tuple[bool, ...] = (False, True)) -> SafeString:
        clause = self.found[key]
        lines = [
            _("%(name)s: %(yes)d for, %(no)d against, weight %(weight)s.")
            % {"name": line.name, "yes": line.yes, "no": line.no, "weight": line.weight}
            for line in self.lines()
        ]
        labels = {
            "title": _("Weight by category"),
            "desc": " ".join(lines)
            + " "
            + _("Together %(ratio)s for, threshold %(value)s.")
            % {"ratio": clause["ratio"] or "0", "value": clause["value"]},
            "sum": _("Together"),
            "sum_short": _("Total"),
            "outside": _("outside the base"),
            "none": _("No vote expressed"),
            "share": pgettext("share of the weight", "for {}"),
            "percent": _("{} %"),
            "decimal": "," if decimals(Fraction(1, 2)) == "50,0" else ".",
            "tie": _("tie"),
        }
        drawn = [
            mosaic(
                self.result,
                self._columns(),
                clause=key,
                base=self._facts(key)["base"],
                labels=labels,
                prefix=f"m-{key}{'-n' if narrow else ''}",
                narrow=narrow,
            )
            for narrow in widths
        ]
        return mark_safe("".join(drawn))  # noqa: S308 (escaped by the picture)

    def _hemicycle(self, key: str) -> SafeString:
        clause, facts = self.found[key], self._facts(key)
        marks = {column.key: column.mark for column in self._columns()}
        ballots = counted_ballots(self.poll, self.tally)
        seats = [
            Seat(
                marks[voter.leaf],
                voter.name,
                ballots[voter.pk].choice if voter.pk in ballots else "absent",
            )
            for voter in self._register()
        ]
        amount, base = clause["amount"], clause["base"]
        labels = {
            "title": _("Votes, one by one"),
            "desc": _("%(amount)s for among %(base)s in the base, threshold %(value)s.")
            % {"amount": amount, "base": base, "value": clause["value"]},
            "big": _("%(amount)s of %(base)s") % {"amount": amount, "base": base},
            "sub": _("votes expressed for") if facts["base"] == "expressed" else _("votes for"),
            "yes": _("{}: for"),
            "no": _("{}: against"),
            "abstain": _("{}: abstention"),
            "blank": _("{}: blank"),
            "present_only": _("{}: present"),
            "absent": _("{}: has not voted"),
        }
        drawn = hemicycle(seats, base=facts["base"], value=clause["value"], labels=labels, prefix=f"h-{key}")
        return mark_safe(drawn)  # noqa: S308 (escaped by the picture)

    # ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────

    def lines(self) -> list[Line]:
        """The matrix by category, rows of several marks together."""
        by_leaf: dict[str, list[dict[str, Any]]] = {}
        for row in self.result["matrix"]:
            by_leaf.setdefault(row["leaf"], []).append(row)
        return [
            Line(
                category=self.words.categories.get(leaf),
                name=self.words.name(leaf),
                weight=_sum(row["weight"]["effective"] for row in rows),
                yes=sum(row["yes"] for row in rows),
                no=sum(row["no"] for row in rows),
                abstain=sum(row["abstain"] for row in rows),
                absent=sum(row["absent"] for row in rows),
                weight_yes=_sum(row["weight"]["yes"] for row in rows),
                weight_no=_sum(row["weight"]["no"] for row in rows),
            )
            for leaf, rows in by_leaf.items()
        ]

    def total(self) -> Line:
        """All lines together."""
        lines = self.lines()
        return Line(
            category=None,
            name=_("Together"),
            weight=_sum(line.weight for line in lines),
            yes=sum(line.yes for line in lines),
            no=sum(line.no for line in lines),
            abstain=sum(line.abstain for line in lines),
            absent=sum(line.absent for line in lines),
            weight_yes=_sum(line.weight_yes for line in lines),
            weight_no=_sum(line.weight_no for line in lines),
        )

    def _register(self) -> list[Voter]:
        return list(self.poll.voters.select_related("seat__category", "partner__category"))

    def voters(self) -> list[dict[str, Any]]:
        """Seat by seat, or partner by partner, how each voted: the poll was open."""
        ballots = counted_ballots(self.poll, self.tally)
        left_out = {ballot["voter"] for ballot in left_out_of(self.poll, self.tally.number)}
        return [
            {
                "voter": voter,
                "category": self.words.categories.get(voter.leaf),
                "ballot": ballots.get(voter.pk),
                "left_out": voter.key in left_out,
                "note": _hand(ballots.get(voter.pk)),
            }
            for voter in self._register()
        ]


def _hand(ballot: Ballot | None) -> str:
    """Whose hand cast it, where it was not the voter's own."""
    if ballot is None or ballot.cast_as in {CastAs.HOLDER, CastAs.REPRESENTATIVE}:
        return ""
    if ballot.cast_as == CastAs.PROXY and ballot.by:
        return _("by proxy, %(name)s") % {"name": ballot.by.name}
    return _("by the alternate")


def _left_out(ballot: dict[str, str], names: dict[str, str]) -> str:
    """« Anne Roy », or « Anne Roy, par pouvoir, Luc Marin »."""
    if "by" not in ballot:
        return names[ballot["voter"]]
    return f"{names[ballot['voter']]}, {_('by proxy, %(name)s') % {'name': names[ballot['by']]}}"


def _threshold_terms(clause: dict[str, Any], kind: Kind = Kind.MAJORITY) -> list[Term]:
    """« plus que 1/2 : »; of what may not be too much, where it stands: « au moins 2/3 : veto »."""
    op = clause["op"]
    if kind in {Kind.VETO, Kind.OPPOSITION} and not clause["holds"]:
        op = OPPOSITE[op]
    return [Term(comparison(op), clause["value"]), Term(":")]


def _ratio_terms(clause: dict[str, Any], kind: Kind = Kind.MAJORITY) -> list[Term]:
    """« 6/9 = 2/3 plus que 1/2 : », or a whole number beside another."""
    if clause["empty"]:
        return [Term(_("nobody is in the base")), Term(":")]
    amount, base, ratio = clause["amount"], clause["base"], clause["ratio"]
    if base is None:
        terms = [Term("", amount)]
    elif "/" in amount or "/" in base:
        terms = [Term("", amount)] if base == "1" else [Term("", amount), Term(_("of"), base), Term("=", ratio)]
    else:
        written = _written(clause)
        terms = [Term("", written)] + ([Term("=", ratio)] if ratio not in {written, "0", "1"} else [])
    if kind in {Kind.VETO, Kind.OPPOSITION, Kind.OBJECTION}:
        terms.insert(0, Term(pgettext("share", "against")))
    return [*terms, Term(":")] if kind == Kind.OBJECTION else [*terms, *_threshold_terms(clause, kind)]


def _written(clause: dict[str, Any]) -> str:
    """An exact share as it was counted: 6/9 of heads, not 2/3; of weights, their ratio."""
    amount, base = clause["amount"], clause["base"]
    return str(clause["ratio"]) if "/" in amount or "/" in base else f"{amount}/{base}"


def _sum(amounts: Iterable[str]) -> str:
    return str(sum((Fraction(amount) for amount in amounts), Fraction(0)))
