"""The pictures of votes say exactly what the result says, without a style attribute and without colour alone."""

import re
from fractions import Fraction
from itertools import pairwise
from math import cos, sin
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.voting.counting.samples import clause, inner, leaf, row, rows, rule
from voting.counting import count
from voting.counting.presets import instantiate, load
from voting.pictures import Category, Seat, gauge, hemicycle, mosaic, seats_of
from voting.pictures.hemicycle import arrange
from voting.pictures.svg import n

SVG = "{http://www.w3.org/2000/svg}"
SEVEN = ("co", "ag", "rx", "en", "un", "as", "fi")
LABELS = {
    "title": "Poids par catégorie", "desc": "16/21 pour", "sum": "Ensemble", "sum_short": "Total",
    "outside": "hors base", "none": "Aucun bulletin exprimé", "share": "pour {}", "percent": "{} %", "decimal": ",",
    "tie": "égalité",
}  # fmt: skip
SEATS = {
    "title": "Les voix", "desc": "6 pour, 3 contre", "big": "6 sur 9", "sub": "voix exprimées pour", "yes": "{} : pour",
    "no": "{} : contre", "abstain": "{} : abstention", "blank": "{} : blanc", "present_only": "{} : présent",
    "absent": "{} : absent",
}  # fmt: skip


def categories(*keys: str) -> list[Category]:
    return [Category(key, key[:2].upper(), key) for key in keys]


def majority(keys: tuple[str, ...], words: str = "weight yes > 1/2 expressed", **settings: str) -> dict[str, Any]:
    over = settings.pop("over", "expressed")
    tree = inner("all", [leaf(key, f"1/{len(keys)}" if len(keys) > 1 else "1", over=over) for key in keys], **settings)
    return rule(tree, "weight", {"weight": clause(words)})


def drawn(svg: str) -> ElementTree.Element:
    """The parsed picture; its elements are found without their namespace."""
    root = ElementTree.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
    return root


def draw(document: dict[str, Any], *given: dict[str, Any], base: str = "expressed", narrow: bool = False) -> Any:
    leaves = [child["key"] for child in document["tree"]["children"]]
    result = count(document, rows(*given))
    svg = mosaic(result, categories(*leaves), clause="weight", base=base, labels=LABELS, prefix="m1", narrow=narrow)
    return drawn(svg)


def texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter("text")]


def rects(root: ElementTree.Element, **wanted: str) -> list[tuple[Fraction, ...]]:
    """x, y, width, height of the rectangles with these attributes, outside the patterns."""
    inside = {id(shape) for pattern in root.iter("pattern") for shape in pattern}
    return [
        tuple(Fraction(shape.get(side, "0")) for side in ("x", "y", "width", "height"))
        for shape in root.iter("rect")
        if id(shape) not in inside and all(shape.get(key) == value for key, value in wanted.items())
    ]


COUNCIL = (
    row("elected", 3, 1, 2), row("co", 1, 1), row("ag", 1, 1), row("rx", 1, 1), row("en", 1, 0, 1), row("un", 1, 1),
    row("as", 1, 1), row("fi", 1, 0, 0, 1),
)  # fmt: skip


def council() -> dict[str, Any]:
    return instantiate(load("council-double-majority"), SEVEN)


def test_the_council_of_the_mock_is_drawn_at_its_coordinates() -> None:
    root = draw(council(), *COUNCIL)
    assert root.get("viewBox") == "0 0 722 374"
    # The elected officials: one third of 300 high, one seventh of 520 wide, as in the mock.
    assert rects(root, **{"class": "for"})[0] == (44, 212, Fraction("74.29"), 100)
    assert rects(root, fill="url(#m1-no)")[0] == (44, 12, Fraction("74.29"), 200)
    assert {"16/21", "1/7", "pour 76,2 %", "hors base", "1/2", "Ensemble"} <= set(texts(root))


def test_areas_are_weights() -> None:
    keys = ("co", "ag", "rx")
    root = draw(majority(keys), row("co", 4, 3, 1), row("ag", 2, 2), row("rx", 3, 1, 2))
    *columns, (_, _, width, height) = rects(root, **{"class": "for"})
    area = sum(wide * high for _, _, wide, high in columns)
    assert abs(area / (520 * 300) - Fraction(25, 36)) < Fraction(1, 10_000)
    assert abs(height / 300 - Fraction(25, 36)) < Fraction(1, 10_000)
    assert width == 72


