"""Imports a register of partners: each row of a table becomes a partner, changes one, or is refused with its reason.

The same partner has the same reference; without one, the same name in the club. Two organisations of one name
(homonyms) are never merged: the second is refused unless it is said that they are two. Run twice, the second run
changes nothing. The page and `manage.py import_partners` both do this one act.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from babel import Locale
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Field
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from alliance.capacities import Actor
from alliance.domain.errors import Refused
from alliance.domain.journal import record
from alliance.domain.tables import Row, Table
from alliance.domain.words import checked_name, plain
from alliance.models import Category, Club, Partner
from alliance.models.partners import Standing, Territory

# What a column may hold, and headings by which it is recognised (compared without case and accents).
TARGETS: dict[str, list[str]] = {
    "reference": ["reference", "ref", "id", "identifiant", "siren", "siret", "code", "code insee", "insee", "numero"],
    "name": ["name", "nom", "denomination", "raison sociale", "organisation", "organisme", "structure", "libelle"],
    "country": ["country", "pays", "code pays"],
    "population": ["population", "habitants", "nombre d'habitants", "population totale", "population municipale"],
    "territory": ["territory", "territoire", "type de territoire"],
    "category": ["category", "categorie", "categorie d'acteurs", "college"],
    "website": ["website", "site", "site web", "site internet", "url", "web"],
}
LARGEST = 2**53
TERRITORIES = {
    "urbain": Territory.URBAN,
    "urban": Territory.URBAN,
    "periurbain": Territory.PERIURBAN,
    "peri-urbain": Territory.PERIURBAN,
    "periurban": Territory.PERIURBAN,
    "peri-urban": Territory.PERIURBAN,
    "rural": Territory.RURAL,
    "none": Territory.NONE,
    "aucun": Territory.NONE,
    "non territorial": Territory.NONE,
    "not territorial": Territory.NONE,
}


@dataclass(frozen=True)
class Note:
    """A sentence about one row of the file; `name` is what the row calls its partner."""

    row: int
    reason: str
    name: str = ""


@dataclass(frozen=True)
class Change:
    """What a row changes of a partner that is there: each field in words, as it was and as it becomes."""

    row: int
    name: str
    fields: list[tuple[str, str, str]]


@dataclass
class Report:
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    # For readers, not part of the agreed JSON: what becomes of which partner, and new ones whose name is another's but
    # for case and accents.
    news: list[Partner] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    alike: list[Note] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [{"row": note.row, "reason": note.reason} for note in self.refused],
            "warnings": [{"row": note.row, "reason": note.reason} for note in self.warnings],
        }


class RowRefused(Exception):
    """Why one row is not imported, as a sentence for whoever keeps the file."""


def guess_columns(headings: list[str]) -> dict[str, str]:
    """{target: heading} for the headings that speak for themselves."""
    found: dict[str, str] = {}
    for target, known in TARGETS.items():
        for word in known:
            match = next((heading for heading in headings if plain(heading).replace("_", " ") == word), None)
            if match:
                found[target] = match
                break
    return found


def map_columns(headings: list[str], chosen: dict[str, str]) -> dict[str, str]:
    """What is chosen ({target: heading}), completed by what can be guessed from the other headings.

    Raises Refused (`columns`) for an unknown target or heading, or when no column holds the names.
    """
    for target, heading in chosen.items():
        if target not in TARGETS:
            raise Refused({"columns": [_("A column cannot become “%(target)s”.") % {"target": target}]})
        if heading not in headings:
            raise Refused({"columns": [_("The file has no column “%(heading)s”.") % {"heading": heading}]})
    taken = set(chosen.values())
    guessed = {t: h for t, h in guess_columns(headings).items() if t not in chosen and h not in taken}
    columns = {**guessed, **chosen}
    if "name" not in columns:
        raise Refused({"columns": [_("Say which column holds the names.")]})
    return columns


def import_partners(
    *,
    actor: Actor,
    club: Club,
    table: Table,
    columns: dict[str, str] | None = None,
    category: Category | None = None,
    country: str = "",
    admit: bool = False,
    accept_homonyms: bool = False,
    dry_run: bool = False,
) -> Report:
    """Imports the rows of one country (or of all), and says of each what became of it.

    `columns` maps targets to headings; what it leaves out is guessed. `category` is that of every row whose own
    column says none. New partners stand as candidates unless `admit`. A dry run reports and changes nothing.
    Raises NotAllowed; Refused when the file as a whole can't be imported.
    """
    by = actor.capacity_for("alliance.admit_partners", club)
    columns = map_columns(table.headings, columns or {})
    if category is None and "category" not in columns:
        raise Refused({"category": [_("Choose a category, or say which column holds it.")]})
    if country:
        try:
            country = _country(country)
        except RowRefused as refused:
            raise Refused({"country": [str(refused)]}) from refused
    with transaction.atomic():
        run = _Run(club, table, columns, category, country, admit, accept_homonyms)
        for row in table.rows:
            run.take(row)
        written = run.write()
        if dry_run:
            transaction.set_rollback(True)
        elif written:
            record(
                chain=club.chain,
                by=by,
                act="import-partners",
                created=[partner.pk for partner in run.created],
                changed=[partner.pk for partner in run.changed],
            )
    return run.report


class _Run:
    """One import: the register as it is, what the rows make of it, and the report."""

    def __init__(
        self,
        club: Club,
        table: Table,
        columns: dict[str, str],
        category: Category | None,
        country: str,
        admit: bool,
        accept_homonyms: bool,
    ) -> None:
        self.club = club
        self.places = {target: table.column(heading) for target, heading in columns.items()}
        self.width = len(table.headings)
        self.category = category
        self.country = country
        self.admit = admit
        self.accept_homonyms = accept_homonyms
        self.report = Report()
        self.created: list[Partner] = []
        self.changed: list[Partner] = []
        self.by_reference: dict[str, Partner] = {}
        self.by_name: dict[str, list[Partner]] = defaultdict(list)
        self.by_plain_name: dict[str, Partner] = {}
        for partner in Partner.objects.filter(club=club).select_for_update().order_by("pk"):
            self._remember(partner)
        self.categories: dict[str, Category] = {}
        for each in Category.objects.filter(club=club):
            self.categories |= {plain(each.key): each, plain(each.name): each, plain(each.mark): each}
        # Which row spoke of a partner first: another one must not take it back.
        self.spoken: dict[int, int] = {}

    def take(self, row: Row) -> None:
        """Imports one row into memory."""
        try:
            if len(row.cells) > self.width:
                raise RowRefused(_("More cells than the headings have."))
            if self.country and not self._is_of_the_country(row):
                return
            self._import(row)
        except RowRefused as refused:
            self.report.refused.append(Note(row.number, str(refused), self._cell(row, "name")))

    def write(self) -> bool:
        """Writes what changed; True if something did."""
        if self.created:
            Partner.objects.bulk_create(self.created)
        fields = ["name", "reference", "country", "population", "territory", "website", "category", "standing"]
        if self.changed:
            Partner.objects.bulk_update(self.changed, [*fields, "admitted_at"])
        return bool(self.created or self.changed)

    def _cell(self, row: Row, target: str) -> str:
        place = self.places.get(target)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def _is_of_the_country(self, row: Row) -> bool:
        if "country" not in self.places:
            return True
        cell = self._cell(row, "country")
        if not cell:
            raise RowRefused(_("No country."))
        return _country(cell) == self.country

    def _import(self, row: Row) -> None:
        values = self._values(row)
        partner = self._same_partner(values)
        if partner and id(partner) in self.spoken:
            raise RowRefused(_("The same partner as in row %(row)s.") % {"row": self.spoken[id(partner)]})
        if partner is None:
            self._refuse_homonym(values)
            self._tell_alike(row, values["name"])
            if "category" not in values:
                raise RowRefused(_("No category."))
            partner = Partner(club=self.club, **{"country": self.country, **values})
            if self.admit:
                partner.standing, partner.admitted_at = Standing.ADMITTED, timezone.now()
            self.created.append(partner)
            self._remember(partner)
            self.report.created += 1
            self.report.news.append(partner)
        elif changes := self._update(partner, values):
            self.changed.append(partner)
            self.report.changed += 1
            self.report.changes.append(Change(row.number, partner.name, changes))
        else:
            self.report.unchanged += 1
        self.spoken[id(partner)] = row.number
        if "population" in self.places and partner.population is None:
            words = _("%(name)s has no population: rules that weigh by size cannot count it.")
            self.report.warnings.append(Note(row.number, words % {"name": partner.name}))

    def _update(self, partner: Partner, values: dict[str, Any]) -> list[tuple[str, str, str]]:
        """What the row says wins; what it leaves empty stays. What changed, as `Change.fields`."""
        if partner.name != values["name"]:
            self._refuse_homonym(values)
        if self.admit and partner.standing != Standing.ADMITTED:
            values = {**values, "standing": Standing.ADMITTED}
            partner.admitted_at = timezone.now()
        changes = []
        for name, value in values.items():
            if getattr(partner, name) != value:
                before = _in_words(partner, name)
                setattr(partner, name, value)
                changes.append((_label(name), before, _in_words(partner, name)))
        if changes:
            self._remember(partner)
        return changes

    def _remember(self, partner: Partner) -> None:
        if partner.reference:
            self.by_reference[partner.reference] = partner
        self.by_plain_name.setdefault(plain(partner.name), partner)
        named = self.by_name[partner.name]
        # Compared as objects: a partner that is not written yet has no id.
        if not any(other is partner for other in named):
            named.append(partner)

    def _same_partner(self, values: dict[str, Any]) -> Partner | None:
        reference = values.get("reference", "")
        if reference in self.by_reference:
            return self.by_reference[reference]
        named = self.by_name.get(values["name"], [])
        if reference:
            # Somebody entered it without its reference before.
            named = [partner for partner in named if not partner.reference]
        if len(named) > 1:
            raise RowRefused(_("Several partners are called %(name)s: give a reference.") % {"name": values["name"]})
        return named[0] if named else None

    def _refuse_homonym(self, values: dict[str, Any]) -> None:
        named = self.by_name.get(values["name"], [])
        if named and not self.accept_homonyms:
            raise RowRefused(
                _("Another partner is called %(name)s (reference %(reference)s). If they are two, accept homonyms.")
                % {"name": values["name"], "reference": named[0].reference or "–"}
            )

    def _tell_alike(self, row: Row, name: str) -> None:
        other = self.by_plain_name.get(plain(name))
        if other and other.name != name:
            words = _("%(name)s is written almost like %(other)s: are they one?")
            self.report.alike.append(Note(row.number, words % {"name": name, "other": other.name}))

    def _values(self, row: Row) -> dict[str, Any]:
        """What the row says, by field; an empty cell says nothing. Raises RowRefused with all that is wrong in it."""
        values: dict[str, Any] = {}
        wrong = []
        for target, read in {**READERS, "category": self._category}.items():
            cell = self._cell(row, target)
            try:
                if cell or target == "name":
                    values[target] = read(cell)
            except RowRefused as refused:
                wrong.append(str(refused))
        if wrong:
            raise RowRefused(" ".join(wrong))
        if self.category:
            values.setdefault("category", self.category)
        return values

    def _category(self, cell: str) -> Category:
        if plain(cell) not in self.categories:
            raise RowRefused(_("Unknown category: %(category)s.") % {"category": cell})
        return self.categories[plain(cell)]


def _label(name: str) -> str:
    if name == "standing":
        return _("Standing")
    column = Partner._meta.get_field(name)
    assert isinstance(column, Field)
    return str(capfirst(column.verbose_name))


def _in_words(partner: Partner, name: str) -> str:
    """A field of a partner as readers know it, "–" where it is empty."""
    shown = getattr(partner, f"get_{name}_display", None)
    value = shown() if shown else getattr(partner, name)
    return "–" if value in (None, "") else str(value)


def _name(cell: str) -> str:
    try:
        return checked_name(cell, longest=200)
    except Refused as refused:
        raise RowRefused(" ".join(refused.fields["name"])) from refused


def _reference(cell: str) -> str:
    if len(cell) > 80:
        raise RowRefused(_("The reference is too long."))
    return cell


def _population(cell: str) -> int:
    """Inhabitants; spaces may stand in thousands, and a spreadsheet's ",0" at the end."""
    digits = "".join(cell.split()).replace("\u202f", "")
    for end in (".0", ",0"):
        digits = digits.removesuffix(end)
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 20 or int(digits) > LARGEST:
        raise RowRefused(_("The population is no whole number: %(cell)s.") % {"cell": cell[:40]})
    return int(digits)


def _territory(cell: str) -> str:
    found = TERRITORIES.get(plain(cell))
    if found is None:
        raise RowRefused(_("Unknown territory: %(cell)s (urban, peri-urban, rural).") % {"cell": cell[:40]})
    return found


def _website(cell: str) -> str:
    address = cell if "://" in cell else f"https://{cell}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise RowRefused(_("This is no web address: %(cell)s.") % {"cell": cell[:80]}) from error
    if len(address) > 200:
        raise RowRefused(_("This is no web address: %(cell)s.") % {"cell": cell[:80]})
    return address


def _country(cell: str) -> str:
    """Two small letters, from a code or from a name in French or English."""
    code = _countries().get(plain(cell))
    if code is None:
        raise RowRefused(_("Unknown country: %(cell)s.") % {"cell": cell[:40]})
    return code


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("fr", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[plain(name)] = code.lower()
    return found | {code: code for code in set(found.values())}


# How a cell of each column but the category's is read, the name's first.
READERS: dict[str, Callable[[str], Any]] = {
    "name": _name,
    "reference": _reference,
    "country": _country,
    "population": _population,
    "territory": _territory,
    "website": _website,
}
