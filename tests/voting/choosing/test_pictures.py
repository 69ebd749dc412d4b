"""The pictures of choices: exact areas, the line of the median, duels won and lost, every vote that passes on."""

import itertools
import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from tests.voting.counting.choices import chosen_by, ranked
from voting.counting import count
from voting.pictures import Bar, Part, Row, Step, pairwise, profile, rounds, step_of, transfers

SVG = "{http://www.w3.org/2000/svg}"
LABELS = {"title": "Titre", "desc": "Ce que l’on voit", "duel": "{0} contre {1} : {2} à {3}", "lost": "sans suite"}


def parsed(svg: str) -> ElementTree.Element:
    """The picture as a tree; not readable as XML would fail here."""
    assert "style=" not in svg
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


def half(name: str) -> Bar:
    parts = [Part(Fraction(1, 3), 4, "Très bien : 1/3"), Part(Fraction(1, 6), 2, "1/6"), Part(Fraction(1, 2), 0, "1/2")]
    return Bar("A", name, "Passable", parts)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_parts_of_a_bar_are_its_shares_and_the_line_stands_at_one_half(narrow: bool) -> None:
    svg = profile([half("Grenoble")], median="moitié", labels=LABELS, prefix="p", narrow=narrow)
    tree = parsed(svg)

    track = next(r for r in tree.iter(f"{SVG}rect") if r.get("class") == "track")
    left, width = float(track.get("x", "")), float(track.get("width", ""))
    parts = [r for r in tree.iter(f"{SVG}rect") if (r.get("fill") or "").startswith("url(#p-g")]
    assert [float(part.get("width", "")) / width for part in parts] == pytest.approx([1 / 3, 1 / 6, 1 / 2], abs=0.001)
    line = next(p for p in tree.iter(f"{SVG}path") if p.get("class") == "thr")
    assert float(re.findall(r"M([\d.]+)", line.get("d", ""))[0]) == pytest.approx(left + width / 2, abs=0.01)
    assert [t.text for t in tree.iter(f"{SVG}title")] == ["Titre", "Très bien : 1/3", "1/6", "1/2"]


def test_five_grades_are_told_apart_without_colour() -> None:
    svg = profile([half("Grenoble")], legend=[(n, str(n)) for n in range(5)], labels=LABELS, prefix="p")
    patterns = [ElementTree.tostring(p) for p in parsed(svg).iter(f"{SVG}pattern") if "-g" in (p.get("id") or "")]

    assert len(patterns) == 5
    shapes = {re.sub(rb'class="[^"]*"|id="[^"]*"', b"", pattern) for pattern in patterns}
    assert len(shapes) == 5


@pytest.mark.parametrize(
    ("count", "steps"), [(5, [0, 1, 2, 3, 4]), (3, [0, 2, 4]), (2, [0, 4]), (7, [0, 1, 1, 2, 3, 3, 4])]
)
def test_scales_of_any_length_use_the_five_steps(count: int, steps: list[int]) -> None:
    assert [step_of(place, count) for place in range(count)] == steps


def test_a_name_is_escaped_and_cut_and_whole_in_the_table_only() -> None:
    svg = profile([half("<b>Un nom bien trop long pour tenir à côté d’une barre</b>")], labels=LABELS, prefix="p")
    assert any(text.endswith("…") for text in texts(svg))
    assert "<b>" not in svg


VOTES = {"A": {"B": "5/8", "C": "1/2"}, "B": {"A": "3/8", "C": "2/3"}, "C": {"A": "1/2", "B": "1/3"}}


@pytest.mark.parametrize("narrow", [False, True])
def test_a_duel_won_is_filled_an_even_one_dotted_a_lost_one_empty(narrow: bool) -> None:
    rows = [Row(key, key.lower(), key == "A") for key in "ABC"]
    tree = parsed(pairwise(rows, VOTES, labels=LABELS, prefix="d", narrow=narrow))
    found = {}
    for group in tree.iter(f"{SVG}g"):
        cell = next(group.iter(f"{SVG}rect"))
        found[next(group.iter(f"{SVG}title")).text] = cell.get("class") or cell.get("fill")
    assert found == {
        "a contre b : 5/8 à 3/8": "for", "b contre a : 3/8 à 5/8": "frame",
        "a contre c : 1/2 à 1/2": "url(#d-abstain)", "c contre a : 1/2 à 1/2": "url(#d-abstain)",
        "b contre c : 2/3 à 1/3": "for", "c contre b : 1/3 à 2/3": "frame",
    }  # fmt: skip


def test_twenty_options_still_fit_a_phone() -> None:
    keys = "ABCDEFGHIJKLMNOPQRST"
    votes = {a: {b: "1/2" for b in keys if b != a} for a in keys}
    tree = parsed(pairwise([Row(k, k, False) for k in keys], votes, labels=LABELS, prefix="d", narrow=True))
    assert float(tree.get("viewBox", "").split()[2]) == 358


def steps_of(kind: str, *ballots: str, seats: int = 1) -> list[Step]:
    result = count(chosen_by(kind, seats=seats), ranked("ABCD", *ballots))
    elected: frozenset[str] = frozenset()
    found = []
    for number, each in enumerate(result["rounds"], start=1):
        elected |= frozenset(each["elected"])
        tally = {key: Fraction(votes) for key, votes in each["tally"].items()}
        found.append(Step(tally, elected, frozenset(each["out"]), f"Tour {number}", "…"))
    return found


def test_what_passes_on_is_read_from_two_rounds() -> None:
    before = {"A": Fraction(4), "B": Fraction(3), "C": Fraction(2)}
    after = {"A": Fraction(5), "B": Fraction(3)}
    assert transfers(before, after) == {"A": Fraction(1), "": Fraction(1)}
    assert transfers(before, before) == {}


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("kind", ["irv", "stv"])
def test_a_bar_a_round_its_parts_the_votes_and_a_ribbon_for_each_that_moves(kind: str, narrow: bool) -> None:
    steps = steps_of(kind, "6 A>B", "5 B>A", "4 C>B", "1 D>C", "1 D", seats=2 if kind == "stv" else 1)
    svg = rounds(steps, "ABCD", labels=LABELS, prefix="r", narrow=narrow)
    tree = parsed(svg)

    segments = [next(g.iter(f"{SVG}title")).text for g in tree.iter(f"{SVG}g")]
    assert segments == [f"{key}: {step.tally[key]}" for step in steps for key in "ABCD" if step.tally.get(key)]
    moved = sum(1 for here, there in itertools.pairwise(steps) for key in transfers(here.tally, there.tally) if key)
    assert moved > 0
    assert sum(p.get("class") == "flow flow-moved" for p in tree.iter(f"{SVG}path")) == moved
    assert all("nan" not in (p.get("d") or "") for p in tree.iter(f"{SVG}path"))


def test_a_count_that_stops_at_a_tie_and_one_without_votes_are_drawn_too() -> None:
    tied = steps_of("irv", "1 A", "1 B")
    assert "Tour 1" in texts(rounds(tied, "ABCD", labels=LABELS, prefix="r"))
    silent = [Step({"A": Fraction(0), "B": Fraction(0)}, frozenset(), frozenset(), "Tour 1", "")]
    parsed(rounds(silent, "AB", labels=LABELS, prefix="r"))
