"""Differences apply exactly, as one alignment of words, also on a real shared document."""

import gzip
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Text

from proposals.text.align import align
from proposals.text.delta import KEYS, apply, delta
from proposals.text.lines import (
    Line,
    Run,
    TextError,
    flat,
    from_delta,
    from_json,
    from_pairs,
    section_at,
    to_delta,
    to_json,
    word_count,
)
from proposals.text.markdown import parse
from proposals.text.words import changed, compare
from realtime.positions import Mirror
from tests.corpora import corpus
from tests.proposals.text.strategies import few, texts

FICHES = ("1.1.2", "3.1.1", "3.2.1")


def live(lines):
    """Lines as a live text has them: equal neighbours joined."""
    return from_delta(to_delta(lines))


@st.composite
def edited(draw):
    """A text and an edit of it: lines taken out, doubled, moved, formatted, words changed."""
    base = live(draw(texts))
    new = list(base)
    for _ in range(draw(st.integers(0, 4))):
        act = draw(st.sampled_from(["drop", "double", "move", "kind", "other", "shorten"]))
        if not new or act == "other":
            new[draw(st.integers(0, len(new))) : 0] = draw(texts)[:2]
            continue
        at = draw(st.integers(0, len(new) - 1))
        line = new[at]
        if act == "drop":
            del new[at]
        elif act == "double":
            new.insert(at, line)
        elif act == "move":
            new.insert(draw(st.integers(0, len(new) - 1)), new.pop(at))
        elif act == "kind":
            new[at] = Line("h2", tuple(Run(run.text, {"bold": True}) for run in line.runs))
        else:
            new[at] = Line(line.kind, tuple(Run(run.text[1:], run.attributes) for run in line.runs))
    return base, live(new)


@few
@given(st.one_of(edited(), st.tuples(texts.map(live), texts.map(live))))
def test_applying_the_differences_gives_the_new_text(pair):
    base, new = pair
    assert apply(base, delta(base, new)) == new


@few
@given(texts.map(live))
def test_a_text_does_not_differ_from_itself(lines):
    assert delta(lines, lines) == []


@few
@given(edited())
def test_the_differences_do_the_same_to_a_shared_document(pair):
    base, new = pair
    doc = Doc()
    doc["body"] = body = Text()
    _play(body, to_delta(base), "")
    assert from_pairs(body.diff()) == base
    _play(body, delta(base, new), flat(base))
    assert from_pairs(body.diff()) == new


def _play(body, operations, words):
    with body.doc.transaction():
        at = 0
        for operation in Mirror(words).in_bytes(operations):
            if "insert" in operation:
                whole = {**dict.fromkeys(KEYS), **operation.get("attributes", {})}
                body.insert(at, operation["insert"], whole)
                at += len(operation["insert"].encode())
            elif "delete" in operation:
                del body[at : at + operation["delete"]]
            else:
                if "attributes" in operation:
                    body.format(at, at + operation["retain"], operation["attributes"])
                at += operation["retain"]


def test_words_that_only_changed_their_formatting_become_formats():
    base = (Line("p", (Run("la chaleur fatale"),)),)
    new = (Line("h2", (Run("la "), Run("chaleur", {"bold": True}), Run(" fatale"))),)
    assert delta(base, new) == [
        {"retain": 3},
        {"retain": 7, "attributes": {"bold": True}},
        {"retain": 7},
        {"retain": 1, "attributes": {"b": "h2"}},
    ]


def test_inserted_words_name_every_attribute_so_that_they_inherit_none():
    base, new = (Line("h1", (Run("a"),)),), (Line("h1", (Run("a b"),)),)
    assert delta(base, new)[1] == {"insert": " b", "attributes": dict.fromkeys(KEYS)}


def test_changes_that_do_not_fit_are_refused():
    with pytest.raises(TextError):
        apply((Line("p", (Run("a"),)),), [{"delete": 3}])


@few
@given(st.lists(st.integers(0, 3), max_size=40), st.lists(st.integers(0, 3), max_size=40))
def test_an_alignment_is_of_equal_tokens_in_order_without_overlap(base, new):
    i = j = 0
    for match in align(base, new):
        assert match.base >= i and match.new >= j and match.length > 0
        assert base[match.base : match.base + match.length] == new[match.new : match.new + match.length]
        i, j = match.base + match.length, match.new + match.length


