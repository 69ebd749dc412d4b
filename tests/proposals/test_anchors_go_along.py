"""Comments of the live text stay on their words when those are moved, deleted and brought back."""

from random import Random
from uuid import UUID

import pytest

from proposals.domain import anchoring
from proposals.models import LiveAnchors
from proposals.text.unwritten import shared, together, without
from realtime import documents
from tests.realtime.writing import Room, Writer
from tests.thorough import tries

pytestmark = pytest.mark.django_db
TEXT = "Un.\nDeux hivers 🌞 froids.\nTrois.\n"


@pytest.fixture
def room() -> Room:
    room = Room(TEXT, kind="proposal")
    LiveAnchors.objects.create(document=room.document)
    return room


def tie(room: Room, key: str, words: str) -> None:
    held = LiveAnchors.objects.get(document=room.document)
    start = room.words.index(words)
    held.anchors[key] = [start, start + len(words)]
    held.save()


def stands(document: UUID, key: str) -> str | None:
    """The words under an anchor; None where they are gone."""
    [anchor] = [one for one in anchoring.read(LiveAnchors.objects.get(document=document)) if one.id == key]
    return None if anchor.lost else documents.read_state(document).text[anchor.start : anchor.end]


def share(*writers: Writer) -> None:
    for one in writers:
        assert {result.refusal for result in one.send()} <= {""}
    for one in writers:
        one.hear()


def test_a_comment_goes_along_with_its_words_and_back(room: Room) -> None:
    one, other = Writer(room, 1, 101), Writer(room, 2, 102)
    tie(room, "1", "hivers 🌞")
    tie(room, "2", "Trois.\n")
    one.move(4, 26, 0)
    share(one, other)
    assert room.words == "Deux hivers 🌞 froids.\nUn.\nTrois.\n"
    assert stands(room.document, "1") == "hivers 🌞"
    other.write(9, "XX")
    share(other, one)
    assert stands(room.document, "1") == "hiveXXrs 🌞"
    one.undo()
    share(one, other)
    assert room.words == "XXUn.\nDeux hivers 🌞 froids.\nTrois.\n"
    assert stands(room.document, "1") == "hivers 🌞"
    assert stands(room.document, "2") == "Trois.\n"


def test_a_comment_whose_words_come_back_is_on_them_again(room: Room) -> None:
    one, other = Writer(room, 1, 101), Writer(room, 2, 102)
    tie(room, "1", "hivers 🌞")
    one.erase(2, 20)
    share(one, other)
    assert stands(room.document, "1") is None
    other.write(0, "Avant. ")
    share(other, one)
    one.undo()
    share(one, other)
    assert stands(room.document, "1") == "hivers 🌞"
    assert LiveAnchors.objects.get().missed == {}


def test_a_comment_whose_words_go_letter_by_letter_has_them_all_again(room: Room) -> None:
    one = Writer(room, 1, 101)
    tie(room, "1", "hivers 🌞")
    end = room.words.index(" froids")
    for at in range(end, end - 10, -1):
        one.erase(at - 1, at)
        share(one)
    assert stands(room.document, "1") is None
    for _letter in range(10):
        one.undo()
        share(one)
    assert stands(room.document, "1") == "hivers 🌞"


def test_words_that_another_brings_back_from_an_earlier_moment_have_their_comment_again(room: Room) -> None:
    one = Writer(room, 1, 101)
    tie(room, "1", "hivers 🌞")
    then = room.row.sequence
    one.erase(0, len(room.words) - 1)
    share(one)
    assert stands(room.document, "1") is None
    ops = documents.from_then([{"insert": TEXT[:-1]}])
    documents.restore(room.document, actor=None, ops=ops, at_sequence=then)
    assert stands(room.document, "1") == "hivers 🌞"


@pytest.mark.parametrize("seed", range(tries(10, 200)))
def test_whatever_several_do_a_comment_stands_on_words_of_its_own(room: Room, seed: int) -> None:
    """One letter that is unlike any other is commented on. While it stands once, the comment is on it; while not, it is
    lost."""
    random = Random(seed)
    writers = [Writer(room, person, 100 + person) for person in (1, 2, 3)]
    tie(room, "1", "🌞")
    doubled = False
    for _step in range(random.randint(5, 40)):
        one = random.choice(writers)
        size = len(one.words) - 1
        start, end = sorted((random.randint(0, size), random.randint(0, size)))
        act = random.choice(["write", "erase", "move", "move", "undo", "undo", "redo", "share", "share"])
        if act == "write":
            one.write(start, "abc"[: random.randint(1, 3)])
        elif act == "erase":
            one.erase(start, min(end, start + 8))
        elif act == "move" and start < end:
            one.move(start, end, random.choice([random.randint(0, start), random.randint(end, size)]))
        elif act == "share":
            for writer in writers:
                writer.hear()
        elif act != "move":
            getattr(one, act)()
        share(one)
        doubled |= room.words.count("🌞") > 1
        if not doubled:
            found = stands(room.document, "1")
            assert ("🌞" in (found or "")) == ("🌞" in room.words), (found, room.words)


def test_runs_of_letters() -> None:
    held = together([(1, 4, 2), (1, 0, 3), (2, 0, 1), (1, 3, 1)])
    assert held == [(1, 0, 6), (2, 0, 1)]
    assert list(shared((1, 4, 10), held)) == [(0, 2)]
    assert without(held, (1, 2, 2)) == [(1, 0, 2), (1, 4, 2), (2, 0, 1)]
    assert without(held, (1, 0, 9)) == [(2, 0, 1)]