def test_an_exact_tie_lies_on_the_line_and_says_so() -> None:
    root = draw(majority(("co", "ag")), row("co", 1, 1), row("ag", 1, 0, 1))
    assert "égalité" in texts(root)
    assert not any("50" in words for words in texts(root))
    [line] = [path for path in root.iter("path") if path.get("class") == "thr"]
    top = rects(root, **{"class": "for"})[-1][1]
    assert f"M40 {top}H" in line.get("d", "")


def test_a_share_just_above_the_threshold_never_reads_like_the_threshold() -> None:
    root = draw(majority(("co",)), row("co", 9_999, 5_000, 4_999))
    assert "pour 50,01 %" in texts(root)
    exact = draw(majority(("co",), "weight yes >= 2/3 expressed"), row("co", 3, 2, 1))
    assert "pour 2/3" in texts(exact)


def test_abstention_that_weighs_lies_between() -> None:
    voted = majority(("co",), "weight yes > 1/2 voted", over="voted")
    root = draw(voted, row("co", 13, 7, 4, 2), base="voted")
    column, _ = rects(root, fill="url(#m1-abstain)")
    [no, _] = rects(root, fill="url(#m1-no)")
    [yes, _] = rects(root, **{"class": "for"})
    assert abs(no[1] + no[3] - column[1]) <= Fraction("0.01")
    assert abs(column[1] + column[3] - yes[1]) <= Fraction("0.01")


def test_a_silent_category_that_stays_in_the_base_is_a_dashed_column_and_a_gap_in_the_sum() -> None:
    document = majority(("co", "ag"), "weight yes > 1/2 entitled", empty="lapse")
    root = draw(document, row("co", 4, 3, 1), row("ag", 2), base="entitled")
    ghosts = rects(root, **{"class": "ghost"})
    assert ghosts == [(305, 12, 258, 300), (593, 49.5, 70, 150)]


@pytest.mark.parametrize(("silent", "boxes", "width"), [(1, 1, 520), (2, 2, 486), (3, 3, 452), (4, 1, 520)])
def test_categories_outside_the_base_have_boxes_without_height(silent: int, boxes: int, width: int) -> None:
    root = draw(majority(SEVEN), *(row(key, 1, 1) for key in SEVEN[silent:]))
    ghosts = [rect for rect in rects(root, **{"class": "ghost"}) if rect[3] == 40]
    assert len(ghosts) == boxes
    columns = rects(root, **{"class": "for"})[:-1]
    assert abs(sum(rect[2] for rect in columns) - width) < Fraction(1, 10)
    assert ("4" in texts(root)) == (silent == 4)


def test_no_ballot_leaves_an_empty_frame_without_a_line() -> None:
    for narrow in (False, True):
        root = draw(majority(SEVEN), narrow=narrow)
        assert "Aucun bulletin exprimé" in texts(root)
        assert not [path for path in root.iter("path") if "thr" in path.get("class", "")]
        assert len(rects(root, **{"class": "ghost"})) == 8


def test_one_category_is_drawn_with_its_sum() -> None:
    root = draw(majority(("co",)), row("co", 3, 2, 1))
    assert [rect[2] for rect in rects(root, **{"class": "for"})] == [520, 72]


def test_twelve_categories_shrink_their_marks_and_then_lose_them() -> None:
    keys = tuple(f"{letter}x" for letter in "abcdefghijkl")
    shares = [Fraction(weight, 100) for weight in (20, 20, 20, 10, 8, 6, 4, 4, 3, 2, 2, 1)]
    tree = inner("all", [leaf(key, str(share)) for key, share in zip(keys, shares, strict=True)])
    root = draw(rule(tree, "weight", {"weight": clause("weight yes > 1/2 expressed")}), *(row(k, 1, 1) for k in keys))
    marks = {text.text: text.get("font-size") for text in root.iter("text")}
    assert (marks["AX"], marks["GX"], marks["IX"]) == ("14", "12", "9.5")
    assert "JX" not in marks and "LX" not in marks


def test_the_phone_has_a_drawing_of_its_own() -> None:
    root = draw(council(), *COUNCIL, narrow=True)
    assert (root.get("viewBox"), root.get("class")) == ("0 0 358 262", "pic narrow")
    assert rects(root, **{"class": "for"})[1][2] == Fraction("35.14")


def council_seats(base: str = "expressed") -> ElementTree.Element:
    result = count(council(), rows(*COUNCIL))
    seats = seats_of(result, categories("elected", *SEVEN))
    return drawn(hemicycle(seats, base=base, value="1/2", labels=SEATS, prefix="h1"))


