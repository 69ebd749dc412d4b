"""The picture of voices by category: exact lengths, all words escaped, no vote told by its colour alone."""

import re
import xml.etree.ElementTree as ET

from voting.pictures import Voice, Voices, distribution

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
