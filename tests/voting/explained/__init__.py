"""Rules told whole, as text: for the tests and for whoever reads them aloud."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from voting.counting.presets import instantiate, load, names
from voting.interfaces.explanation import explanation
from voting.interfaces.methods import words_for
from voting.interfaces.sections import Condition
from voting.interfaces.wording import Words
from voting.models import Purpose

# The presets whose rules have clauses.
PRESETS = [name for name in names() if load(name)["method"]["kind"] == "yes-no"]
CATEGORIES = {"auth": "Local authorities", "agen": "Energy agencies", "comp": "Companies"}


@dataclass(frozen=True)
class Named:
    """Stands where a category does: a node's key and what it is called."""

    key: str
    name: str


def words_of(document: dict[str, Any], body: str, names: dict[str, str]) -> Words:
    return Words.of(document, body, [Named(key, name) for key, name in names.items()])  # type: ignore[list-item]


def preset(name: str) -> Words:
    """A preset over three categories, for the body that it is made for."""
    definition = load(name)
    purpose = definition.get("purpose", Purpose.DECISION)
    categories = [Named(key, called) for key, called in CATEGORIES.items()]
    return words_for(instantiate(definition, list(CATEGORIES)), name.split("-")[0], categories, purpose)  # type: ignore[arg-type]


def text_of(words: Words) -> str:
    """The short form, then the whole, as lines."""
    short = words.rule()
    lines = [short.key, *short.more, ""]
    for section in explanation(words):
        lines += [f"# {section.title}", *(_lines(section.condition, "") if section.condition else [])]
        lines += [*section.sentences, ""]
    return "\n".join(lines)


def _lines(condition: Condition, indent: str) -> Iterator[str]:
    if condition.opening:
        yield f"{indent}- {condition.opening}"
        for part in condition.parts:
            yield from _lines(part, indent + "  ")
    else:
        yield f"{indent}- {condition.title}" + (f" – {condition.sentence}" if condition.sentence else "")