@pytest.mark.parametrize("base", [[1] * 20_000, [n // 2 for n in range(20_000)], [n % 7 for n in range(20_000)]])
def test_repetitive_sequences_are_aligned_without_quadratic_work(base):
    assert sum(match.length for match in align(base, base[100:])) >= 1
    assert align(base, base[::-1])


@pytest.fixture(params=FICHES)
def versions(request):
    """Successive real versions of one sheet, as lines."""
    with gzip.open(corpus("referentiel-versions.json.gz")) as file:
        sheets = json.load(file)["fiches"]
    return [parse(version["texte"])[0] for version in sheets[request.param]]


def test_every_real_version_is_reached_exactly_and_costs_little(versions):
    for base, new in pairwise(versions):
        changes = delta(base, new)
        assert apply(base, changes) == new
        touched = sum(len(op["insert"]) for op in changes if "insert" in op)
        assert touched <= len(flat(new)) // 4


def test_the_reading_of_every_real_version_spells_both_texts(versions):
    for base, new in pairwise(versions):
        _assert_spells_both(base, new)


@few
@given(st.one_of(edited(), st.tuples(texts.map(live), texts.map(live))))
def test_a_reading_spells_both_texts_in_order_where_sections_stay(pair):
    _assert_spells_both(*pair)


def _assert_spells_both(base, new):
    blocks = compare(base, new)
    assert _spelled(blocks, "del", {"equal", "ins", "changed"}) == flat(new).replace("\n", "")
    assert _spelled(blocks, "ins", {"equal", "del", "changed"}) == flat(base).replace("\n", "")
    assert [block.kind for block in blocks if block.act != "del"] == [line.kind for line in new]


def _spelled(blocks, without, acts):
    pieces = [piece for block in blocks if block.act in acts for piece in block.pieces]
    return "".join(piece.text for piece in pieces if piece.act != without).replace("\n", "")


def _read(before, after):
    return [
        (block.act, [(piece.act, piece.text) for piece in block.pieces])
        for block in compare(parse(before)[0], parse(after)[0])
    ]


def test_a_changed_word_is_read_old_then_new():
    assert _read("Le réseau de chaleur", "Le réseau de froid") == [
        ("changed", [("equal", "Le réseau de "), ("del", "chaleur"), ("ins", "froid")])
    ]


def test_two_changed_words_are_read_as_one_passage():
    assert _read("a vert pomme b", "a bleu nuit b") == [
        ("changed", [("equal", "a "), ("del", "vert pomme"), ("ins", "bleu nuit"), ("equal", " b")])
    ]


def test_words_are_never_matched_across_sections():
    before = "# Un\n\ncommun à tous\n\n# Deux\n\nautre chose ici"
    after = "# Un\n\nautre chose ici\n\n# Deux\n\ncommun à tous"
    acts = {text: act for _, pieces in _read(before, after) for act, text in pieces}
    assert acts["Un"] == acts["Deux"] == "equal"
    assert _read(before, after)[1:3] == [
        ("del", [("del", "commun à tous")]),
        ("ins", [("ins", "autre chose ici")]),
    ] or ("changed", [("del", "commun à tous"), ("ins", "autre chose ici")]) in _read(before, after)


def test_a_renamed_section_is_still_compared_by_words():
    before = "# Réseaux\n\nLa collectivité développe la chaleur renouvelable."
    after = "# Réseaux de chaleur\n\nLa collectivité développe vite la chaleur renouvelable."
    assert ("equal", "La collectivité développe") in _read(before, after)[1][1]


def test_formatting_alone_is_told_apart_from_words():
    assert _read("un mot", "un **mot**") == [("changed", [("equal", "un "), ("format", "mot")])]
    assert changed(compare(parse("un mot")[0], parse("deux beaux mots")[0])) == (3, 2)


@few
@given(texts.map(live))
def test_stored_lines_come_back_and_what_is_not_one_is_refused(lines):
    assert from_json(json.loads(json.dumps(to_json(lines)))) == lines


@pytest.mark.parametrize("stored", [None, [1], [{"b": "p"}], [{"b": 1, "runs": []}], [{"b": "p", "runs": [["a\nb"]]}]])
def test_what_is_not_a_stored_text_is_refused(stored):
    with pytest.raises(TextError):
        from_json(stored)


def test_an_unknown_kind_and_an_embedded_object_are_kept():
    lines = from_pairs([("a", None), ({"image": "x"}, None), ("\n", {"b": "futur"})])
    assert lines == (Line("futur", (Run("a\ufffc"),)),)


def test_words_are_counted_with_their_elisions_and_sections_run_between_headings():
    lines = parse("# Titre\n\nl’énergie du sous-sol\n\n# Fin\n\nmot")[0]
    assert word_count(lines) == 6
    assert section_at(lines, 8) == (0, 28) and section_at(lines, 30) == (28, 36)
