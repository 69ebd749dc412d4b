"""`manage.py import_partners FILE --club CODE …`: imports a register of partners from a CSV file.

Exit 0 when the file was read, whatever was refused in it; 1 when it can't be imported as a whole.
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from alliance.capacities import operator
from alliance.domain.errors import Refused
from alliance.domain.importing import TARGETS, Report, import_partners
from alliance.domain.tables import read_table
from alliance.models import Category, Club


class Command(BaseCommand):
    help = "Imports partners from a CSV file; run twice, the second time changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--club", required=True, help="code of the club")
        parser.add_argument("--category", help="key of the category of rows whose own column says none")
        parser.add_argument("--country", default="", help="keep the rows of this country only, e.g. fr")
        parser.add_argument(
            "--map", default="", help=f"heading=target,… with the targets {' '.join(TARGETS)}; the others are guessed"
        )
        parser.add_argument("--admit", action="store_true", help="admit them; else they stand as candidates")
        parser.add_argument("--accept-homonyms", action="store_true", help="two of one name are two partners")
        parser.add_argument("--dry-run", action="store_true", help="report, change nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("fr"):
            try:
                report = self.run_import(options)
            except OSError as error:
                raise CommandError(f"{options['file']}: {error.strerror}") from error
            except Refused as refused:
                raise CommandError(" ".join(words for field in refused.fields.values() for words in field)) from refused
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False) if options["json"] else in_words(report))

    def run_import(self, options: dict[str, Any]) -> Report:
        club = Club.objects.filter(code=options["club"]).first()
        if club is None:
            raise CommandError(f"no club {options['club']}: `manage.py invite` founds it")
        category = None
        if options["category"]:
            category = Category.objects.filter(club=club, key=options["category"]).first()
            if category is None:
                keys = ", ".join(Category.objects.filter(club=club).values_list("key", flat=True))
                raise CommandError(f"no category {options['category']} in this club; there are: {keys or 'none'}")
        return import_partners(
            actor=operator(),
            club=club,
            table=read_table(options["file"].read_bytes()),
            columns=columns_of(options["map"]),
            category=category,
            country=options["country"],
            admit=options["admit"],
            accept_homonyms=options["accept_homonyms"],
            dry_run=options["dry_run"],
        )


def columns_of(text: str) -> dict[str, str]:
    """{target: heading} of `heading=target,…`. Raises CommandError."""
    columns: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        heading, sign, target = pair.rpartition("=")
        if not sign or not heading:
            raise CommandError(f"--map {pair}: write heading=target")
        if target in columns:
            raise CommandError(f"--map: two columns become {target}")
        columns[target] = heading
    return columns


def in_words(report: Report) -> str:
    lines = [f"{report.created} created, {report.changed} changed, {report.unchanged} unchanged"]
    lines += [f"refused, row {note.row}: {note.reason}" for note in report.refused]
    lines += [f"warning, row {note.row}: {note.reason}" for note in [*report.warnings, *report.alike]]
    return "\n".join(lines)
