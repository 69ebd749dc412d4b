"""Anchors and authors agree with a naive model that follows every character."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from proposals.text.anchors import Anchor, carry, find, move
from proposals.text.authors import Written, apply, between, merged, words_by_author
from proposals.text.lines import flat
from proposals.text.markdown import parse
from tests.proposals.text.strategies import LETTERS, few

words = st.lists(st.sampled_from([*LETTERS, " ", "\n", "mot"]), max_size=12).map("".join)


@st.composite
def histories(draw):
    """A text, deltas over it one after another, and ranges of it."""
    start = draw(words)
    length, deltas = len(start), []
    for _ in range(draw(st.integers(0, 4))):
        changes, left, length = [], length, 0
        for _ in range(draw(st.integers(0, 6))):
            act = draw(st.sampled_from(["retain", "delete", "insert", "format"]))
            if act == "insert":
                text = draw(words.filter(bool))
                changes.append({"insert": text})
                length += len(text)
            elif left:
                size = draw(st.integers(1, left))
                left -= size
                length += 0 if act == "delete" else size
                changes.append({"delete": size} if act == "delete" else {"retain": size})
        length += left
        deltas.append(changes)
    edges = st.integers(0, len(start))
    ranges = draw(st.lists(st.tuples(edges, edges).map(sorted).filter(lambda r: r[0] < r[1]), max_size=4))
    return start, deltas, ranges


def followed(characters, changes, make):
    """The list of characters after a delta; `make(n)` gives n new ones."""
    after, at = [], 0
    for operation in changes:
        if "insert" in operation:
            after.extend(make(len(operation["insert"])))
        elif "retain" in operation:
            after.extend(characters[at : at + operation["retain"]])
            at += operation["retain"]
        else:
            at += operation["delete"]
    return after + characters[at:]


@few
@example(("aaaa", [[{"retain": 1}, {"insert": "b"}], [{"delete": 1}]], [[0, 2]]))
@example(("aaaa", [[{"retain": 1}, {"insert": "b"}], [{"delete": 1}, {"retain": 1}, {"delete": 1}]], [[0, 2]]))
@given(histories())
def test_an_anchor_holds_the_characters_of_its_words_that_are_left_and_what_came_between_them(history):
    start, deltas, ranges = history
    anchors = [Anchor(index, *edges, start[edges[0] : edges[1]]) for index, edges in enumerate(ranges)]
    length = len(start)
    # Of each anchor, which characters are its own; what is typed among them becomes its own too.
    owned = [[begin <= place < end for place in range(length)] for begin, end in ranges]
    for changes in deltas:
        anchors = move(anchors, changes, length)
        for index, (anchor, (begin, end)) in enumerate(zip(anchors, ranges, strict=True)):
            own = followed(owned[index], changes, lambda count: [False] * count)
            places = [place for place, is_own in enumerate(own) if is_own]
            assert anchor.lost == (not places)
            if places:
                assert (anchor.start, anchor.end) == (places[0], places[-1] + 1)
            else:
                assert 0 <= anchor.start == anchor.end <= len(own)
            assert anchor.quote == start[begin:end]
            owned[index] = [anchor.start <= place < anchor.end for place in range(len(own))]
        length = len(followed([None] * length, changes, lambda count: [None] * count))


@few
@given(histories())
def test_every_character_keeps_the_author_who_typed_it(history):
    start, deltas, _ = history
    runs, characters = merged([Written(len(start), "Anne")]), ["Anne"] * len(start)
    for author, changes in zip(["Bo", "Anne", "Céline", None], deltas, strict=False):
        runs = apply(runs, changes, author)
        characters = followed(characters, changes, lambda count, author=author: [author] * count)
        assert [run.author for run in runs for _ in range(run.length)] == characters
        assert all(one.author != other.author for one, other in pairwise(runs))
        middle = len(characters) // 2
        assert between(runs, 1, middle) == merged([Written(1, author) for author in characters[1:middle]])


def test_words_are_counted_for_who_wrote_most_of_them():
    runs = [Written(4, "Anne"), Written(6, "Bo"), Written(6, "Anne")]
    assert words_by_author(runs, "le réseau de fro") == {"Anne": 3, "Bo": 1}


def test_what_is_typed_at_an_edge_is_outside_and_between_is_inside():
    anchor = Anchor(1, 2, 5, "mot")
    assert move([anchor], [{"retain": 2}, {"insert": "é"}], 8) == [Anchor(1, 3, 6, "mot")]
    assert move([anchor], [{"retain": 5}, {"insert": "é"}], 8) == [anchor]
    assert move([anchor], [{"retain": 3}, {"insert": "🌍"}], 8) == [Anchor(1, 2, 6, "mot")]


TEXT = parse("# Un\n\nla chaleur\n\n# Deux\n\nla chaleur et la chaleur fatale")[0]


def test_a_quotation_is_taken_where_it_stands():
    at = flat(TEXT).rindex("chaleur")
    assert find("chaleur", at, TEXT) == (at, at + 7)


def test_a_quotation_that_moved_is_the_nearest_of_its_section_alone():
    words = flat(TEXT)
    second, third = words.index("chaleur", 20), words.rindex("chaleur")
    assert find("chaleur", third - 2, TEXT) == (third, third + 7)
    assert find("chaleur", second + 1, TEXT) == (second, second + 7)
    assert find("fatale", 6, TEXT) is None
    assert find("fatale", 6, TEXT, section=(0, len(words))) is not None
    assert find("", 6, TEXT) is None


def test_anchors_are_carried_to_the_next_revision():
    new = parse("# Un\n\nla chaleur renouvelable\n\n# Deux\n\net la vapeur fatale")[0]
    words = flat(TEXT)
    first, last = words.index("chaleur"), words.index("la chaleur et")
    kept, gone = carry([Anchor(1, first, first + 7, "chaleur"), Anchor(2, last, last + 10, "la chaleur")], TEXT, new)
    assert flat(new)[kept.start : kept.end] == "chaleur" and not kept.lost
    assert gone.lost and gone.quote == "la chaleur"


def test_a_passage_moved_inside_its_section_is_found_again():
    base = parse("# S\n\npremier alinéa\n\ndeuxième alinéa, long\n\ntroisième, très long alinéa ici")[0]
    new = parse("# S\n\ndeuxième alinéa, long\n\ntroisième, très long alinéa ici\n\npremier alinéa")[0]
    at = flat(base).index("premier alinéa")
    (anchor,) = carry([Anchor(1, at, at + 14, "premier alinéa")], base, new)
    assert flat(new)[anchor.start : anchor.end] == "premier alinéa"
