"""What a rule says, and what the check finds on the register of today: for its page, and while it is composed."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from voting.counting import FormatError
from voting.domain.preparing import Preparation, filled_in, prepare
from voting.domain.register import Today
from voting.interfaces.explanation import explanation
from voting.interfaces.methods import words_for
from voting.interfaces.sections import Section
from voting.interfaces.wording import RuleInWords
from voting.interfaces.workshop.form import RuleForm
from voting.models import Body, Rule


@dataclass
class Told:
    """A rule in words, `short` None where it can't be read; `whole` is empty for a choice among options, whose short
    form says all. `faults` are those of a form that is not whole yet, `prepared` what the check found. `elects`: the
    partners of one category vote under it, which one is not said."""

    short: RuleInWords | None = None
    whole: list[Section] = field(default_factory=list)
    prepared: Preparation | None = None
    faults: list[tuple[str, str]] = field(default_factory=list)
    elects: bool = False

    @property
    def voters(self) -> int:
        """How many would vote today."""
        return len(self.prepared.register.voters) if self.prepared else 0

    @property
    def fingerprint(self) -> str:
        """Of the warnings: who has read these has not read others."""
        return hashlib.sha256("\n".join(self.prepared.warnings if self.prepared else []).encode()).hexdigest()


def short_of(rule: Rule, today: Today) -> RuleInWords | None:
    """A rule in its short form, without trying it; None where it can't be filled in or read today."""
    try:
        document = filled_in(rule, today=today)
        return words_for(document, rule.body, today.categories, rule.purpose).rule()
    except FormatError:
        return None


def told(rule: Rule) -> Told:
    """A rule told whole, and tried."""
    today = Today(rule.club)
    found = Told(short_of(rule, today), prepared=prepare(rule, today=today), elects=rule.body == Body.CATEGORY)
    if found.short and not rule.is_choice:
        words = words_for(filled_in(rule, today=today), rule.body, today.categories, rule.purpose)
        found.whole = explanation(words)
    return found


def told_while_composed(form: RuleForm) -> Told:
    """What the rule of a form that was sent would be; what is still wrong in it, its name aside, as words and fault."""
    form.is_valid()
    faults = [
        (str(form.fields[name].label) if name in form.fields else "", str(fault))
        for name, sentences in form.errors.items()
        if name != "name"
        for fault in sentences
    ]
    return Told(faults=faults) if faults else told(form.rule)


def context_of(found: Told) -> dict[str, Any]:
    """For `voting/rules/parts/`: `told`, `explanation`."""
    return {"told": found, "explanation": found.whole}


def composing_context(form: RuleForm, found: Told, judged: RuleForm) -> dict[str, Any]:
    """The same and the `form` that is shown, with its `rows`: number, fields, and the title and sentence of what the
    condition asks for, "" where that can't be told yet. `judged` is the form that `found` was told of."""
    clauses = found.short.clauses if found.short else {}
    keys = judged.row_keys or [""] * form.rows
    rows = [(n, asked, *clauses.get(key, ("", ""))) for (n, asked), key in zip(form.lines(), keys, strict=True)]
    return {"form": form, "rows": rows, **context_of(found)}
