"""The ballot of a choice as a form: what it shows of one voter, and what it says when it is sent.

Fields, all of one voter `v`: `grade-v-A` (a grade by option), `rank-v-A` (a number by option, equal numbers are equal
ranks), `approve-v` (the options ticked); `receipt-v`, the id of this cast. They work without a script.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from voting.domain.contents import content_key
from voting.interfaces.choosing.naming import SaidLine, grade_word, said_lines
from voting.models import Poll

GRADES, APPROVAL, RANKS = (f"voting/choosing/{name}.html" for name in ("grades", "approval", "ranks"))


def template_of(poll: Poll) -> str:
    """The part of the page that asks one voter."""
    if content_key(poll) == "grades":
        return GRADES
    return APPROVAL if poll.method == "approval" else RANKS


@dataclass(frozen=True)
class Asked:
    """An option as the ballot shows it; `given` is the grade, the rank ("2") or "yes" that it has there, or ""."""

    key: str
    label: str
    description: str
    given: str


@dataclass(frozen=True)
class ChoiceForm:
    """What the ballot of one voter shows: `grades` best first, each a value and a word; `places` the ranks there are;
    `cast` the ballot that is in the box, `names` those of the options as a script shows them again."""

    template: str
    options: list[Asked]
    grades: list[tuple[str, str]]
    places: range
    cast: list[SaidLine]


def choice_form(poll: Poll, cast: Mapping[str, Any] | None, shown: Mapping[str, Any] | None) -> ChoiceForm:
    """`cast` is what this very person has in the box, `shown` what a refused form had, which comes first."""
    given = _given(shown or cast or {})
    grades = poll.rule["method"].get("grades", [])
    return ChoiceForm(
        template_of(poll),
        [Asked(o["key"], o["label"], o["description"], given.get(o["key"], "")) for o in poll.options],
        [(grade, grade_word(grade)) for grade in reversed(grades)],
        range(1, len(poll.options) + 1),
        said_lines(poll, cast) if cast else [],
    )


def _given(said: Mapping[str, Any]) -> dict[str, str]:
    if "grades" in said:
        return dict(said["grades"])
    return {key: str(place) for place, group in enumerate(said.get("ranks", []), start=1) for key in group}


def said_by(poll: Poll, number: str, sent: QueryDict) -> dict[str, Any]:
    """What a form says for the voter of this number, as `cast_ballot` takes it; nothing for what was left alone."""
    keys = [option["key"] for option in poll.options]
    if content_key(poll) == "grades":
        given = {key: sent.get(f"grade-{number}-{key}", "") for key in keys}
        return {"grades": {key: grade for key, grade in given.items() if grade}}
    if poll.method == "approval":
        approved = sent.getlist(f"approve-{number}")
        return {"ranks": [approved] if approved else []}
    places: dict[int, list[str]] = {}
    for key in keys:
        place = sent.get(f"rank-{number}-{key}", "")
        if place.isascii() and place.isdecimal() and len(place) < 4:
            places.setdefault(int(place), []).append(key)
    return {"ranks": [places[place] for place in sorted(places)]}


def voters_of(sent: QueryDict) -> list[str]:
    """The numbers of the voters that a form is about, in its order."""
    return [number for name in sent if (number := name.removeprefix("receipt-")) != name]
