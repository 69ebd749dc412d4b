"""The result of two files put together for the page, by the method of its rule."""

import json
from typing import Any

from alliance.models import Club
from voting.domain.counting_files import CountedFiles
from voting.interfaces.files_page.choice import choice_context
from voting.interfaces.files_page.yes_no import yes_no_context

FILE_NAME = "consult-result.json"
# Of the canonical result; about two hundred categories, or forty options compared two by two.
LONGEST_SHOWN = 100_000


def files_context(club: Club | None, counted: CountedFiles) -> dict[str, Any]:
    """Of `voting/count.html` where two files were counted; `too_long` where only the file is handed out."""
    found: dict[str, Any] = {
        "canonical": counted.canonical.strip(),
        "result": counted.result,
        "convocation": counted.result["convocation"],
    }
    if len(counted.canonical) > LONGEST_SHOWN or len(json.dumps(counted.facts)) > LONGEST_SHOWN:
        return {**found, "too_long": True}
    if counted.facts is not None:
        return {**found, **yes_no_context(club, counted)}
    return {**found, **choice_context(counted)}
