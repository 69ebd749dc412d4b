"""Nobody is made the author of words that it did not write: what a browser says of where words come from is checked."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from realtime import documents, yprotocol
from realtime.models import Origin
from realtime.provenance import Claim
from realtime.replica import Replica
from realtime.yprotocol import decode_update, sized, uint
from tests.live import session_cookie
from tests.realtime.client import Editor
from tests.realtime.writing import Room, Writer

ANNE, BENOIT = 1, 2
HERS, HIS = 101, 102


def scene(words: str) -> tuple[Room, Writer, Writer]:
    """A text with Anne's words, and Benoît in it."""
    room = Room("Fin.\n")
    anne = Writer(room, ANNE, HERS)
    anne.write(0, words)
    anne.send()
    return room, anne, Writer(room, BENOIT, HIS)


def written_by(benoit: Writer, words: str, *claims: tuple[int, int, int, int], erase: int = 0) -> Room:
    """Benoît deletes that many letters at the start and writes words there, with these claims:
    (clock, length, from client, from clock)."""
    with benoit.doc.transaction(origin=benoit):
        if erase:
            del benoit.text[: benoit._byte(erase)]
        benoit.text.insert(0, words)
    result = benoit.send_raw(benoit._updates.pop(), *[Claim(HIS, *claim) for claim in claims])
    assert result.refusal == "" and result.change is not None
    assert benoit.room.words.startswith(words), "a false claim loses no word"
    return benoit.room


def hers(room: Room) -> str:
    return "".join(words for words, user in room.written() if user == ANNE)


@pytest.mark.django_db
def test_words_moved_in_truth_are_hers() -> None:
    """What the forgeries below are held against."""
    _room, _anne, benoit = scene("Oui merci. ")
    assert hers(written_by(benoit, "Oui merci. ", (0, 11, HERS, 0), erase=11)) == "Oui merci. "


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("Non merci. ", (0, 11, HERS, 0)),
        ("Oui merci. ", (0, 11, HERS, 1)),
        ("Oui merci. ", (0, 12, HERS, 0)),
        ("Oui merci. ", (0, 11, HERS, 500)),
        ("Oui merci. ", (0, 11, HERS + 50, 0)),
        ("Oui merci. ", (0, 11, HIS, 0)),
        ("Oui merci. ", (5, 11, HERS, 0)),
    ],
    ids=[
        "other words",
        "shifted",
        "too long",
        "a clock beyond",
        "an unknown client",
        "themselves",
        "beyond what is sent",
    ],
)
def test_what_is_not_so_is_not_believed(words: str, claim: tuple[int, int, int, int]) -> None:
    _room, _anne, benoit = scene("Oui merci. ")
    found = hers(written_by(benoit, words, claim, erase=11))
    # Of a claim that is longer than what it speaks of, the true part may stand.
    assert found in ("", "Oui merci. ") and (found == "" or claim[1] == 12)
    assert all(row.first_client == HERS for row in Origin.objects.all())


@pytest.mark.django_db
def test_words_that_still_stand_are_not_written_twice_by_their_author() -> None:
    _room, _anne, benoit = scene("Oui merci. ")
    assert hers(written_by(benoit, "Oui merci. ", (0, 11, HERS, 0))) == "Oui merci. "
    benoit.hear()
    room = benoit.room
    with benoit.doc.transaction(origin=benoit):
        del benoit.text[11:22]
    benoit.send_raw(benoit._updates.pop())
    assert hers(room) == "", "hers are gone; the copy stays his"


@pytest.mark.django_db
def test_letters_put_in_another_order_are_no_words_of_hers() -> None:
    _room, _anne, benoit = scene("non, je nie ")
    sentence = "je nie non, "
    claims = [(0, 7, HERS, 5), (7, 5, HERS, 0)]
    assert hers(written_by(benoit, sentence, *claims, erase=12)) == ""
    _room, _anne, benoit = scene("aube, oui ")
    letters = "beau oui, "
    at = {letter: n for n, letter in enumerate("aube, oui ")}
    claims = [(n, 1, HERS, at[letter]) for n, letter in enumerate(letters)]
    assert hers(written_by(benoit, letters, *claims, erase=10)) == ""


@pytest.mark.django_db
def test_nor_where_each_is_tied_to_the_place_that_it_had() -> None:
    """As an undo ties them; the words stand in his order all the same."""
    room, _anne, benoit = scene("oui non ")
    benoit.erase(0, 8)
    benoit.send()
    first = b"\x44" + uint(HERS) + uint(4) + sized(b"non ")
    second = b"\xc4" + uint(HIS) + uint(3) + uint(HERS) + uint(0) + sized(b"oui ")
    update = uint(1) + uint(2) + uint(HIS) + uint(0) + first + second + b"\x00"
    assert benoit.send_raw(update, Claim(HIS, 0, 4, HERS, 4), Claim(HIS, 4, 4, HERS, 0)).refusal == ""
    assert room.words == "non oui Fin.\n"
    assert hers(room) == ""


@pytest.mark.django_db
def test_one_letter_of_hers_is_one_letter() -> None:
    _room, _anne, benoit = scene("a b ")
    assert hers(written_by(benoit, "aaa", *((n, 1, HERS, 0) for n in range(3)), erase=4)) == ""
    assert hers(written_by(benoit, "a", (3, 1, HERS, 0), (3, 1, HERS, 0))) == "a"
    assert hers(written_by(benoit, "a", (4, 1, HERS, 0))) == "a"


