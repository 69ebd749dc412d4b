"""The composer's form: a rule from parts or from a file, whatever was typed kept until it is saved."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.models import Category, Club
from voting.composing import Parts, compose, keyed
from voting.composing.choices import compose_choice
from voting.composing.parts import ELECTED
from voting.counting import FormatError, parse_rule
from voting.counting.amounts import written
from voting.counting.canonical import read
from voting.counting.reading import mapping
from voting.domain.preparing import filled_in
from voting.domain.register import categories_of
from voting.domain.writing_rules import LONGEST_NAME, too_long
from voting.interfaces.faults import told_on_a_page
from voting.interfaces.workshop import words
from voting.interfaces.workshop.amounts import exact
from voting.interfaces.workshop.choosing import OWN, SHARED, asked_of, choice_fields, choice_in
from voting.interfaces.workshop.rows import LABELS, MOST, condition_in, fields_of_row, initial_of_row, rows_in
from voting.models import Body, Rule
from voting.service.files import Fault

SHARE = "share-"
OF_FILE = ("document", "upload")
# The fields that are called as the parts they ask for.
OF_PARTS = ("weights", "per", "over", "give", "empty", "join", "tie", "proxies", "across", "present", "change")


def _choice(label: Any, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, **options)


@dataclass(frozen=True)
class Asked:
    """A field of a condition, and the few words above it; the field's own label says of which condition it is."""

    word: str
    field: BoundField


