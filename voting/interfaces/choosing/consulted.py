"""What the page of a consultation among options shows: what each category said of each option, and no verdict.

Options stand in the order of the ballot, whatever was said of them.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.models import Category
from voting.domain.chosen import APPROVED, LeafAnswers, answers_by_leaf
from voting.domain.contents import GRADED
from voting.interfaces.choosing.counted import CountOfOptions
from voting.interfaces.choosing.naming import grade_word
from voting.interfaces.wording import StandIn, listed
from voting.models import Body, Poll, Tally
from voting.pictures import Answering, Offered, Said, answers, step_of

# With more options the sentence would be read by nobody: the picture and the table have them all.
MOST_TOLD = 6


@dataclass(frozen=True)
class Column:
    """A category (None: the elected officials), or all together."""

    category: Category | StandIn | None
    name: str
    mark: str
    found: LeafAnswers
    sums: bool = False


@dataclass(frozen=True)
class GradesOfOption:
    """The lines of one option: a column's name, how often it got each grade, how many who answered gave it none."""

    name: str
    median: str
    lines: list[tuple[Column, list[int]]]


class ConsultedCount(CountOfOptions):
    """The parts of `voting/choosing/consulted.html`, counted from the poll that the tally counted."""

    def __init__(self, poll: Poll, tally: Tally) -> None:
        super().__init__(poll, tally)
        self.is_graded = poll.method == GRADED
        # Best first.
        self.scale: list[str] = list(reversed(poll.rule["method"]["grades"])) if self.is_graded else [APPROVED]

    @cached_property
    def columns(self) -> list[Column]:
        """The categories in the order of the rule, then all together, where there are several."""
        categories = self.words.categories
        found = [
            Column(
                categories.get(leaf),
                self.words.name(leaf),
                categories[leaf].mark if leaf in categories else "EL",
                answered,
            )
            for leaf, answered in answers_by_leaf(self.poll, self.tally).items()
        ]
        return [*found, self._together(found)] if len(found) > 1 else found

    def _together(self, columns: list[Column]) -> Column:
        return Column(
            None,
            _("Together"),
            _("Total"),
            LeafAnswers(
                sum(column.found.entitled for column in columns),
                sum(column.found.ballots for column in columns),
                {key: sum((column.found.given[key] for column in columns), Counter()) for key in self.names},
            ),
            sums=True,
        )

    @property
    def _all(self) -> LeafAnswers:
        """What all together said."""
        return self.columns[-1].found

    def sentence(self) -> dict[str, str]:
        """As `sentences.sentence` gives it: `what`, `bold`, `detail`."""
        body = _("The council") if self.poll.body == Body.COUNCIL else _("The assembly")
        return {
            "what": _("%(body)s gave its opinion.") % {"body": body},
            "bold": _("This consultation decides nothing."),
            "detail": self._told() if self._all.ballots else _("Nobody answered."),
        }

    def _told(self) -> str:
        count = self._all.ballots
        if len(self.names) > MOST_TOLD:
            return ngettext("%(count)d answer.", "%(count)d answers.", count) % {"count": count}
        if self.is_graded:
            sentence = ngettext(
                "%(count)d answer; median grades: %(options)s.", "%(count)d answers; median grades: %(options)s.", count
            )
        else:
            sentence = ngettext("%(count)d answer: %(options)s.", "%(count)d answers: %(options)s.", count)
        pairs = [
            _("“%(name)s” (%(said)s)") % {"name": name, "said": self._said_together(key)}
            for key, name in self.names.items()
        ]
        return sentence % {"count": count, "options": listed(pairs)}

    def _said_together(self, key: str) -> str:
        """The one figure of an option: how many ticked it, or its median grade."""
        return self._median(key) if self.is_graded else str(self._all.given[key][APPROVED])

    def _median(self, key: str) -> str:
        median = self.result["grades"].get(key, {}).get("median")
        return grade_word(median) if median else _("no grade")

    def distribution(self) -> dict[str, Any]:
        """`title`, `caption`, `svg`; the `columns` of the table and its `rows` of approvals, or of grades the heads of
        its columns (`grades`) and its `options`."""
        caption = (
            _(
                "Each cell is a category with all its voters, the best grades at the bottom. What stays empty gave the "
                "option no grade."
            )
            if self.is_graded
            else _(
                "Each cell is a category with all its voters, filled by those who ticked the option. What stays empty "
                "did not."
            )
        )
        return {
            "title": _("Answers by category"),
            "caption": caption,
            "svg": self._drawn(),
            "columns": self.columns,
            "rows": [] if self.is_graded else self._rows(),
            "grades": [*map(grade_word, self.scale), _("no grade")] if self.is_graded else [],
            "options": self._options() if self.is_graded else [],
        }

    def _rows(self) -> list[tuple[str, list[int]]]:
        return [
            (name, [column.found.given[key][APPROVED] for column in self.columns]) for key, name in self.names.items()
        ]

    def _options(self) -> list[GradesOfOption]:
        return [
            GradesOfOption(
                name, self._median(key), [(column, self._line(column.found, key)) for column in self.columns]
            )
            for key, name in self.names.items()
        ]

    def _line(self, found: LeafAnswers, key: str) -> list[int]:
        given = [found.given[key][grade] for grade in self.scale]
        return [*given, found.ballots - sum(given)]

    def _drawn(self) -> SafeString:
        columns = [
            Answering(column.mark, column.found.entitled, _("of %(n)d") % {"n": column.found.entitled}, column.sums)
            for column in self.columns
        ]
        rows = [
            Offered(
                key,
                name,
                [self._cell(column, key) for column in self.columns],
                [self._words(column, key) for column in self.columns],
            )
            for key, name in self.names.items()
        ]
        labels = {"title": _("Answers by category"), "desc": " ".join(row.words[-1] + "." for row in rows)}
        drawn = [
            answers(
                rows,
                columns,
                legend=[(self._step(grade), grade_word(grade)) for grade in self.scale] if self.is_graded else [],
                labels=labels,
                prefix=f"answers{'-n' if narrow else ''}",
                narrow=narrow,
            )
            for narrow in (False, True)
        ]
        return mark_safe("".join(drawn))  # noqa: S308 (escaped by the picture)

    def _cell(self, column: Column, key: str) -> list[Said]:
        given = column.found.given[key]
        if not self.is_graded:
            return [Said(given[APPROVED], 4, self._words(column, key))]
        return [
            Said(given[grade], self._step(grade), f"{self._place(column, key)}, {grade_word(grade)} {given[grade]}")
            for grade in self.scale
        ]

    def _step(self, grade: str) -> int:
        return step_of(len(self.scale) - 1 - self.scale.index(grade), len(self.scale))

    def _place(self, column: Column, key: str) -> str:
        return f"{self.names[key]}, {column.name}"

    def _words(self, column: Column, key: str) -> str:
        """« Nantes, Agences : 3 sur 4 »: of a cell."""
        figures = {
            "place": self._place(column, key),
            "count": column.found.given[key].total(),
            "all": column.found.entitled,
        }
        return _("%(place)s: %(count)d of %(all)d") % figures