def test_the_arc_holds_the_base_and_the_well_the_rest() -> None:
    root = council_seats()
    titles = [group[0].text or "" for group in root.iter("g")]
    assert len(titles) == 10
    assert [title.partition(" : ")[2] for title in titles] == ["pour"] * 6 + ["contre"] * 3 + ["abstention"]
    assert root.get("viewBox") == "0 -16 400 254"
    present = council_seats("present")
    assert [group[0].text for group in present.iter("g")][6] == "fi : abstention"
    assert present.get("viewBox") == "0 -16 400 232"


def test_a_vote_is_told_apart_by_its_shape() -> None:
    root = council_seats()
    shapes = [[shape.tag for shape in group][1] for group in root.iter("g")]
    assert shapes == ["circle"] * 6 + ["rect"] * 3 + ["circle"]


@pytest.mark.parametrize("many", [1, 2, 12, 13, 33, 100, 577])
def test_seats_never_overlap_and_keep_camps_together(many: int) -> None:
    places, r = arrange(many)
    assert len(places) == many
    assert all(before[0] >= after[0] - 1e-6 for before, after in pairwise(places))
    points = [(radius * cos(angle), radius * sin(angle)) for angle, radius in places]
    near = min(
        (abs(complex(*a) - complex(*b)) for place, a in enumerate(points) for b in points[:place]), default=2 * r
    )
    assert near > 1.9 * r


def test_more_than_twelve_seats_leave_less_room_for_the_figure() -> None:
    for many, size, height in ((12, "44", "232"), (13, "32", "232"), (30, "32", "232")):
        seats = [Seat("CO", "who", "yes")] * many
        root = drawn(hemicycle(seats, base="expressed", value="2/3", labels=SEATS, prefix="h"))
        [big] = [text for text in root.iter("text") if text.get("class") == "t-big"]
        assert (big.get("font-size"), root.get("viewBox", "").split()[-1]) == (size, height)


def test_an_empty_base_has_a_dashed_arc_and_no_ray() -> None:
    root = drawn(hemicycle([], base="expressed", value="1/2", labels=SEATS, prefix="h"))
    assert [path.get("class") for path in root.iter("path") if path.get("class") != "hatch"] == ["ghost"]


def test_a_gauge_stops_on_the_tick_at_equality() -> None:
    result = count(majority(("co",)), rows(row("co", 2, 1, 1)))
    root = drawn(gauge(result["clauses"][0], labels=LABELS, prefix="g"))
    assert rects(root, **{"class": "short"}) == [(4, 8, 132, 12)]
    [needle] = [path for path in root.iter("path") if path.get("class") == "needle"]
    assert needle.get("d") == "M136 2V25"
    empty = count(majority(("co",)), rows())
    assert len(rects(drawn(gauge(empty["clauses"][0], labels=LABELS, prefix="g")))) == 1


def every_picture() -> list[str]:
    result, shown = count(council(), rows(*COUNCIL)), categories("elected", *SEVEN)
    evil = {**LABELS, **SEATS, "title": '<b onload="x">&', "desc": "</svg><script>"}
    return [
        *(mosaic(result, shown, clause="weight", base="expressed", labels=evil, prefix=f"m{narrow}", narrow=narrow)
          for narrow in (False, True)),
        hemicycle([Seat("<i", "a&b<c", "yes")], base="expressed", value="1/2", labels=evil, prefix="h"),
        *(gauge(entry, labels=evil, prefix=f"g{place}") for place, entry in enumerate(result["clauses"])),
    ]  # fmt: skip


def test_every_picture_is_named_escaped_and_free_of_style_attributes() -> None:
    for svg in every_picture():
        root = drawn(svg)
        named = (root.get("aria-labelledby") or "").split()
        assert [root[0].tag, root[1].tag] == ["title", "desc"]
        assert [root[0].get("id"), root[1].get("id")] == named
        assert (root[0].text, root[1].text) == ('<b onload="x">&', "</svg><script>")
        assert not re.search(r"\sstyle=|<script|\son\w+=", re.sub(r"&[a-z]+;[^<]*", "", svg))
        assert root.get("role") == "img"


def test_ids_are_unique_on_a_page_with_every_picture() -> None:
    ids = [element.get("id") for svg in every_picture() for element in drawn(svg).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_coordinates_are_rounded_once_to_hundredths() -> None:
    assert [n(Fraction(1, 3)), n(Fraction(-1, 3)), n(12), n(Fraction(1, 2)), n(-0.001)] == [
        "0.33", "-0.33", "12", "0.5", "0",
    ]  # fmt: skip
