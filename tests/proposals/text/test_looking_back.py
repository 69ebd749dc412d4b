"""Words counted through changes, who changed what between two texts, sections put back: the pure parts of history."""

from collections.abc import Hashable
from itertools import groupby
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from proposals.text.authors import Written
from proposals.text.delta import delta
from proposals.text.lines import Line, Run, flat
from proposals.text.restoring import parts, with_part
from proposals.text.signed import WHO, credited, signed
from proposals.text.since import Since
from proposals.text.wordcount import counted
from proposals.text.words import compare
from tests.proposals.text.strategies import few, texts

ME, YOU = "me", "you"


def text(*lines: str) -> tuple[Line, ...]:
    """A line each; one that begins with `#` is a heading."""
    return tuple(Line("h2" if line.startswith("#") else "p", (Run(line.strip("# ")),)) for line in lines)


def typed(words: str, at: int = 0) -> list[list[dict[str, Any]]]:
    return [[{"retain": at + place}, {"insert": letter}] for place, letter in enumerate(words)]


def total(start: str, changes: list[list[dict[str, Any]]]) -> tuple[str, int, int]:
    came = went = 0
    for change in changes:
        start, more, fewer = counted(start, change)
        came, went = came + more, went + fewer
    return start, came, went


def test_a_word_counts_when_it_is_begun_not_at_each_letter() -> None:
    assert total("\n", typed("l’énergie des communes")) == ("l’énergie des communes\n", 3, 0)
    assert total("la maison\n", [[{"retain": 9}, {"insert": "s"}]]) == ("la maisons\n", 0, 0)


def test_a_word_goes_with_its_last_letter() -> None:
    backspaces = [[{"retain": place}, {"delete": 1}] for place in (5, 4, 3)]
    assert total("un mot\n", backspaces) == ("un \n", 0, 1)
    assert counted("un mot en trop\n", [{"retain": 3}, {"delete": 7}]) == ("un trop\n", 0, 2)


def test_a_replacement_both_brings_and_takes() -> None:
    assert counted("le grand réseau\n", [{"retain": 3}, {"insert": "petit"}, {"delete": 5}])[1:] == (1, 1)


@given(st.data())
@few
def test_the_text_that_is_counted_through_is_the_text(data: st.DataObject) -> None:
    """Against plain slices, with signs of one to four bytes."""
    words = data.draw(st.text("ab é’\n🌡", max_size=20))
    at = data.draw(st.integers(0, len(words)))
    gone = data.draw(st.integers(0, len(words) - at))
    put = data.draw(st.text("ab é’\n🌡", max_size=5))
    changes = [{"retain": at}, *([{"insert": put}] if put else []), *([{"delete": gone}] if gone else [])]
    assert counted(words, changes).text == words[:at] + put + words[at + gone :]


@given(st.data())
@few
def test_since_agrees_with_marking_every_letter(data: st.DataObject) -> None:
    length = data.draw(st.integers(0, 12))
    since = Since(length)
    naive: list[tuple[int, Hashable]] = [(place, None) for place in range(length)]
    took: list[Hashable] = [None] * length
    for _ in range(data.draw(st.integers(0, 6))):
        who = data.draw(st.sampled_from([ME, YOU]))
        at = data.draw(st.integers(0, len(naive)))
        gone = data.draw(st.integers(0, len(naive) - at))
        put = data.draw(st.integers(0, 4))
        since.follow([{"retain": at}, {"insert": "x" * put}, {"delete": gone}], who)
        for base, _by in naive[at : at + gone]:
            if base >= 0:
                took[base] = who
        naive[at : at + gone] = [(-1, who)] * put
    assert since.took_out == took
    assert [run.author for run in since.put_in() for _ in range(run.length)] == [by for _base, by in naive]


def pieces(blocks: Any) -> list[tuple[str, str, Any]]:
    return [(p.act, p.text, p.attributes.get(WHO)) for block in blocks for p in block.pieces if p.act != "equal"]


