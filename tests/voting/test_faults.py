"""Every sentence of the counting core that says what is wrong has its French, with the parts that vary in it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from voting import counting
from voting.counting import FormatError, read
from voting.interfaces.faults import SENTENCES, sentence

CORE = Path(counting.__file__).parent
# Presets are made into rules by the site itself, never read from a file that somebody brings.
ITS_OWN = {"presets.py"}


def sentences() -> Iterator[tuple[str, str]]:
    """(where, sentence) of each `FormatError(pointer, sentence)` of the core, « ‹part› » in place of what varies."""
    for path in sorted(CORE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                said = {"FormatError": node.args[1:2], "_Refused": node.args[:1]}.get(node.func.id, [])
                if said and path.name not in ITS_OWN and not isinstance(said[0], ast.Attribute):
                    yield f"{path.name}:{node.lineno}", "".join(_words(said[0]))


def _words(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.BinOp):
        yield from _words(node.left)
        yield from _words(node.right)
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _words(part)
    elif isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Name) and node.value.id == "word":
        yield "option"
    else:
        yield "‹part›"


FOUND = list(sentences())


def test_the_core_is_read() -> None:
    assert len(FOUND) > 60


@pytest.mark.parametrize(("where", "said"), FOUND, ids=[where for where, _ in FOUND])
def test_a_sentence_of_the_core_has_its_french(where: str, said: str) -> None:
    with translation.override("fr"):
        french = sentence(said)
    assert french != said
    assert french.count("‹part›") == said.count("‹part›")
    with translation.override("en"):
        assert sentence(said) == said


def test_no_sentence_is_kept_that_the_core_does_not_say() -> None:
    with translation.override("fr"):
        told = {sentence(said) for _, said in FOUND} | {sentence("this grade is listed twice")}
        assert len(told) == len(SENTENCES)


@pytest.mark.parametrize(
    "text", ["", "{", '{"a" 1}', "[1 2]", '"abc', '"\n"', '"\\x"', '"\\u12"', "1 2", '{"a":1,}', "[1,]", "\ufeff1"]
)
def test_the_reader_of_json_has_no_words_of_its_own_in_a_french_page(text: str) -> None:
    with pytest.raises(FormatError) as error:
        read(text.encode())
    with translation.override("fr"):
        french = sentence(error.value.message)
    assert french.startswith("n’est pas du JSON (ligne 1")
    assert not re.search(r"\b(expecting|invalid|extra|unterminated|trailing|unexpected|decode)\b", french, re.I), french
