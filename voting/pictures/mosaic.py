"""The mosaic: a column a category, as wide as its weight; the sum at the right meets the threshold.

Geometry: docs/voting.md, "Pictures". Areas are weights, so nothing is ever clamped or rounded
before the last step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from voting.counting.matrix import WORDS
from voting.pictures.svg import Number, circle, dotted, hatched, label, n, path, picture, rect

ABSTAINED = ("abstain", "blank")


@dataclass(frozen=True, slots=True)
class Category:
    """How a leaf is shown: its key in the rule, its mark of two letters, its name."""

    key: str
    mark: str
    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A category's part of the base, exactly; `unused` is what nobody carries. `heads` are (yes, no, abstained)."""

    mark: str
    weight: Fraction
    yes: Fraction
    no: Fraction
    abstained: Fraction
    heads: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """One of the two drawings; all in units of its viewBox. `taken` is what each box after the first takes from W."""

    klass: str
    left: int
    top: int
    width: int
    height: int
    gap: int
    total: int
    box: tuple[int, int]
    outside: int
    taken: int
    narrow: bool


WIDE = Frame("pic wide-pic", 44, 12, 520, 300, 28, 72, (722, 374), 34, 34, False)
NARROW = Frame("pic narrow", 30, 8, 246, 210, 12, 42, (358, 262), 20, 20, True)


def mosaic(
    result: Mapping[str, Any],
    categories: Sequence[Category],
    *,
    clause: str,
    base: str,
    labels: Mapping[str, str],
    prefix: str,
    narrow: bool = False,
) -> str:
    """The SVG of a weight clause of a consult-result/1.

    `categories` in the alliance's order; `clause` is the clause's id and `base` its base word; `prefix` makes the ids
    unique on the page. `labels`: title, desc, sum ("Ensemble"), sum_short ("Total"), outside ("hors base"), none
    ("Aucun bulletin exprimé"), share ("pour {}"), percent ("{} %"), decimal (","), tie ("égalité").
    """
    found = next(entry for entry in result["clauses"] if entry["id"] == clause)
    columns = [_column(category, result["matrix"], base) for category in categories]
    return _Mosaic(columns, found, labels, prefix, NARROW if narrow else WIDE).draw()


def _column(category: Category, matrix: Sequence[Mapping[str, Any]], base: str) -> Column:
    lines = [line for line in matrix if line["leaf"] == category.key]
    inside = [column for column in WORDS[base]]

    def weight(columns: Sequence[str]) -> Fraction:
        return sum((Fraction(line["weight"][c]) for line in lines for c in columns if c in inside), Fraction(0))

    def heads(*columns: str) -> int:
        return sum(line[column] for line in lines for column in columns)

    return Column(
        category.mark,
        weight(inside),
        weight(["yes"]),
        weight(["no"]),
        weight(ABSTAINED),
        (heads("yes"), heads("no"), heads(*ABSTAINED)),
    )


