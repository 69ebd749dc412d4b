"""Positions in UTF-16 units, UTF-8 bytes and code points agree with the encoders, and with pycrdt."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Assoc, Doc, Text

from realtime.positions import BLOCK, Positions, delta_in_bytes, delta_in_points

few = settings(max_examples=2000 if os.environ.get("CONSULT_THOROUGH") == "1" else 80, deadline=None)
characters = st.one_of(
    st.sampled_from([*"abé€日", "🌍", "\u0301", "\u200d", "\n"]), st.characters(exclude_categories=["Cs"])
)
texts = st.text(characters, max_size=30)


def units(text):
    return len(text.encode("utf-16-le")) // 2


@few
@given(texts)
def test_code_points_convert_as_the_encoders_count(text):
    positions = Positions(text)
    assert (positions.points, positions.bytes, positions.units) == (len(text), len(text.encode()), units(text))
    for offset in range(len(text) + 1):
        before = text[:offset]
        assert positions.points_to_bytes(offset) == len(before.encode())
        assert positions.points_to_units(offset) == units(before)
        assert positions.bytes_to_points(len(before.encode())) == offset
        assert positions.units_to_points(units(before)) == offset
        assert positions.units_to_bytes(units(before)) == len(before.encode())
        assert positions.bytes_to_units(len(before.encode())) == units(before)


@few
@given(texts, st.integers(0, 4 * BLOCK), st.sampled_from(["a", "é", "🌍"]))
def test_a_long_text_converts_alike_across_its_blocks(text, offset, filling):
    long = filling * (BLOCK - 3) + text + filling * (2 * BLOCK)
    positions, before = Positions(long), long[:offset]
    assert positions.points_to_bytes(offset) == len(before.encode())
    assert positions.points_to_units(offset) == units(before)
    assert positions.bytes_to_points(len(before.encode())) == len(before)
    assert positions.units_to_points(units(before)) == len(before)


def test_a_lone_surrogate_counts_as_its_replacement():
    positions = Positions("é\ud800a")
    assert (positions.bytes, positions.units, positions.bytes_to_points(5)) == (6, 3, 2)


@few
@given(texts, st.integers(-5, 130))
def test_a_position_inside_a_character_is_that_characters_start_and_one_outside_is_clamped(text, offset):
    positions = Positions(text)
    bytes_before = [len(text[:index].encode()) for index in range(len(text) + 1)]
    units_before = [units(text[:index]) for index in range(len(text) + 1)]
    assert positions.bytes_to_points(offset) == max((i for i, b in enumerate(bytes_before) if b <= max(0, offset)))
    assert positions.units_to_points(offset) == max((i for i, u in enumerate(units_before) if u <= max(0, offset)))
    assert positions.points_to_bytes(offset) == bytes_before[max(0, min(offset, len(text)))]


@few
@given(texts, st.lists(st.tuples(st.integers(0, 40), st.one_of(texts, st.integers(1, 5))), max_size=6))
def test_pycrdt_edits_where_the_positions_say(start, edits):
    doc = Doc()
    doc["body"] = body = Text(start)
    expected = start
    for offset, act in edits:
        offset = min(offset, len(expected))
        positions = Positions(expected)
        at = positions.points_to_bytes(offset)
        if isinstance(act, str):
            body.insert(at, act)
            expected = expected[:offset] + act + expected[offset:]
        elif offset < len(expected):
            del body[at : positions.points_to_bytes(offset + act)]
            expected = expected[:offset] + expected[offset + act :]
        assert str(body) == expected


@few
@given(
    texts,
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(1, 6), st.sampled_from(["insert", "delete", "bold", "plain"]), texts),
        max_size=6,
    ),
)
def test_the_events_of_pycrdt_in_code_points_tell_every_change(start, edits):
    doc = Doc()
    doc["body"] = body = Text()
    events = []
    body.observe(lambda event: events.append(event.delta))
    characters = []

    def check():
        nonlocal characters
        before = Positions("".join(char for char, _ in characters))
        for changes in events:
            in_points = delta_in_points(changes, before)
            assert delta_in_bytes(in_points, before) == changes
            characters = played(characters, in_points)
        events.clear()
        assert characters == [(char, attributes or {}) for text, attributes in body.diff() for char in text]

    body.insert(0, start)
    check()
    for offset, length, act, text in edits:
        positions = Positions(str(body))
        begin, end = (positions.points_to_bytes(o) for o in (offset, offset + length))
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


def test_pycrdt_counts_its_events_in_bytes():
    doc = Doc()
    doc["body"] = body = Text("éà🌍z")
    deltas = []
    body.observe(lambda event: deltas.append(event.delta))
    body.insert(Positions("éà🌍z").points_to_bytes(3), "x")
    assert deltas == [[{"retain": 8}, {"insert": "x"}]]


def test_the_day_sticky_indexes_of_pycrdt_count_right_anchors_may_use_them():
    """`StickyIndex` takes a byte offset for a clock: anchored after `éà` it stands two too far. When this fails,
    pycrdt counts otherwise: look at every conversion again before taking the new version."""
    doc = Doc()
    doc["body"] = body = Text("éàabc")
    at = Positions("éàabc").points_to_bytes(2)
    index = body.sticky_index(at, Assoc.AFTER)
    with doc.transaction():
        clock = index.to_json()["item"]["clock"]
    assert clock == 4, "two UTF-16 units stand before the place: a right anchor would name clock 2"