def test_what_went_is_of_who_took_it_out_and_what_came_of_who_put_it_in() -> None:
    old, new = text("Un réseau de chaleur pour tous", "Rien"), text("Un réseau public de chaleur pour", "Rien")
    since = Since(len(flat(old)))
    since.follow([{"retain": 25}, {"delete": 5}], YOU)
    since.follow([{"retain": 10}, {"insert": "public "}], ME)
    blocks = credited(compare(old, new), flat(old), flat(new), since.took_out, since.put_in())
    assert pieces(blocks) == [("ins", "public ", ME), ("del", " tous", YOU)]


def test_a_word_that_was_changed_is_of_who_changed_it_on_both_sides() -> None:
    old, new = text("la maison"), text("la maisonnée")
    since = Since(len(flat(old)))
    since.follow([{"retain": 9}, {"insert": "née"}], ME)
    blocks = credited(compare(old, new), flat(old), flat(new), since.took_out, since.put_in())
    assert pieces(blocks) == [("del", "maison", ME), ("ins", "maisonnée", ME)]


def test_enter_in_the_middle_of_a_line_moves_nobodys_credit() -> None:
    old, new = text("Avant après fin"), text("Avant", "après", "nouveau fin")
    since = Since(len(flat(old)))
    for place in (5, 11):
        since.follow([{"retain": place}, {"insert": "\n"}, {"delete": 1}], ME)
    since.follow([{"retain": 12}, {"insert": "nouveau "}], YOU)
    blocks = credited(compare(old, new), flat(old), flat(new), since.took_out, since.put_in())
    assert pieces(blocks) == [("del", " ", ME), ("ins", "nouveau", YOU)]


def test_signed_pieces_spell_the_text_and_say_whose_turn_it_is() -> None:
    lines = text("# Titre", "à deux mains")
    blocks = signed(lines, [Written(8, ME), Written(3, YOU), Written(10, ME)])
    assert "".join(p.text for block in blocks for p in block.pieces) == "Titreà deux mains"
    assert [(p.text, p.attributes[WHO], p.attributes.get("turn")) for b in blocks for p in b.pieces] == [
        ("Titre", ME, True),
        ("à ", ME, None),
        ("deu", YOU, True),
        ("x mains", ME, True),
    ]


def test_one_section_comes_back_and_the_others_stay() -> None:
    then = text("Avant-propos", "# Constat", "ancien constat", "# Mesures", "ancienne mesure")
    now = text("Avant-propos", "# Constat", "nouveau constat", "# Mesures", "nouvelle mesure", "# Fin", "autre")
    assert [part.title for part in parts(then)] == ["", "Constat", "Mesures"]
    assert with_part(now, then, 2) == (*now[:3], *then[3:], *now[5:])
    assert with_part(now, then, 0) == now


def test_a_section_that_is_gone_comes_back_where_it_stood() -> None:
    then = text("# Un", "a", "# Deux", "b", "# Trois", "c")
    now = text("# Un", "A", "# Trois", "C")
    assert with_part(now, then, 1) == text("# Un", "A", "# Deux", "b", "# Trois", "C")


def test_every_section_put_back_in_turn_gives_the_former_text() -> None:
    then = text("# Un", "a", "# Deux", "b", "# Trois", "c")
    now = text("# Un", "x", "# Trois", "z")
    for index in range(3):
        now = with_part(now, then, index)
    assert now == then and delta(now, then) == []


@given(texts, texts)
@few
def test_whatever_was_compared_every_change_finds_who_made_it(old: tuple[Line, ...], new: tuple[Line, ...]) -> None:
    blocks = compare(old, new)
    took_out, put_in = [ME] * len(flat(old)), [Written(len(flat(new)), YOU)]
    told = credited(blocks, flat(old), flat(new), took_out, put_in)
    assert [merged_words(block) for block in told] == [merged_words(block) for block in blocks]
    # Of an end of line that went, nobody is told beside it.
    alone = [(act, who) for act, words, who in pieces(told) if words.strip("\n")]
    assert set(alone) <= {("del", ME), ("ins", YOU), ("format", None)}


def merged_words(block: Any) -> list[tuple[str, str]]:
    return [(act, "".join(piece.text for piece in group)) for act, group in groupby(block.pieces, lambda p: p.act)]