@pytest.mark.django_db
def test_claims_that_name_each_other_come_to_an_end() -> None:
    _room, _anne, benoit = scene("Oui merci. ")
    circle = [(0, 4, HIS, 500), (500, 4, HIS, 0), (600, 4, HIS, 600)]
    assert hers(written_by(benoit, "Oui ", *circle, erase=4)) == "merci. "
    through = [(4, 4, HIS, 700), (700, 4, HERS, 0)]
    assert hers(written_by(benoit, "Oui ", *through)) == "Oui merci. "


@pytest.mark.django_db
def test_half_a_character_is_nobodys() -> None:
    _room, _anne, benoit = scene("🌞🌚 ")
    assert hers(written_by(benoit, "🌞🌚 ", (1, 3, HERS, 1), erase=3)) == ""
    _room, _anne, benoit = scene("🌞🌚 ")
    assert hers(written_by(benoit, "🌞🌚 ", (0, 3, HERS, 0), erase=3)) == ""
    _room, _anne, benoit = scene("🌞🌚 ")
    assert hers(written_by(benoit, "🌞🌚 ", (0, 5, HERS, 0), erase=3)) == "🌞🌚 "


@pytest.mark.django_db
def test_words_of_another_text_are_not_known_here() -> None:
    _other, _anne, _benoit = scene("Oui merci. ")
    room = Room("Oui merci. Fin.\n")
    benoit = Writer(room, BENOIT, HIS)
    assert hers(written_by(benoit, "Oui merci. ", (0, 11, HERS, 0), erase=11)) == ""
    assert {user for _words, user in room.written()} == {BENOIT, None}


@pytest.mark.django_db
def test_claims_on_what_others_send_are_nothing() -> None:
    """Of units that another's client sends, or that were sent before, nobody says anything."""
    room, anne, benoit = scene("Oui merci. ")
    benoit.erase(0, 11)
    benoit.send()
    anne.write(0, "Oui merci. ")
    update, _ = anne.unsent.pop()
    anne.send_raw(update)
    clock = decode_update(update).structs[0].clock
    benoit.hear()
    benoit.write(0, "x")
    update, _ = benoit.unsent.pop()
    benoit.send_raw(update, Claim(HERS, clock, 11, HIS, 0), Claim(HERS, clock, 11, HERS, 0))
    assert not Origin.objects.exists()
    assert room.words.startswith("xOui merci. ")


@pytest.mark.django_db
def test_words_are_taken_though_their_claims_cannot_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    _room, _anne, benoit = scene("Oui merci. ")
    monkeypatch.setattr(Replica, "gone", lambda self: 1 / 0)
    assert hers(written_by(benoit, "Oui merci. ", (0, 11, HERS, 0), erase=11)) == ""


# Over the wire


@pytest.fixture
def document(transactional_db):
    return documents.create_document(kind="test", ops=[{"insert": "Texte commun."}])


def in_thread(call, *args, **kwargs):
    return sync_to_async(call, thread_sensitive=True)(*args, **kwargs)


@pytest.fixture
def cookie(person):
    return lambda name: session_cookie(person(name))


async def test_a_claim_counts_for_the_next_update_and_is_told_to_who_asked_for_it(thread_server, document, cookie):
    async with (
        Editor(thread_server, document.pk, await in_thread(cookie, "writer-1")) as one,
        Editor(thread_server, document.pk, await in_thread(cookie, "writer-2")) as two,
        Editor(thread_server, document.pk, await in_thread(cookie, "writer-3"), ack=False) as stock,
    ):
        await one.move(0, 6, 13)
        for editor in (one, two):
            await editor.until(lambda editor=editor: any(notice["type"] == "moved" for notice in editor.notices))
        [told] = [notice for notice in two.notices if notice["type"] == "moved"]
        [(client, _clock, length, source, clock)] = told["runs"]
        assert (client, length, clock) == (one.doc.client_id, 6, 0) and source != client
        kinds = [message[0] for message in two.received if message[0] in (yprotocol.SYNC, yprotocol.NOTICE)]
        assert kinds[-3:] == [yprotocol.NOTICE, yprotocol.SYNC, yprotocol.NOTICE], "told before the words come"
        await stock.until(lambda: stock.words == "commun.Texte \n")
        assert not any(message[0] == yprotocol.NOTICE for message in stock.received)
        # The claim is spent: what is written next is one's own.
        await one.insert(0, "Texte ")
        await one.until_saved()
    state = await in_thread(documents.read_state, document.pk)
    users = [user for _, user in await in_thread(documents.written, document.pk, state.state)]
    assert state.text == "Texte commun.Texte \n" and users[0] is not None and users[1:] == [None]


async def test_claims_of_a_stock_client_and_of_no_update_are_nothing(thread_server, document, cookie):
    own = await in_thread(cookie, "writer-1")
    async with Editor(thread_server, document.pk, own, ack=False) as one:
        await one.send(yprotocol.encode_claims([(one.doc.client_id, 0, 6, 5, 0)]))
        await one.send(b"\x42\xff")
        await one.insert(0, "encore ")
        await one.until(lambda: one.words.startswith("encore "))
    async with Editor(thread_server, document.pk, own) as two:
        await two.send(yprotocol.encode_claims([(two.doc.client_id, 0, 6, 5, 0)]))
        for malformed in (b"\x42", b"\x42\x01", uint(66) + uint(2**40), uint(66) + sized(b"\xff" * 9), b"\x42\x00\x00"):
            await two.send(malformed)
        await two.until(lambda: sum(notice.get("reason") == "malformed" for notice in two.notices) == 5)
        await two.insert(0, "toujours ")
        await two.until_saved()
    assert not await in_thread(Origin.objects.exists)
