"""The result of two files put together for the page, by the method of its rule."""

import json
import re
from typing import Any

from alliance.models import Club
from voting.domain.counting_files import CountedFiles
from voting.interfaces.files_page.choice import choice_context
from voting.interfaces.files_page.yes_no import yes_no_context

FILE_NAME = "consult-result.json"
# Of the canonical result; about two hundred categories, or forty options compared two by two.
LONGEST_SHOWN = 100_000
# Digits of a figure that the page itself adds up; Python reads and writes no more than 4,300.
LONGEST_SUM = 2_000
FIGURE = re.compile(r'"(\d+)(?:/(\d+))?"')


def files_context(club: Club | None, counted: CountedFiles) -> dict[str, Any]:
    """Of `voting/count.html` where two files were counted; `too_long` where only the file is handed out."""
    found: dict[str, Any] = {
        "canonical": counted.canonical.strip(),
        "result": counted.result,
        "convocation": counted.result["convocation"],
    }
    if not _can_be_shown(counted):
        return {**found, "too_long": True}
    if counted.facts is not None:
        return {**found, **yes_no_context(club, counted)}
    return {**found, **choice_context(counted)}


def _can_be_shown(counted: CountedFiles) -> bool:
    """Whether anybody could look at it, and the page add up its figures: a sum is as long as all its parts together."""
    if max(len(counted.canonical), len(json.dumps(counted.facts))) > LONGEST_SHOWN:
        return False
    digits = max((len(part) for figure in FIGURE.findall(counted.canonical) for part in figure), default=0)
    return digits * max(1, len(counted.result.get("matrix", ()))) <= LONGEST_SUM
