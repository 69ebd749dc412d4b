"""Attacks on the live floor, by the numbers of the catalogue, over real sockets."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from pycrdt import Doc, Text
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from realtime import documents, yprotocol
from realtime.announce import recheck
from realtime.document_room import REFUSALS_BEFORE_CLOSE
from realtime.models import ClientBinding, Update
from realtime.yprotocol import sized, uint
from tests.live import session_cookie
from tests.realtime.client import Editor, Page


@pytest.fixture
def document(transactional_db):
    return documents.create_document(kind="test", ops=[{"insert": "Texte commun."}])


@pytest.fixture
def cookie(person):
    return lambda name: session_cookie(person(name))


def in_thread(call, *args, **kwargs):
    return sync_to_async(call, thread_sensitive=True)(*args, **kwargs)


async def text_of(document):
    return (await in_thread(documents.read_state, document.pk)).text


# A08: foreign origins


@pytest.mark.parametrize(
    "origin",
    [None, "null", "https://evil.example", "http://127.0.0.1.evil.example", "https://{host}", "http://127.0.0.1:1", ""],
)
@pytest.mark.parametrize("path", ["documents/{document}", "rooms/test-1/", "rooms/user/"])
async def test_A08_a_foreign_origin_is_refused_at_the_handshake(thread_server, document, cookie, origin, path):
    headers = {"Cookie": await in_thread(cookie, "writer-1")}
    if origin is not None:
        headers["Origin"] = origin.format(host=thread_server.url.partition("//")[2])
    address = f"{thread_server.ws_url}/ws/{path.format(document=document.pk)}"
    with pytest.raises(InvalidStatus) as refusal:
        await connect(address, additional_headers=headers)
    assert refusal.value.response.status_code == 403


async def test_A08_two_origins_are_refused(thread_server, document, cookie):
    headers = [("Cookie", await in_thread(cookie, "writer-1")), ("Origin", thread_server.url), ("Origin", "null")]
    with pytest.raises(InvalidStatus):
        await connect(f"{thread_server.ws_url}/ws/documents/{document.pk}", additional_headers=headers)


async def test_A08_a_trusted_origin_may_join(thread_server, document, cookie, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://alliance.example"]
    headers = {"Cookie": await in_thread(cookie, "writer-1"), "Origin": "https://alliance.example"}
    async with connect(f"{thread_server.ws_url}/ws/documents/{document.pk}", additional_headers=headers) as socket:
        assert (await socket.recv())[:2] == b"\x00\x00"


async def test_A08_a_host_that_is_not_ours_is_refused_though_its_origin_agrees(thread_server, document, cookie):
    headers = {"Cookie": await in_thread(cookie, "writer-1"), "Origin": "http://evil.example", "Host": "evil.example"}
    with pytest.raises(InvalidStatus):
        await connect(f"{thread_server.ws_url}/ws/documents/{document.pk}", additional_headers=headers)


# A09: sessions that end


def sign_out(cookie_header):
    """As the page does it: the session is flushed."""
    from importlib import import_module

    from django.conf import settings

    import_module(settings.SESSION_ENGINE).SessionStore(cookie_header.partition("=")[2]).flush()


async def test_A09_signing_out_in_another_tab_closes_the_live_connections_of_that_session(
    thread_server, document, person
):
    user = await in_thread(person, "writer-1")
    first, second = await in_thread(session_cookie, user), await in_thread(session_cookie, user)
    async with (
        Editor(thread_server, document.pk, first) as editor,
        Page(thread_server, "test-1", first) as page,
        Editor(thread_server, document.pk, second) as elsewhere,
    ):
        await in_thread(sign_out, first)
        assert await editor.until_closed() == 4401
        await page.until(lambda: page.close_code == 4401)
        await elsewhere.insert(0, "encore là ")
        await elsewhere.until_saved()


async def test_A09_the_real_sign_out_page_closes_them(live_server_process, document, person):
    import httpx

    cookie = await in_thread(session_cookie, await in_thread(person, "writer-1"))
    async with Editor(live_server_process, document.pk, cookie) as editor:
        name, _, key = cookie.partition("=")
        async with httpx.AsyncClient(base_url=live_server_process.url, cookies={name: key}) as browser:
            form = await browser.get("/accounts/logout/")
            token = browser.cookies.get("csrftoken") or ""
            assert form.status_code == 200 and token
            done = await browser.post("/accounts/logout/", data={"csrfmiddlewaretoken": token})
            assert done.status_code == 302
        assert await editor.until_closed() == 4401


async def test_A09_a_password_change_closes_every_session(thread_server, document, person):
    user = await in_thread(person, "writer-1")
    cookies = [await in_thread(session_cookie, user) for _ in range(2)]
    async with (
        Editor(thread_server, document.pk, cookies[0]) as one,
        Page(thread_server, "user", cookies[1]) as two,
    ):

        def change():
            user.set_password("another-long-password")
            user.save()

        await in_thread(change)
        assert await one.until_closed() == 4401
        await two.until(lambda: two.close_code == 4401)


async def test_A09_a_deactivated_person_is_out(thread_server, document, person):
    user = await in_thread(person, "writer-1")
    async with Editor(thread_server, document.pk, await in_thread(session_cookie, user)) as editor:

        def deactivate():
            user.is_active = False
            user.save()

        await in_thread(deactivate)
        assert await editor.until_closed() == 4401


@pytest.mark.parametrize("header", ["", "sessionid=", "sessionid=unknown", 'sessionid=é"; x', "other=1"])
async def test_A09_nobody_signed_in_is_told_so_after_the_handshake(thread_server, document, header):
    editor = Editor(thread_server, document.pk, header)
    await editor.join()
    assert await editor.until_closed() == 4401
    assert editor.received == []


async def test_an_outsider_cannot_tell_a_document_from_one_that_does_not_exist(thread_server, document, cookie):
    outsider = await in_thread(cookie, "outsider")
    codes = set()
    for name in (document.pk, "11111111-1111-4111-8111-111111111111", "nonsense"):
        editor = await Editor(thread_server, name, outsider).join()
        codes.add(await editor.until_closed())
        assert editor.received == []
    assert codes == {4404}


# A13: read-only


def deletion_only(editor):
    client, clock = next(iter(yprotocol.decode_state_vector(editor.doc.get_state()).items()))
    return b"\x00" + uint(1) + uint(client) + uint(1) + uint(0) + uint(min(clock, 3))


async def test_A13_a_reader_can_neither_insert_nor_delete_by_any_message(thread_server, document, cookie):
    reader_cookie, writer_cookie = await in_thread(cookie, "reader-1"), await in_thread(cookie, "writer-1")
    async with (
        Editor(thread_server, document.pk, reader_cookie) as reader,
        Editor(thread_server, document.pk, writer_cookie) as writer,
    ):
        await reader.send_update(deletion_only(reader))
        await reader.until(lambda: reader.told("read-only"))
        reader.notices.clear()

        await reader.insert(0, "intrus ")
        await reader.until(lambda: reader.told("read-only"))
        reader.notices.clear()

        await reader.send(yprotocol.sync_step2(reader.doc.get_update()))
        await reader.until(lambda: reader.told("read-only"))
        reader.notices.clear()

        update = reader.doc.get_update()
        await reader.send(uint(yprotocol.AWARENESS) + sized(yprotocol.sync_update(update)))
        await reader.until(lambda: reader.told("malformed"))

        # It stays, hears the others, and was acknowledged nothing.
        await writer.insert(0, "écrit ")
        await reader.until(lambda: "écrit " in reader.words)
        assert reader.durable == 0
        assert reader.close_code is None
    assert await text_of(document) == "écrit Texte commun.\n"


async def test_A13_a_stock_reader_that_only_answers_the_server_is_never_closed(thread_server, document, cookie):
    reader_cookie, writer_cookie = await in_thread(cookie, "reader-1"), await in_thread(cookie, "writer-1")
    async with (
        Editor(thread_server, document.pk, writer_cookie) as writer,
        Editor(thread_server, document.pk, reader_cookie) as reader,
    ):
        await writer.delete(0, 6)
        await reader.until(lambda: reader.words == "commun.\n")
        for _ in range(REFUSALS_BEFORE_CLOSE * 2):
            await reader.send(yprotocol.sync_step2(reader.doc.get_update()))
        await writer.insert(0, "x")
        await reader.until(lambda: reader.words.startswith("x"))
        assert reader.close_code is None
        assert not reader.told("read-only")


async def test_A13_repetition_closes(thread_server, document, cookie):
    async with Editor(thread_server, document.pk, await in_thread(cookie, "reader-1")) as reader:
        for _ in range(REFUSALS_BEFORE_CLOSE + 1):
            reader.text.insert(0, "x")
        await reader.flush()
        assert await reader.until_closed() == 4403
    assert await text_of(document) == "Texte commun.\n"


# A14: client ids


def forged(client, clock, words):
    """An insertion at the beginning under `client`."""
    data = words.encode()
    return uint(1) + uint(1) + uint(client) + uint(clock) + b"\x04\x01" + sized(b"body") + sized(data) + b"\x00"


async def test_A14_structs_under_another_s_client_id_are_refused_in_band(thread_server, document, cookie):
    victim_cookie, thief_cookie = await in_thread(cookie, "writer-1"), await in_thread(cookie, "writer-2")
    async with (
        Editor(thread_server, document.pk, victim_cookie) as victim,
        Editor(thread_server, document.pk, thief_cookie) as thief,
    ):
        await victim.insert(0, "à moi ")
        await victim.until_saved()
        await thief.until(lambda: thief.words.startswith("à moi "))
        await thief.send_update(forged(victim.doc.client_id, 6, "volé "))
        await thief.until(lambda: thief.told("client-id"))
        await thief.send(yprotocol.sync_step2(forged(victim.doc.client_id, 6, "volé ")))
        assert thief.close_code is None

        # The victim's next words are still the victim's, and both copies agree.
        await victim.insert(0, "toujours ")
        await victim.until_saved()
        await thief.until(lambda: thief.words == victim.words)
        assert thief.durable == 0

        for _ in range(REFUSALS_BEFORE_CLOSE + 1):
            await thief.send_update(forged(victim.doc.client_id, 20, "volé "))
        assert await thief.until_closed() == 4403
    assert "volé" not in await text_of(document)

    def owners():
        binding = ClientBinding.objects.get(document=document, client=victim.doc.client_id)
        rows = Update.objects.filter(document=document, sequence__gt=2).values_list("user_id", flat=True)
        return binding.user_id, set(rows)

    owner, writers = await in_thread(owners)
    assert writers == {owner}


async def test_A14_the_server_s_own_client_ids_are_nobody_s(thread_server, document, cookie):
    server_client = await in_thread(
        lambda: ClientBinding.objects.filter(document=document).values_list("client", flat=True).get()
    )
    async with Editor(thread_server, document.pk, await in_thread(cookie, "writer-1")) as editor:
        await editor.send_update(forged(server_client, 100, "x"))
        await editor.until(lambda: editor.told("client-id"))


async def test_A14_a_person_s_older_client_ids_are_theirs(thread_server, document, cookie):
    own = await in_thread(cookie, "writer-1")
    async with Editor(thread_server, document.pk, own) as before:
        await before.insert(0, "avant ")
        await before.until_saved()
        before.text.insert(0, "hors ligne ")  # typed after the connection was lost
    async with Editor(thread_server, document.pk, own) as after:
        await after.send_update(before.doc.get_update(after.doc.get_state()))
        await after.until_saved()
    assert await text_of(document) == "hors ligne avant Texte commun.\n"


# A16, A17, A18: what does not fit


async def test_A16_the_same_clock_with_other_content_is_refused_and_a_replay_changes_nothing(
    thread_server, document, cookie
):
    own = await in_thread(cookie, "writer-1")
    async with Editor(thread_server, document.pk, own) as one, Editor(thread_server, document.pk, own) as two:
        await one.send_update(forged(77, 0, "un"))
        await one.until_saved()
        await two.send_update(forged(77, 0, "xx"))
        await two.until(lambda: two.told("conflict"))
        await two.send_update(forged(77, 0, "xxx"))
        await two.until(lambda: sum(n.get("reason") == "conflict" for n in two.notices) == 2)
        await one.send_update(forged(77, 0, "un"))
        await one.until_saved()
        assert two.durable == 0
    assert (await text_of(document)).count("un") == 2  # with that of "commun"
    assert "xx" not in await text_of(document)


HOSTILE = {
    "truncated": forged(5, 0, "abc")[:-3],
    "trailing bytes": forged(5, 0, "abc") + b"\x00",
    "a clock gap": forged(5, 10, "abc"),
    "clock 2^53": forged(5, 2**53 - 1, "abc"),
    "clock 2^62": b"\x01\x01\x05" + b"\xff" * 8 + b"\x7f" + b"\x04\x01\x04body\x01a\x00",
    "a million clients": uint(10**6) + b"\x01\x05\x00\x04\x01\x04body\x01a",
    "a million structs": b"\x01" + uint(10**6) + b"\x05\x00\x04\x01\x04body\x01a",
    "a billion deleted": b"\x00\x01\x05\x01\x00" + uint(10**9),
    "not UTF-8": b"\x01\x01\x05\x00\x04\x01\x04body\x02\xff\xff\x00",
    "another root": b"\x01\x01\x05\x00\x04\x01\x04evil\x01a\x00",
    "a nested type": b"\x01\x01\x05\x00\x07\x01\x04body\x02\x00",
    "an embed": b"\x01\x01\x05\x00\x05\x01\x04body" + sized(b'{"image":"x"}') + b"\x00",
    "a zero character": forged(5, 0, "a\0b"),
    "an attribute that is no JSON": b"\x01\x01\x05\x00\x06\x01\x04body" + sized(b"bold") + sized(b"NaN") + b"\x00",
    "an attribute too long": b"\x01\x01\x05\x00\x06\x01\x04body"
    + sized(b"link")
    + sized(b'"%s"' % (b"x" * 5000))
    + b"\x00",
    "an origin that is not there": b"\x01\x01\x05\x00\x84\x63\x07\x01a\x00",
    "nothing": b"",
}


@pytest.mark.parametrize("update", HOSTILE.values(), ids=HOSTILE.keys())
async def test_A17_a_damaged_update_is_refused_without_acknowledgement(thread_server, document, cookie, update):
    async with Editor(thread_server, document.pk, await in_thread(cookie, "writer-1")) as editor:
        await editor.send_update(update)
        await editor.until(lambda: any(notice["type"] == "refused" for notice in editor.notices))
        await editor.insert(0, "sain ")
        await editor.until(lambda: any(notice["type"] == "at" for notice in editor.notices))
        # Written, and not counted: what is acknowledged is always the first n.
        assert editor.durable == 0
    assert await text_of(document) == "sain Texte commun.\n"


async def test_A17_half_a_character_cannot_be_deleted(thread_server, document, cookie):
    """Yjs would show U+FFFD where yrs shows nothing: copies would differ for ever."""
    async with Editor(thread_server, document.pk, await in_thread(cookie, "writer-1")) as editor:
        await editor.send_update(forged(9, 0, "a😀b"))
        await editor.until_saved()
        await editor.send_update(b"\x00\x01\x09\x01\x01\x01")
        await editor.until(lambda: editor.told("split-character"))
        await editor.send_update(b"\x01\x01\x0a\x00\xc4\x09\x01\x09\x02\x01x\x00")
        await editor.until(lambda: sum(n.get("reason") == "split-character" for n in editor.notices) == 2)
    assert "a😀b" in await text_of(document)


async def test_A18_too_large_or_too_much_is_refused_with_a_reason(thread_server, document, cookie):
    own = await in_thread(cookie, "writer-1")
    async with Editor(thread_server, document.pk, own) as editor:
        await editor.send_update(forged(5, 0, "x" * 2_000_000))
        assert await editor.until_closed() == 4413
    async with Editor(thread_server, document.pk, own) as editor:
        await editor.send_update(forged(6, 0, "x" * 900_000))
        await editor.until_saved()
        await editor.send_update(forged(7, 0, "y" * 500_000))
        await editor.until(lambda: editor.told("document-full"))
        assert editor.close_code is None
    assert "y" not in await text_of(document)


async def test_A18_a_flood_is_closed_and_the_text_is_intact(thread_server, document, cookie):
    async with (
        Editor(thread_server, document.pk, await in_thread(cookie, "writer-1")) as flood,
        Editor(thread_server, document.pk, await in_thread(cookie, "writer-2")) as neighbour,
    ):
        try:
            for clock in range(5000):
                await flood.send(yprotocol.sync_update(forged(5, clock, "x")))
        except Exception as error:
            assert type(error).__name__.startswith("ConnectionClosed")
        assert await flood.until_closed() == 4429
        await neighbour.insert(0, "voisin ")
        await neighbour.until_saved()
        await neighbour.until(lambda: neighbour.words.startswith("voisin ") or "voisin " in neighbour.words)
    state = await in_thread(documents.read_state, document.pk)
    assert "voisin " in state.text and state.text.endswith("Texte commun.\n")


# A19: awareness


async def test_A19_names_come_from_the_server_and_only_positions_from_the_browser(thread_server, document, cookie):
    position = {"type": None, "tname": "body", "item": {"client": 1, "clock": 2}, "assoc": 0}
    state = {
        "user": {"name": "<script>alert(1)</script>", "partner": "Ministère", "color": "url(x)"},
        "cursor": {"anchor": position, "head": {**position, "evil": "x" * 1000}},
        "extra": "x" * 1000,
    }
    async with (
        Editor(thread_server, document.pk, await in_thread(cookie, "writer-1")) as liar,
        Editor(thread_server, document.pk, await in_thread(cookie, "writer-2")) as other,
    ):
        await liar.send(yprotocol.encode_awareness([yprotocol.Presence(liar.doc.client_id, 1, state)]))
        await other.until(lambda: liar.doc.client_id in other.awareness)
        seen = other.awareness[liar.doc.client_id]
        assert seen["user"]["name"] == "writer-1"
        assert seen["user"]["partner"] == "Partenaire <b>"
        kept = {"tname": "body", "item": {"client": 1, "clock": 2}, "assoc": 0}
        assert seen["cursor"] == {"anchor": kept, "head": kept}
        assert set(seen) == {"user", "cursor"}

        # Nobody speaks for somebody else, and nobody has two cursors.
        await other.send(yprotocol.encode_awareness([yprotocol.Presence(other.doc.client_id, 1, {})]))
        await other.send(
            yprotocol.encode_awareness(
                [yprotocol.Presence(liar.doc.client_id, 9, None), yprotocol.Presence(12345, 1, {})]
            )
        )
        await other.send(uint(yprotocol.QUERY_AWARENESS))
        await other.until(lambda: other.doc.client_id in other.awareness)
        assert other.awareness[liar.doc.client_id] is not None
        assert 12345 not in other.awareness
    async with Editor(thread_server, document.pk, await in_thread(cookie, "writer-3")) as late:
        await late.send(uint(yprotocol.QUERY_AWARENESS))
        await late.insert(0, "x")
        await late.until_saved()
        assert late.awareness == {}


# A22: rights that end while one types


async def test_A22_a_right_that_ends_while_typing_makes_the_connection_read_only(thread_server, document, person):
    user = await in_thread(person, "writer-1")
    async with Editor(thread_server, document.pk, await in_thread(session_cookie, user)) as editor:
        await editor.insert(0, "avant ")
        await editor.until_saved()

        def demote():
            type(user).objects.filter(pk=user.pk).update(email="reader-1@example.org")
            recheck(user_id=user.pk)

        await in_thread(demote)
        await editor.until(lambda: any(notice.get("write") is False for notice in editor.notices))
        saved = editor.durable
        await editor.insert(0, "après ")
        await editor.until(lambda: editor.told("read-only"))
        assert editor.durable == saved
        assert editor.words.startswith("après avant ")  # kept where it was typed
        assert await text_of(document) == "avant Texte commun.\n"

        # Given back, what was typed meanwhile is asked for and saved.
        def promote():
            type(user).objects.filter(pk=user.pk).update(email="writer-1@example.org")
            recheck(document_id=document.pk)

        await in_thread(promote)
        await editor.until_saved()
    assert await text_of(document) == "après avant Texte commun.\n"


async def test_A22_a_reading_right_that_ends_closes(thread_server, document, person):
    user = await in_thread(person, "reader-1")
    own = await in_thread(session_cookie, user)
    async with Editor(thread_server, document.pk, own) as editor, Page(thread_server, "test-1", own) as page:
        await page.until(lambda: page.frames)  # it is in: before that it would be told 4404

        def exclude():
            type(user).objects.filter(pk=user.pk).update(email="outsider@example.org")
            recheck(document_id=document.pk)
            recheck(room="test-1")

        await in_thread(exclude)
        assert await editor.until_closed() == 4403
        await page.until(lambda: page.close_code == 4403)


async def test_A22_a_text_that_is_frozen_while_one_types_tells_it(thread_server, document, cookie):
    async with Editor(thread_server, document.pk, await in_thread(cookie, "writer-1")) as editor:
        await in_thread(documents.set_writable, document.pk, False)
        await editor.until(lambda: any(notice.get("frozen") is True for notice in editor.notices))
        await editor.insert(0, "après ")
        await editor.until(lambda: editor.told("read-only"))
        await in_thread(documents.set_writable, document.pk, True)
        await editor.until_saved()
    assert await text_of(document) == "après Texte commun.\n"


async def test_A22_freezing_while_three_people_type_freezes_exactly_what_was_acknowledged(
    thread_server, document, cookie
):
    editors = [Editor(thread_server, document.pk, await in_thread(cookie, f"writer-{n}")) for n in range(3)]
    for editor in editors:
        await editor.join()
        await editor.until(editor.synced.is_set)
    marks = {}

    async def type_on(number, editor):
        marks[number] = []
        for count in range(60):
            marks[number].append(f"<{number}.{count}>")
            await editor.insert(0, marks[number][-1])
            await asyncio.sleep(0.003)

    from django.db import transaction

    def freeze():
        with transaction.atomic():
            documents.set_writable(document.pk, False)
            return documents.read_state(document.pk)

    typing = [asyncio.create_task(type_on(*pair)) for pair in enumerate(editors)]
    await asyncio.sleep(0.1)
    frozen = await in_thread(freeze)
    await asyncio.gather(*typing, return_exceptions=True)
    await asyncio.gather(*(editor.until(lambda editor=editor: editor.told("read-only")) for editor in editors))
    for number, editor in enumerate(editors):
        assert 0 < editor.durable < 60
        for mark in marks[number][: editor.durable]:
            assert mark in frozen.text
        for mark in marks[number][editor.durable :]:
            assert mark not in frozen.text
        await editor.leave()
    assert await text_of(document) == frozen.text


# Rooms of pages


async def test_a_room_takes_only_small_frames_and_few(thread_server, cookie):
    own = await in_thread(cookie, "writer-1")
    async with Page(thread_server, "test-1", own) as page:
        await page.send({"type": "typing", "where": "x" * 3000})
        await page.until(lambda: page.close_code == 4413)
    async with Page(thread_server, "test-1", own) as page:
        for _ in range(200):
            await page.send({"type": "ping"})
        await page.until(lambda: page.close_code == 4429)


@pytest.mark.parametrize("name", ["unknown-1", "test-../x", "test-" + "1" * 200, "user-1", "TEST-1"])
async def test_a_room_that_is_none_of_ours_is_not_found(thread_server, cookie, name):
    async with Page(thread_server, name, await in_thread(cookie, "writer-1")) as page:
        await page.until(lambda: page.close_code == 4404)
        assert page.frames == []


async def test_an_address_that_is_none_of_ours_is_not_found(thread_server, transactional_db):
    async with connect(f"{thread_server.ws_url}/ws/elsewhere", origin=thread_server.url) as socket:
        await socket.wait_closed()
        assert socket.close_code == 4404


async def test_frames_that_say_nothing_are_passed_over(thread_server, cookie):
    async with Page(thread_server, "test-1", await in_thread(cookie, "writer-1")) as page:
        for frame in ("[]", "1", "{", '{"type":[]}', '{"type":"typing","where":{"a":1}}', "[" * 1500):
            await page.socket.send(frame)
        await page.send({"type": "ping"})
        await page.until(lambda: page.of("pong"))
        assert json.loads(page.raw[0])["type"] == "welcome"


def test_the_forged_update_is_one_that_yjs_would_take():
    doc = Doc()
    text = doc.get("body", type=Text)
    doc.apply_update(forged(5, 0, "é"))
    assert str(text) == "é"
