"""The strict reader: whatever pycrdt or Yjs writes is read whole, whatever else is refused and nothing else happens."""

import gc
import threading
import weakref

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from realtime import yprotocol
from realtime.positions import Mirror
from realtime.replica import Diverged, Loader, Refused, Replica
from realtime.yprotocol import Malformed, Unsupported
from tests.thorough import tries

MANY = tries(50, 500)

edits = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["insert", "delete", "format"]),
        st.floats(0, 1),
        st.text(alphabet="aé😀\n👩‍👧e\u0301", min_size=1, max_size=5),
    ),
    max_size=25,
)


def perform(text, edit):
    """One edit at a fraction of the text, never inside a character."""
    _, kind, where, words = edit
    content = str(text)
    at = int(where * len(content))
    start = len(content[:at].encode())
    end = start + len(content[at : at + len(words)].encode())
    if kind == "insert":
        text.insert(start, words, {"b": "h1"} if words == "\n" else {"bold": True} if where > 0.5 else {})
    elif kind == "delete" and end > start:
        del text[start:end]
    elif end > start:
        text.format(start, end, {"italic": True if where > 0.3 else None})


def applied(text, delta):
    at, out = 0, ""
    for op in delta:
        if "insert" in op:
            out += op["insert"]
        elif "retain" in op:
            out += text[at : at + op["retain"]]
            at += op["retain"]
        else:
            at += op["delete"]
    return out + text[at:]


@settings(max_examples=MANY, deadline=None)
@given(edits, st.randoms(use_true_random=False))
def test_concurrent_edits_in_any_order_converge_and_every_delta_is_told_in_code_points(edits, random):
    """Three copies edit while cut off now and then; the server's replica is their only meeting place."""
    docs = [Doc() for _ in range(3)]
    texts = [doc.get("body", type=Text) for doc in docs]
    outbox = [[] for _ in docs]
    muted = [False]
    for number, doc in enumerate(docs):
        doc.observe(lambda event, number=number: None if muted[0] else outbox[number].append(event.update))
    replica = Replica()
    model = ""
    log = []

    def deliver(number):
        nonlocal model
        for update in outbox[number]:
            decoded = yprotocol.decode_update(update)
            replica.check(decoded)
            change = replica.integrate(update)
            assert not replica.new_clients(decoded)
            assert replica.brings_nothing(decoded)
            if change is not None:
                assert change.text_length_before == len(model)
                model = applied(model, change.delta)
                log.append(change.update)
        outbox[number].clear()
        muted[0] = True
        docs[number].apply_update(replica.update_since(docs[number].get_state()))
        muted[0] = False

    for edit in edits:
        perform(texts[edit[0]], edit)
        if random.random() < 0.4:
            deliver(random.randrange(3))
    for number in (0, 1, 2, 0, 1, 2):
        deliver(number)
    assert {str(text) for text in texts} == {replica.text} == {model}
    assert all(text.diff() == texts[0].diff() for text in texts)
    assert "".join(op["insert"] for op in replica.ops()) == model
    replica.verify()

    # The log alone gives the same, and so does a snapshot with the lines after it.
    again = Replica()
    for update in log:
        again.integrate(update)
    assert again.ops() == replica.ops()
    loader = Loader()
    for number, update in enumerate(log, 1):
        loader.follow(update, number)
    assert Replica(loader).ops() == replica.ops()
    assert loader.pairs == again.pairs == replica.pairs
    loaded = Replica(Loader(replica.update_since(), len(log), replica.pairs))
    assert loaded.ops() == replica.ops()
    for update in log:
        assert loaded.brings_nothing(yprotocol.decode_update(update))
        loaded.check(yprotocol.decode_update(update))


def test_a_replica_that_nobody_holds_is_given_back_with_its_document():
    replica = Replica()
    replica.edit([{"insert": "Texte.\n"}])
    document = weakref.ref(replica._doc)
    # Where rooms are closed is another thread than where they are written.
    box = [replica]
    del replica
    last = threading.Thread(target=box.clear)
    last.start()
    last.join()
    gc.collect()
    assert document() is None


@settings(max_examples=MANY, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    for decode in (yprotocol.decode_update, yprotocol.decode_awareness, yprotocol.decode_state_vector):
        try:
            decode(data)
        except (Malformed, Unsupported):
            continue


def sample():
    doc = Doc(client_id=7)
    text = doc.get("body", type=Text)
    updates = []
    doc.observe(lambda event: updates.append(event.update))
    text.insert(0, "Bonjour é😀 à tous\n", {"b": "p"})
    text.format(0, 7, {"bold": True})
    del text[2:5]
    return updates, doc.get_update()


@settings(max_examples=MANY, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=3))
@example([(0.6796875, 21)])  # a run written beside itself
def test_a_damaged_update_is_refused_or_taken_in_whole_and_never_half(damage):
    """pycrdt takes in many damaged updates, some of them silently in part."""
    updates, whole = sample()
    data = bytearray(whole)
    for where, byte in damage:
        data[int(where * len(data))] = byte
    replica = Replica()
    replica.integrate(updates[0])
    before = replica.ops()
    try:
        decoded = yprotocol.decode_update(bytes(data))
        replica.check(decoded)
    except (Malformed, Unsupported, Refused):
        assert replica.ops() == before
        return
    try:
        replica.integrate(bytes(data))
    except Diverged:
        return  # told at once: the room forgets its copy
    assert not replica.new_clients(decoded)
    replica.verify()


@pytest.mark.parametrize("value", [0, 1, 127, 128, 16383, 16384, 2**31, 2**53 - 1])
def test_numbers_are_read_as_written(value):
    assert yprotocol.Reader(yprotocol.uint(value)).uint() == value


def test_server_edits_carry_every_key_and_end_in_a_line_end():
    replica = Replica()
    replica.edit(
        [
            {"insert": "Titre"},
            {"insert": "\n", "attributes": {"b": "h1"}},
            {"insert": "gras", "attributes": {"bold": True}},
        ]
    )
    replica.end_with_newline()
    replica.edit([{"retain": 6}, {"insert": "é "}, {"retain": 2, "attributes": {"bold": None}}, {"delete": 1}])
    assert replica.ops() == [
        {"insert": "Titre"},
        {"insert": "\n", "attributes": {"b": "h1"}},
        {"insert": "é gr"},
        {"insert": "s", "attributes": {"bold": True}},
        {"insert": "\n", "attributes": {"b": "p"}},
    ]
    assert replica.end_with_newline() is None


def test_a_copy_that_is_not_its_document_any_more_says_so():
    doc = Doc()
    doc["body"] = body = Text()
    updates = []
    doc.observe(lambda event: updates.append(event.update))
    body.insert(0, "éà")
    body.insert(4, "z")
    replica = Replica()
    replica.integrate(updates[0])
    replica._mirror = Mirror("é")
    with pytest.raises(Diverged):
        replica.verify()
    with pytest.raises(Diverged):
        replica.integrate(updates[1])