class RuleForm(forms.Form):
    """A rule of this club; of `body` alone where that is given. `rows` is how many conditions there are.

    Once it is valid, `definition` is what was composed or read, `rule` the rule that it would be, and `row_keys` are
    the ids of the clauses of its rows, where it was composed.
    """

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    body = _choice(gettext_lazy("Who votes"), Body.choices, widget=forms.RadioSelect)
    decides = _choice(gettext_lazy("What is decided"), words.DECIDES, widget=forms.RadioSelect)
    source = _choice(gettext_lazy("How the rule is written"), words.SOURCES, widget=forms.RadioSelect)
    document = forms.CharField(
        label=gettext_lazy("Rule file"),
        strip=False,
        error_messages={"required": gettext_lazy("Paste a rule file, or choose one.")},
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "source"}),
        help_text=gettext_lazy("The text of a file of the format consult-preset/1 or consult-rule/1."),
    )
    upload = forms.FileField(
        label=gettext_lazy("Or choose the file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    weights = _choice(gettext_lazy("What each category weighs"), words.WEIGHTS, widget=forms.RadioSelect)
    per = _choice(gettext_lazy("Inside a category"), words.PER)
    over = _choice(gettext_lazy("Its weight is shared among"), words.OVER)
    give = _choice(gettext_lazy("The weight goes"), words.GIVE)
    empty = _choice(gettext_lazy("The weight of a category where nobody counts"), words.EMPTY)
    size_base = forms.CharField(label=gettext_lazy("Added to each size"), required=False, max_length=90)
    size_floor = forms.CharField(label=gettext_lazy("It counts for at least"), required=False, max_length=90)
    size_cap = forms.CharField(label=gettext_lazy("It counts for at most"), required=False, max_length=90)
    join = _choice(gettext_lazy("Groups of conditions"), words.JOINS, widget=forms.RadioSelect)
    tie = _choice(gettext_lazy("On an exact tie"), words.TIES)
    proxies = forms.IntegerField(label=gettext_lazy("Proxies that a voter may hold"), min_value=0, max_value=99)
    across = forms.BooleanField(label=gettext_lazy("A proxy may be given to another category"), required=False)
    present = forms.BooleanField(label=gettext_lazy("Who votes by proxy counts as present"), required=False)
    change = _choice(gettext_lazy("A ballot may be changed"), words.CHANGES)
    # The fingerprint of the warnings that were ticked as read.
    warnings_read = forms.CharField(required=False, max_length=64)
    # The latest version that the author of a new one knew.
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, club: Club, body: str = "", rows: int = 1, **more: Any) -> None:
        super().__init__(*args, **more)
        self.club, self.categories = club, categories_of(club)
        self.definition: dict[str, Any] = {}
        self.row_keys: list[str] = []
        self.rows = rows_in(self.data) if self.is_bound and isinstance(self.data, QueryDict) else rows
        if body:
            self.fields["body"].disabled = True
            self.fields["body"].initial = self.initial["body"] = body
        else:
            # Elections have their own rules, of which only further versions are written.
            self.fields["body"].choices = [c for c in Body.choices if c[0] != Body.CATEGORY]  # type: ignore[attr-defined]
        for key, name in [(ELECTED, _("Elected officials")), *((c.key, c.name) for c in self.categories)]:
            self.fields[SHARE + key] = forms.CharField(label=name, required=False, max_length=90)
        self.fields.update(choice_fields())
        for n in range(1, self.rows + 1):
            self.fields.update(dict(fields_of_row(n, self.categories)))

    @property
    def rule(self) -> Rule:
        """The rule that is composed, as far as its body is known."""
        body = self.cleaned_data.get("body") or Body.COUNCIL
        return Rule(club=self.club, body=body, definition=self.definition)

    def clean(self) -> dict[str, Any]:
        for name in [*self.errors]:
            if not self._is_asked(name):
                del self.errors[name]
        if self.errors.keys() - {"name"}:
            return self.cleaned_data
        if self.cleaned_data["source"] == words.FILE:
            self._read_file()
        elif self.cleaned_data["decides"] == words.OPTIONS:
            self._compose_choice()
        else:
            self._compose()
        if self.definition and not self.errors.keys() - {"name"}:
            self._read_definition()
        return self.cleaned_data

    def _is_asked(self, name: str) -> bool:
        """Whether a field counts by what was chosen before it; the page does not show the others."""
        if name in ("name", "body", "source"):
            return True
        if self.cleaned_data.get("source") == words.FILE:
            return name in OF_FILE
        if self.cleaned_data.get("decides") == words.OPTIONS:
            return name in ("decides", *SHARED) or name in asked_of(self.cleaned_data.get("kind", ""))
        return name not in (*OF_FILE, *OWN)

    def _read_file(self) -> None:
        try:
            self.definition = mapping(read(self.cleaned_data["document"].encode("utf-8", "replace")), "")
        except FormatError as error:
            self.add_error("document", _told(error))

    def _compose(self) -> None:
        parts = self._parts()
        if not self.errors.keys() - {"name"}:
            elected = self.cleaned_data["body"] == Body.COUNCIL
            self.definition = compose(parts, [category.key for category in self.categories], elected=elected)

    def _compose_choice(self) -> None:
        parts = choice_in(self)
        if not self.errors.keys() - {"name"}:
            self.definition = compose_choice(parts, elected=self.cleaned_data["body"] == Body.COUNCIL)

    def _parts(self) -> Parts:
        # A field that is found wrong leaves the cleaned data.
        given = dict(self.cleaned_data)
        elected = given["body"] == Body.COUNCIL
        typed = [condition_in(self, n, elected=elected) for n in range(1, self.rows + 1)]
        # Each row knows its clause, in whichever order the formula names them.
        self.row_keys = keyed(typed)
        conditions = tuple(replace(each, key=key) for each, key in zip(typed, self.row_keys, strict=True))
        if not any(condition.again for condition in conditions):
            self.add_error("c1-again", _("At least one condition is asked at a second convocation."))
        if given["tie"] != "rejected" and not any(condition.tie for condition in conditions):
            self.add_error("tie", _("Tick at which condition a tie may be decided so."))
        return Parts(
            weights=given["weights"],
            shares=self._shares(elected) if given["weights"] == "shares" else (),
            per=given["per"],
            over=given["over"],
            give=given["give"],
            empty=given["empty"],
            size=self._size((given["weights"], given["per"], *(each.unit for each in conditions))),
            conditions=conditions,
            join=given["join"],
            tie=given["tie"],
            proxies=given["proxies"],
            across=given["across"],
            present=given["present"],
            change=given["change"],
        )

    def _shares(self, elected: bool) -> tuple[tuple[str, str], ...]:
        """The shares by key, which sum to 1; an empty field is a fault, a 0 says that a category is only heard."""
        found = []
        for key in [*([ELECTED] if elected else []), *(category.key for category in self.categories)]:
            if not self.cleaned_data.get(SHARE + key):
                self.add_error(SHARE + key, _("Write its share; 0 where it is heard and counts for nothing."))
            else:
                found.append((key, self._amount(SHARE + key)))
        if all(share for _key, share in found) and not any(name.startswith(SHARE) for name in self.errors):
            total = sum((Fraction(share) for _key, share in found), Fraction(0))
            if total != 1:
                told = {"total": written(total)}
                self.add_error("weights", _("The shares sum to %(total)s; they must sum to 1.") % told)
        return tuple(found)

    def _size(self, asked: Iterable[str]) -> tuple[str, str, str]:
        """What is added to a size and its limits, where one of the words that were chosen counts sizes."""
        if not any(word.endswith("size") for word in asked):
            return "0", "", ""
        return self._amount("size_base") or "0", self._amount("size_floor"), self._amount("size_cap")

    def _amount(self, name: str) -> str:
        """A number that was typed, "" where there is none or it is wrong."""
        text = self.cleaned_data.get(name) or ""
        try:
            return exact(text) if text.strip() else ""
        except forms.ValidationError as error:
            self.add_error(name, error)
            return ""

    def _read_definition(self) -> None:
        where = "document" if self.cleaned_data["source"] == words.FILE else None
        for sentence in too_long(self.definition):
            self.add_error(where, sentence)
            return
        try:
            parse_rule(filled_in(self.rule))
        except FormatError as error:
            self.add_error(where, _told(error))

    @property
    def may_grow(self) -> bool:
        return self.rows < MOST

    def lines(self) -> Iterator[tuple[int, dict[str, Asked]]]:
        """Each condition: its number, and by name what it asks for."""
        for n in range(1, self.rows + 1):
            yield n, {name: Asked(str(word), self[f"c{n}-{name}"]) for name, word in LABELS.items()}

    def keys(self) -> list[BoundField]:
        """The hidden ids of the conditions."""
        return [self[f"c{n}-key"] for n in range(1, self.rows + 1)]

    def shares(self) -> list[tuple[Category | None, BoundField]]:
        """Each category with the field of its share, None for the elected officials."""
        return [(None, self[SHARE + ELECTED]), *((c, self[SHARE + c.key]) for c in self.categories)]


def _told(error: FormatError) -> str:
    return told_on_a_page(Fault("rule", error.pointer, error.message))


def typed(data: QueryDict, *, club: Club, body: str) -> RuleForm:
    """A form with all that was sent, not judged yet."""
    sent = RuleForm(data, club=club, body=body)
    no_files: MultiValueDict[str, Any] = MultiValueDict()
    initial = {name: field.widget.value_from_datadict(data, no_files, name) for name, field in sent.fields.items()}
    return RuleForm(initial=initial, club=club, body=body, rows=sent.rows)


def initial_of(parts: Parts) -> dict[str, Any]:
    """What the fields show of a rule in parts."""
    base, floor, cap = parts.size
    found: dict[str, Any] = {
        "source": words.PARTS,
        "decides": words.TEXT,
        **{name: getattr(parts, name) for name in OF_PARTS},
        **{"size_base": "" if base == "0" else base, "size_floor": floor, "size_cap": cap},
        **{SHARE + key: share for key, share in parts.shares},
    }
    for n, condition in enumerate(parts.conditions, start=1):
        found |= initial_of_row(n, condition)
    return found


def indented(definition: dict[str, Any]) -> str:
    """A rule as a file that people read and change."""
    return json.dumps(definition, ensure_ascii=False, indent=2)
