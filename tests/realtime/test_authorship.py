"""A text's state says who wrote what, in the text's order, whatever was written at the same time."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from realtime.authorship import Incomplete, runs
from realtime.yprotocol import GC, STRING, DecodedUpdate, Struct, decode_update
from tests.thorough import tries

few = settings(max_examples=tries(50, 500), deadline=None)
# Everybody writes in letters of its own, so that the text itself says who wrote what.
LETTERS = {7: "aà🌍", 3: "bé日", 900: "cç🎈"}


class Writer:
    def __init__(self, client: int) -> None:
        self.client = client
        self.doc: Doc = Doc(client_id=client)
        self.text = self.doc.get("body", type=Text)

    def act(self, random: Random) -> None:
        words = str(self.text)
        # pycrdt counts bytes.
        edges = [len(words[:at].encode()) for at in range(len(words) + 1)]
        start = random.randrange(len(edges))
        end = min(start + random.randint(1, 4), len(edges) - 1)
        kind = random.choice(["insert", "insert", "insert", "delete", "format"])
        if kind == "insert" or start == end:
            self.text.insert(edges[start], "".join(random.choices(LETTERS[self.client], k=random.randint(1, 4))))
        elif kind == "delete":
            del self.text[edges[start] : edges[end]]
        else:
            self.text.format(edges[start], edges[end], {"bold": random.choice([True, None])})

    def hear(self, other: "Writer") -> None:
        self.doc.apply_update(other.doc.get_update(self.doc.get_state()))


@few
@given(st.randoms(use_true_random=False), st.integers(1, 60))
def test_the_state_gives_the_text_in_its_order_with_whoever_wrote_it(random: Random, steps: int) -> None:
    writers = [Writer(client) for client in LETTERS]
    for _step in range(steps):
        one, other = random.sample(writers, 2)
        if random.random() < 0.3:
            one.hear(other)
        else:
            one.act(random)
    for one in writers:
        for other in writers:
            one.hear(other)
    for one in writers:
        found = runs(decode_update(one.doc.get_update()))
        assert "".join(words for words, _client in found) == str(one.text)
        for words, client in found:
            assert set(words) <= set(LETTERS[client])
        assert all(a[1] != b[1] for a, b in pairwise(found))


def test_what_is_written_beside_what_was_thrown_away_is_nowhere() -> None:
    kept = Struct(1, 0, 2, STRING, content="ab")
    thrown = Struct(2, 0, 1, GC)
    beside = Struct(3, 0, 1, STRING, origin=(2, 0), content="x")
    assert runs(DecodedUpdate((beside, thrown, kept), ())) == [("ab", 1)]


@pytest.mark.parametrize(
    "state",
    [
        DecodedUpdate((Struct(1, 0, 1, STRING, origin=(2, 0), content="a"),), ()),
        DecodedUpdate((Struct(1, 3, 1, STRING, content="a"),), ()),
        DecodedUpdate((Struct(1, 0, 1, STRING, content="a"),), ((1, 0, 2),)),
    ],
)
def test_half_a_state_is_none(state: DecodedUpdate) -> None:
    with pytest.raises(Incomplete):
        runs(state)
