"""`manage.py translations`: collects the interface's strings into locale/fr, and with --check says what is missing.

Reads Python with Babel and templates with Django's own lexer, so that no gettext binaries are needed.
"""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation.template import templatize

APPS = ["consult", "alliance", "proposals", "voting", "realtime"]
KEYWORDS: Any = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CALL = re.compile(r"\b(_|gettext|ngettext|pgettext|npgettext)\(")
STRING = re.compile(r"""\s*u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*,?""", re.S)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
# A plain space before a high punctuation mark, or inside guillemets, would let the line break there.
LOOSE_SPACE = re.compile(r" [;:?!»]|« ")


# The catalogue carries no date: collecting it again changes nothing.
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)


class Text(NamedTuple):
    context: str | None
    one: str
    many: str | None


def strings_of_python(path: Path) -> Iterator[Text]:
    for _line, name, message, _comments in extract_python(BytesIO(path.read_bytes()), KEYWORDS, [], {}):
        parts = [m for m in (message if isinstance(message, tuple | list) else [message]) if isinstance(m, str)]
        yield from as_text(str(name), parts)


def strings_of_template(path: Path) -> Iterator[Text]:
    code = templatize(path.read_text(), origin=str(path))
    for call in CALL.finditer(code):
        parts, position = [], call.end()
        while match := STRING.match(code, position):
            parts.append(ast.literal_eval(match[1].replace("\n", "\\n")))
            position = match.end()
        yield from as_text(call[1], parts)


def as_text(name: str, parts: list[str]) -> Iterator[Text]:
    context = parts.pop(0) if name.removesuffix("_lazy") in {"pgettext", "npgettext"} and parts else None
    if parts and parts[0]:
        yield Text(context, parts[0], parts[1] if "ngettext" in name or "npgettext" in name else None)


def strings() -> dict[Text, list[str]]:
    """Every string of the interface, with the files it stands in."""
    found: dict[Text, list[str]] = {}
    base = settings.BASE_DIR
    for app in APPS:
        for path in sorted((base / app).rglob("*.py")):
            if "migrations" not in path.parts:
                for text in strings_of_python(path):
                    found.setdefault(text, []).append(str(path.relative_to(base)))
    for path in sorted((base / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            for text in strings_of_template(path):
                found.setdefault(text, []).append(str(path.relative_to(base)))
    return found


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fr", domain="django")


def unbroken(words: str) -> str:
    """French words with the spaces that keep their punctuation on the line."""
    words = re.sub(r" (?=[;?!])", "\u202f", words)
    return re.sub(r" (?=[:»])|(?<=«) ", "\u00a0", words)


def translation(known: Catalog, text: Text) -> str | tuple[str, ...]:
    """The translation so far, in the shape (one form or two) that the string asks for."""
    message = known.get(text.one, text.context)
    if message and message.string and any(message.string):
        words = message.string if isinstance(message.string, tuple) else (message.string,) * 2
        spaced = tuple(unbroken(str(form)) for form in words)
        return spaced if text.many else spaced[0]
    return ("", "") if text.many else ""


def faults(message: Any) -> Iterator[str]:
    """What is wrong with one translation: empty, other placeholders, a space that may break the line."""
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(words) or message.fuzzy:
        yield "not translated"
        return
    expected = {name for text in ids[-1:] for name in PLACEHOLDER.findall(text)}
    for text in words[-1:]:
        if set(PLACEHOLDER.findall(text)) != expected:
            yield "other placeholders than in English"
    if any(LOOSE_SPACE.search(text) for text in words):
        yield "a plain space before ; : ? ! » or after «"


class Command(BaseCommand):
    help = "Collects the interface's strings into locale/fr; --check fails on what is missing or wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        path = settings.BASE_DIR / "locale" / "fr" / "LC_MESSAGES" / "django.po"
        known = read(path) if path.exists() else Catalog(locale="fr")
        catalog = Catalog(
            locale="fr",
            domain="django",
            project="Consult",
            header_comment="# French for the interface; written by `make messages`, completed by hand.",
            fuzzy=False,
            creation_date=UNDATED,
            revision_date=UNDATED,
        )
        for text, places in sorted(strings().items(), key=lambda item: (item[0].one, item[0].context or "")):
            key = (text.one, text.many) if text.many else text.one
            catalog.add(
                key, translation(known, text), [(place, 0) for place in sorted(set(places))], context=text.context
            )
        out = BytesIO()
        write_po(out, catalog, width=0, omit_header=False, sort_output=True, include_lineno=False)
        wrong = [f"{m.id!r}: {fault}" for m in catalog if m.id for fault in faults(m)]
        if check:
            if not path.exists() or read_strings(path) != read_strings(BytesIO(out.getvalue())):
                wrong.append(f"{path.relative_to(settings.BASE_DIR)} is not what `make messages` writes")
            if wrong:
                raise CommandError("\n".join(wrong))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(out.getvalue())
            for line in wrong:
                self.stderr.write(line)
        self.stdout.write(f"{len(catalog)} strings, {len(wrong)} to look at")


def read_strings(source: Path | BytesIO) -> dict[Any, Any]:
    file = source.open("rb") if isinstance(source, Path) else source
    with file:
        return {(m.id, m.context): m.string for m in read_po(file, locale="fr", domain="django") if m.id}
