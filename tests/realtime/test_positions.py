"""UTF-16 units, UTF-8 bytes and code points agree with the encoders, and with pycrdt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Assoc, Doc, Text

from realtime.positions import Mirror, cut, length_in_units, pairs, units
from tests.thorough import tries

few = settings(max_examples=tries(40, 500), deadline=None)
characters = st.one_of(
    st.sampled_from([*"abé€日", "🌍", "\u0301", "\u200d", "\n"]), st.characters(exclude_categories=["Cs"])
)
texts = st.text(characters, max_size=30)


def bytes_before(text, offset):
    return len(text[:offset].encode())


@few
@given(texts)
def test_units_are_what_the_encoder_makes_and_pairs_where_two_are_one_character(text):
    found = units(text)
    assert b"".join(found).decode("utf-16-le") == text
    assert length_in_units(text) == len(found)
    starts = list(pairs(text))
    assert [b"".join(found[at : at + 2]).decode("utf-16-le") for at in starts] == [c for c in text if c > "\uffff"]


@few
@given(texts, st.integers(0, 40), st.integers(0, 40))
def test_a_text_is_cut_between_any_units_and_its_parts_again(text, first, second):
    head, tail = cut(text, first)
    assert len(head.encode("utf-16-le", "surrogatepass")) == 2 * min(first, len(units(text)))
    parts = [*cut(head, second), tail]
    assert b"".join(part.encode("utf-16-le", "surrogatepass") for part in parts) == text.encode("utf-16-le")


@few
@given(texts, st.lists(st.tuples(st.sampled_from(["retain", "delete", "insert"]), st.integers(1, 12), texts)))
def test_a_change_in_code_points_is_the_same_change_in_bytes(text, steps):
    mirror = Mirror(text)
    ops = [{verb: words if verb == "insert" else count} for verb, count, words in steps]
    at, expected = 0, []
    for op in ops:
        verb, what = next(iter(op.items()))
        if verb == "insert":
            expected.append(op)
            continue
        end = min(at + what, len(text))
        expected.append({verb: bytes_before(text, end) - bytes_before(text, at)})
        at = end
    assert list(mirror.in_bytes(ops)) == expected
    assert (mirror.text, len(mirror)) == (text, len(text))


@few
@given(
    texts,
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 6), st.sampled_from(["insert", "delete", "bold", "plain"]), texts),
        max_size=6,
    ),
)
def test_the_mirror_follows_every_change_of_pycrdt_and_tells_it_in_code_points(start, edits):
    doc = Doc()
    doc["body"] = body = Text()
    events = []
    body.observe(lambda event: events.append(event.delta))
    mirror = Mirror()
    held = []

    def check():
        nonlocal held
        for changes in events:
            before = Mirror(mirror.text)
            told = mirror.follow(changes)
            assert list(before.in_bytes(told)) == changes
            held = played(held, told)
        events.clear()
        assert held == [(char, attributes or {}) for text, attributes in body.diff() for char in text]
        assert (mirror.text, len(mirror)) == (str(body), len(str(body)))

    body.insert(0, start)
    check()
    for offset, length, act, text in edits:
        begin, end = (bytes_before(mirror.text, place) for place in (offset, offset + length))
        if act == "insert":
            body.insert(begin, text, {})
        elif begin < end and act == "delete":
            del body[begin:end]
        elif begin < end:
            body.format(begin, end, {"bold": True if act == "bold" else None})
        check()


def played(characters, changes):
    after, at = [], 0
    for operation in changes:
        attributes = operation.get("attributes") or {}
        if "insert" in operation:
            after.extend((char, {k: v for k, v in attributes.items() if v is not None}) for char in operation["insert"])
        elif "retain" in operation:
            for char, held in characters[at : at + operation["retain"]]:
                after.append((char, {k: v for k, v in {**held, **attributes}.items() if v is not None}))
            at += operation["retain"]
        else:
            at += operation["delete"]
    return after + characters[at:]


@pytest.mark.parametrize(
    "change",
    [
        [{"retain": 1}, {"insert": "x"}],
        [{"insert": "x"}, {"delete": 3}],
        [{"delete": 2}, {"retain": 2}],
        [{"retain": 8}],
        [{"delete": 99}],
    ],
)
def test_a_change_into_a_character_or_beyond_the_end_is_refused_and_changes_nothing(change):
    mirror = Mirror("é🌍z")
    with pytest.raises(ValueError):
        mirror.follow(change)
    assert (mirror.text, len(mirror)) == ("é🌍z", 3)


def test_how_a_text_ends_is_known_without_reading_it():
    assert Mirror("a\n").ends_with("\n")
    assert not Mirror("").ends_with("\n")
    assert not Mirror("aé").ends_with("\n")


def test_pycrdt_counts_its_events_in_bytes():
    doc = Doc()
    doc["body"] = body = Text("éà🌍z")
    deltas = []
    body.observe(lambda event: deltas.append(event.delta))
    body.insert(len("éà🌍".encode()), "x")
    assert deltas == [[{"retain": 8}, {"insert": "x"}]]


def test_the_day_sticky_indexes_of_pycrdt_count_right_anchors_may_use_them():
    """`StickyIndex` takes a byte offset for a clock: anchored after `éà` it stands two too far. When this fails,
    pycrdt counts otherwise: look at every conversion again before taking the new version."""
    doc = Doc()
    doc["body"] = body = Text("éàabc")
    index = body.sticky_index(len("éà".encode()), Assoc.AFTER)
    with doc.transaction():
        clock = index.to_json()["item"]["clock"]
    assert clock == 4, "two UTF-16 units stand before the place: a right anchor would name clock 2"
