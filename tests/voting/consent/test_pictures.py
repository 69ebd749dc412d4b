"""The pictures of voices and answers by category: exact lengths, words escaped, no vote told by its colour alone."""

import re
import xml.etree.ElementTree as ET

import pytest

from voting.pictures import Answering, Offered, Said, Voice, Voices, answers, distribution

SVG = "{http://www.w3.org/2000/svg}"
ROWS = [
    Voices(
        "Élus & <maires>", [Voice("yes", 2, "Pour 2"), Voice("abstain", 1, "Abst. 1"), Voice("no", 0, "")], 4, "3/4"
    ),
    Voices("Réseaux", [Voice("yes", 0, ""), Voice("abstain", 0, ""), Voice("no", 1, "Contre 1")], 1, "1/1"),
]
LABELS = {"title": "Les voix", "desc": "Élus & <maires>, Pour 2."}


def drawn(narrow: bool) -> ET.Element:
    svg = distribution(ROWS, labels=LABELS, prefix="v", narrow=narrow)
    assert "style=" not in svg
    return ET.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def test_each_bar_is_all_voters_and_each_part_its_share() -> None:
    for narrow, plot in ((False, 580), (True, 358)):
        parts = drawn(narrow).findall(f"{SVG}g")
        widths = [part.find(f"{SVG}rect").get("width") for part in parts]  # type: ignore[union-attr]
        assert widths == [f"{plot // 2}", f"{plot / 4:g}", f"{plot}"]
        assert [part.findtext(f"{SVG}title") for part in parts] == ["Pour 2", "Abst. 1", "Contre 1"]


def test_names_and_notes_are_written_and_sides_have_patterns() -> None:
    root = drawn(narrow=False)
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert words[:2] == ["Élus & <maires>", "3/4"] and "Réseaux" in words
    fills = [rect.get("fill") or rect.get("class") for part in root.findall(f"{SVG}g") for rect in part[1:2]]
    assert fills == ["for", "url(#v-abstain)", "url(#v-no)"]
    assert not re.search(r"<maires>", ET.tostring(root, encoding="unicode"))


GRADED = [Said(1, 4, "Bien 1"), Said(2, 0, "À rejeter 2")]
COLUMNS = [Answering("CO", 4, "sur 4"), Answering("AG", 1, "sur 1"), Answering("Total", 5, "sur 5", sums=True)]


def cells_of(svg: str) -> list[ET.Element]:
    """The cells with their tooltips, row by row."""
    assert "style=" not in svg
    return ET.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)).findall(f"{SVG}g")


@pytest.mark.parametrize("narrow", [False, True])
def test_a_cell_is_all_voters_of_its_category_filled_from_the_floor(narrow: bool) -> None:
    said = [[*GRADED], [Said(0, 4, ""), Said(1, 0, "À rejeter 1")], [Said(1, 4, "Bien 1"), Said(3, 0, "À rejeter 3")]]
    row = Offered("A", "Élus & <maires>", said, ["3 sur 4", "1 sur 1", "4 sur 5"])
    legend = [(4, "Bien"), (0, "À rejeter")]
    cells = cells_of(answers([row], COLUMNS, legend=legend, labels=LABELS, prefix="a", narrow=narrow))
    assert [cell.findtext(f"{SVG}title") for cell in cells] == ["3 sur 4", "1 sur 1", "4 sur 5"]
    for cell, shares in zip(cells, ([1 / 4, 2 / 4], [1], [1 / 5, 3 / 5]), strict=True):
        track = cell.find(f"{SVG}rect")
        parts = [part.find(f"{SVG}rect") for part in cell.findall(f"{SVG}g")]
        top, height = (float(track.get(key)) for key in ("y", "height"))  # type: ignore[union-attr,arg-type]
        heights = [float(part.get("height")) for part in parts]  # type: ignore[union-attr,arg-type]
        assert heights == pytest.approx([share * height for share in shares], abs=0.01)
        # One upon the other, the best on the floor.
        assert float(parts[0].get("y")) + heights[0] == pytest.approx(top + height, abs=0.01)  # type: ignore[union-attr,arg-type]
    fills = [part.find(f"{SVG}rect").get("fill") for part in cells[0].findall(f"{SVG}g")]  # type: ignore[union-attr]
    assert fills == ["url(#a-g4)", "url(#a-g0)"]


def test_on_a_phone_each_cell_has_its_mark_and_figure_beneath_and_narrow_ones_none() -> None:
    def written(count: int, narrow: bool) -> list[str | None]:
        columns = [Answering(f"C{n}", 3, "sur 3") for n in range(count)]
        row = Offered("A", "Metz", [[Said(2, 4, "")]] * count, ["2 sur 3"] * count)
        svg = answers([row], columns, labels=LABELS, prefix="a", narrow=narrow)
        return [text.text for text in ET.fromstring(svg).iter("text")]

    assert written(2, True) == ["A  Metz", "C0", "2/3", "C1", "2/3"]
    assert written(2, False) == ["C0", "sur 3", "C1", "sur 3", "A  Metz", "2", "2"]
    # Too narrow for a figure, then for a mark: tooltip and table have them.
    assert written(20, True) == ["A  Metz", *(f"C{n}" for n in range(20))]
    assert written(26, True) == ["A  Metz"]