class _Mosaic:
    def __init__(
        self,
        columns: Sequence[Column],
        clause: Mapping[str, Any],
        labels: Mapping[str, str],
        prefix: str,
        frame: Frame,
    ) -> None:
        self.columns, self.clause, self.labels, self.prefix, self.f = columns, clause, labels, prefix, frame
        self.value = Fraction(clause["value"])
        self.base = [column for column in columns if column.weight]
        self.out = [column for column in columns if not column.weight] if self.base else []
        self.all = sum((column.weight for column in self.base), Fraction(0))
        boxes = 1 if len(self.out) > 3 else len(self.out)
        self.width = Fraction(frame.width - frame.taken * max(0, boxes - 1))
        self.line = frame.top + frame.height * (1 - self.value)
        self.under = frame.top + frame.height + (16 if frame.narrow else 20)
        self.parts: list[str] = []

    def draw(self) -> str:
        if self.base:
            self._columns()
            self._sum()
            self._threshold()
            self._outside()
        else:
            self._nobody()
        return picture(self.prefix, self.f.klass, (0, 0, *self.f.box), self.labels, self.parts)

    def _text(
        self, x: Number, y: Number, words: str, klass: str = "", size: Number | None = None, anchor: str = "middle"
    ) -> None:
        small = Fraction(12) if self.f.narrow else Fraction(13 if klass == "t-soft" else 14)
        self.parts.append(label(x, y, words, klass, small if size is None else size, anchor))

    def _stack(self, x: Fraction, width: Fraction, column: Column) -> None:
        """Pour stands on the floor, contre hangs from the ceiling, abstention lies on it; the rest is a dashed gap."""
        top, height = self.f.top, self.f.height
        yes, no, abstained = (part / column.weight * height for part in (column.yes, column.no, column.abstained))
        if no:
            self.parts.append(rect(x, top, width, no, fill=hatched(self.prefix)))
        rest = height - yes - no - abstained
        if rest:
            self.parts.append(rect(x + 1, top + no, width - 2, rest, klass="ghost"))
        if abstained:
            self.parts.append(rect(x, top + height - yes - abstained, width, abstained, fill=dotted(self.prefix)))
        if yes:
            self.parts.append(rect(x, top + height - yes, width, yes, klass="for"))

    def _heads(self, x: Fraction, width: Fraction, column: Column) -> None:
        if self.f.narrow or width < 26:
            return
        top, height = self.f.top, self.f.height
        yes, no, abstained = (part / column.weight * height for part in (column.yes, column.no, column.abstained))
        for count, start, tall, klass, plate in (
            (column.heads[1], Fraction(top), no, "on-against", "plate"),
            (column.heads[2], top + height - yes - abstained, abstained, "on-abstain", "abstain"),
            (column.heads[0], top + height - yes, yes, "on-for", ""),
        ):
            if not count or tall < 24:
                continue
            y = start + tall / 2
            if abs(y - self.line) < 16:
                y = self.line + 22 if start + tall - self.line > 36 else self.line - 22
            if plate:
                self.parts.append(circle(x + width / 2, y, 11, klass=plate))
            self._text(x + width / 2, y + 5, str(count), klass, 14)

    def _columns(self) -> None:
        x, joints, names = Fraction(self.f.left), [], []
        bottom = self.f.top + self.f.height
        for place, column in enumerate(self.base):
            width = column.weight / self.all * self.width
            self._stack(x, width, column)
            self._heads(x, width, column)
            if place:
                joints.append(path(f"M{n(x)} {self.f.top}V{bottom}", klass="gap"))
            names.append((x + width / 2, width, column))
            x += width
        # Paper lines drawn over the edges, so that widths stay exact.
        self.parts += joints
        for middle, width, column in names:
            self._name(middle, width, column)

    def _name(self, middle: Fraction, width: Fraction, column: Column) -> None:
        bottom = self.f.top + self.f.height
        if self.f.narrow or width < 24:
            if width >= 14:
                self._text(middle, bottom + 16, column.mark, "t-strong", 12 if width >= 20 else Fraction("9.5"))
            if width >= 24:
                self._text(middle, bottom + 32, str(column.weight), "t-soft", Fraction("11.5"))
        else:
            self._text(middle, bottom + 20, column.mark, "t-strong")
            self._text(middle, bottom + 38, str(column.weight), "t-soft")

    def _sum(self) -> None:
        x, bottom = self.f.left + self.width + self.f.gap, self.f.top + self.f.height
        yes, no, abstained = (
            sum((getattr(column, part) for column in self.base), Fraction(0)) for part in ("yes", "no", "abstained")
        )
        whole = Column("", self.all, yes, no, abstained, (0, 0, 0))
        self._stack(x, Fraction(self.f.total), whole)
        share = whole.yes / self.all
        written, middle = str(share), x + Fraction(self.f.total, 2)
        letter = Fraction("6.5") if self.f.narrow else Fraction("8.8")
        if share * self.f.height >= 34 and len(written) * letter <= self.f.total - 4:
            small = 12 if len(written) < 6 else Fraction("10.5")
            self._text(middle, bottom - 14, written, "on-for", small if self.f.narrow else 16)
        self._text(middle, self.under, self.labels["sum_short" if self.f.narrow else "sum"], "t-strong")
        if not self.f.narrow:
            self._text(middle, bottom + 38, self._share(share), "t-soft")

    def _share(self, share: Fraction) -> str:
        """A share for people; never a rounded figure that reads like the threshold, nor a decided vote as "50 %"."""
        if self.clause["tied"]:
            return self.labels["tie"]
        for digits in (1, 2, 3, 4, 6):
            figure = decimals(share * 100, digits)
            if figure != decimals(self.value * 100, digits):
                return self.labels["share"].format(
                    self.labels["percent"].format(figure.replace(".", self.labels["decimal"]))
                )
        return self.labels["share"].format(share)

    def _threshold(self) -> None:
        left, end = self.f.left, self.f.left + self.width + self.f.gap + self.f.total + 4
        self.parts.append(path(f"M{left} {n(self.line)}H{n(end)}", klass="thr-u", opacity=Fraction("0.55")))
        self.parts.append(path(f"M{left - 4} {n(self.line)}H{n(end)}", klass="thr"))
        wide = 26 if self.f.narrow else 34
        flag = f"M{left + 2 - wide} {n(self.line - 10)}h{wide - 12}l6 10l-6 10h-{wide - 12}z"
        self.parts.append(path(flag, klass="thr-flag"))
        words = (left - 2 - Fraction(wide, 2), self.line + Fraction("4.5"), str(self.value))
        self._text(*words, "thr-t", 11 if self.f.narrow else 13)
        if not self.f.narrow:
            self._text(left - 8, self.f.top + 5, "1", "t-soft", anchor="end")
            self._text(left - 8, self.f.top + self.f.height + 4, "0", "t-soft", anchor="end")

    def _outside(self) -> None:
        """Categories without weight in the base: boxes without height, on purpose."""
        x = self.f.left + self.width + self.f.gap + self.f.total + (8 if self.f.narrow else 20)
        bottom, wide = self.f.top + self.f.height, self.f.outside
        # More than three become one box with their number.
        boxes = [("", len(self.out))] if len(self.out) > 3 else [(column.mark, 0) for column in self.out]
        for mark, count in boxes:
            middle = x + Fraction(wide, 2) - 1
            self.parts.append(rect(x + 1, bottom - 40, wide - 4, 40, klass="ghost", rx=2))
            self._text(middle, bottom - 15, str(count), "t-soft")
            if mark:
                self._text(middle, self.under, mark, "t-strong")
            if not mark or (len(boxes) == 1 and not self.f.narrow):
                self._text(middle, bottom + (32 if self.f.narrow else 38), self.labels["outside"], "t-soft")
            x += wide

    def _nobody(self) -> None:
        left, top, height = self.f.left, self.f.top, self.f.height
        each = self.width / max(1, len(self.columns))
        for place, column in enumerate(self.columns):
            x = left + place * each
            self.parts.append(rect(x + 1, top, each - 2, height, klass="ghost"))
            if each >= 14:
                self._text(x + each / 2, self.under, column.mark, "t-soft")
        middle = left + self.width / 2
        self.parts.append(rect(middle - 110, top + height // 2 - 20, 220, 36, klass="ground"))
        self._text(middle, top + height // 2 + 4, self.labels["none"], "t-strong")
        x = left + self.width + self.f.gap
        self.parts.append(rect(x, top, self.f.total, height, klass="ghost"))
        words = self.labels["sum_short" if self.f.narrow else "sum"]
        self._text(x + Fraction(self.f.total, 2), self.under, words, "t-soft")


def decimals(number: Fraction, digits: int) -> str:
    """A number with exactly so many decimals, rounded half to even."""
    whole, rest = divmod(round(number * 10**digits), 10**digits)
    return f"{whole}.{rest:0{digits}}"
