"""A shared document over real sockets: what is acknowledged is in the log, what is refused is told."""

import asyncio
import gc
import weakref

import pytest
from asgiref.sync import sync_to_async
from pycrdt import Doc, Text

from realtime import documents, yprotocol
from realtime.models import ClientBinding, Update
from tests.live import session_cookie
from tests.realtime.client import Editor


def start(words="Bonjour."):
    return documents.create_document(kind="test", ops=[{"insert": words}])


@pytest.fixture
def scene(live_server_process, person):
    """A server, a document and two writers' cookies."""
    document = start()
    return live_server_process, document, session_cookie(person("writer-1")), session_cookie(person("writer-2"))


read_state = sync_to_async(documents.read_state, thread_sensitive=True)


async def test_what_one_writes_is_seen_by_the_other_and_acknowledged(scene):
    server, document, first, second = scene
    async with Editor(server, document.pk, first) as one, Editor(server, document.pk, second) as two:
        assert one.words == "Bonjour.\n"
        await one.insert(7, " à tous 😀")
        await one.until_saved()
        await two.until(lambda: two.words == "Bonjour à tous 😀.\n")
        await two.delete(0, 3)
        await two.until_saved()
        await one.until(lambda: one.words == two.words)
    state = await read_state(document.pk)
    assert state.text == "jour à tous 😀.\n"
    assert state.sequence == 4
    rows = await sync_to_async(lambda: list(Update.objects.values_list("user_id", "capacity").order_by("sequence")))()
    assert [capacity.partition(":")[0] for _, capacity in rows] == ["server", "server", "test", "test"]
    assert rows[2][0] != rows[3][0]


async def test_a_stock_connection_hears_neither_acknowledgements_nor_notices(scene):
    server, document, first, _ = scene
    async with Editor(server, document.pk, first, ack=False) as one:
        await one.insert(0, "x")
        await one.insert(1, "y")
        await one.send(yprotocol.sync_step1(b"\x00"))
        await asyncio.sleep(0.3)
        assert {message[0] for message in one.received} <= {yprotocol.SYNC, yprotocol.AWARENESS}
    assert (await read_state(document.pk)).text.startswith("xy")


async def test_an_update_without_its_predecessor_is_asked_for_again_and_then_saved(scene):
    server, document, first, _ = scene
    async with Editor(server, document.pk, first) as one:
        one.text.insert(0, "a")
        one.text.insert(1, "b")
        _lost, later = one._unsent
        one._unsent.clear()
        await one.send_update(later)
        await one.until(lambda: one.told("gap"))
        await one.until_saved()
    assert (await read_state(document.pk)).text == "abBonjour.\n"


async def test_the_text_always_ends_in_a_line_end(scene):
    server, document, first, second = scene
    async with Editor(server, document.pk, first) as one, Editor(server, document.pk, second) as two:
        await one.delete(0, len(one.words))
        await one.until(lambda: one.words == "\n")
        await two.until(lambda: two.words == "\n")
    state = await read_state(document.pk)
    assert state.ops == [{"insert": "\n", "attributes": {"b": "p"}}]


async def test_two_first_comers_at_the_same_moment_both_hear_and_are_heard(scene):
    server, document, first, second = scene
    one, two = Editor(server, document.pk, first), Editor(server, document.pk, second)
    await asyncio.gather(one.join(), two.join())
    await one.until(one.synced.is_set)
    await two.until(two.synced.is_set)
    await one.insert(0, "1")
    await two.insert(0, "2")
    await one.until(lambda: "2" in one.words)
    await two.until(lambda: "1" in two.words)
    await one.leave()
    await two.leave()


async def test_an_edit_on_the_server_reaches_open_editors(scene):
    server, document, first, _ = scene
    async with Editor(server, document.pk, first) as one:
        # Another process without a layer between them: the room hears of it with its next commit.
        await sync_to_async(documents.edit)(document.pk, actor=None, ops=[{"insert": "Serveur. "}])
        await one.insert(len(one.words) - 1, "!")
        await one.until(lambda: one.words == "Serveur. Bonjour.!\n")
        await one.until_saved()


async def test_a_frozen_document_refuses_and_says_so_and_opens_again(scene):
    server, document, first, _ = scene
    async with Editor(server, document.pk, first) as one:
        await sync_to_async(documents.set_writable)(document.pk, False)
        await one.insert(0, "trop tard ")
        await one.until(lambda: one.told("read-only"))
        assert one.durable == 0
        assert (await read_state(document.pk)).text == "Bonjour.\n"


async def test_a_kind_that_refuses_a_change_undoes_it_and_nothing_else(scene):
    server, document, first, second = scene
    other = await sync_to_async(start)("Autre.")
    async with Editor(server, document.pk, first) as one, Editor(server, other.pk, second) as two:
        await one.insert(0, "POISON")
        await two.insert(0, "sain ")
        await two.until_saved()
        await one.until(lambda: any(notice["type"] == "not-saved" for notice in one.notices))
    assert (await read_state(document.pk)).text == "Bonjour.\n"
    assert (await read_state(other.pk)).text == "sain Autre.\n"


async def test_twenty_at_once_converge(scene, person):
    server, document, _, _ = scene
    cookies = [await sync_to_async(lambda n=n: session_cookie(person(f"writer-m{n}")))() for n in range(3)]
    editors = [Editor(server, document.pk, cookies[n % 3]) for n in range(20)]
    await asyncio.gather(*(editor.join() for editor in editors))
    for editor in editors:
        await editor.until(editor.synced.is_set)

    async def type_some(number, editor):
        for count in range(5):
            await editor.insert(0, f"<{number}.{count}>")
            await asyncio.sleep(0.01)
        await editor.until_saved()

    await asyncio.gather(*(type_some(*pair) for pair in enumerate(editors)))
    marks = [f"<{number}.{count}>" for number in range(20) for count in range(5)]
    for editor in editors:
        await editor.until(lambda editor=editor: all(mark in editor.words for mark in marks))
    assert len({editor.words for editor in editors}) == 1
    assert (await read_state(document.pk)).text == editors[0].words
    for editor in editors:
        await editor.leave()


async def test_client_ids_are_bound_before_their_first_update_counts(scene):
    server, document, first, _ = scene
    async with Editor(server, document.pk, first) as one:
        await one.insert(0, "x")
        await one.until_saved()
        binding = await sync_to_async(ClientBinding.objects.get)(document=document, client=one.doc.client_id)
        assert binding.capacity == f"test:{binding.user_id}"


async def test_words_of_an_earlier_window_are_its_writers_alone(scene):
    """A browser that was closed offline brings client ids of before: its person's own, or nobody's yet."""
    server, document, first, second = scene
    async with Editor(server, document.pk, first) as one:
        await one.insert(0, "avant ")
        await one.until_saved()
    known, new = Doc(client_id=one.doc.client_id), Doc(client_id=71)
    for earlier in (known, new):
        earlier.apply_update(one.doc.get_update())
        earlier.get("body", type=Text).insert(0, f"({earlier.client_id}) ")
    async with Editor(server, document.pk, second) as thief:
        await thief.send_update(known.get_update(one.doc.get_state()))
        await thief.until(lambda: thief.told("client-id"))
        assert "(" not in thief.words
    async with Editor(server, document.pk, first) as later:
        for earlier in (known, new):
            await later.send_update(earlier.get_update(one.doc.get_state()))
        await later.until_saved()
    async with Editor(server, document.pk, second) as reader:
        await reader.until(lambda: f"({one.doc.client_id})" in reader.words and "(71)" in reader.words)
    owners = ClientBinding.objects.filter(document=document, client__in=[one.doc.client_id, 71])
    assert len({owner async for owner in owners.values_list("user_id", flat=True)}) == 1


async def test_people_who_come_and_go_at_the_same_moment_are_always_in_one_room(scene):
    server, document, first, second = scene

    async def come_and_go(cookie):
        for _ in range(6):
            async with Editor(server, document.pk, cookie) as passing:
                await passing.insert(0, ".")

    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(come_and_go(first))
    async with Editor(server, document.pk, first) as one, Editor(server, document.pk, second) as two:
        await one.insert(0, "ensemble ")
        await two.until(lambda: two.words.startswith("ensemble "))
        assert one.words == two.words


async def test_a_room_that_everybody_left_keeps_no_copy(thread_server, person):
    from realtime import floor

    document = await sync_to_async(start)()
    cookie = await sync_to_async(lambda: session_cookie(person("writer-1")))()
    async with Editor(thread_server, document.pk, cookie) as one:
        await one.insert(0, "x")
        await one.until_saved()
        (room,) = (room for room in floor._Process.floor._rooms.values() if room.group == f"document.{document.pk}")
        copy = weakref.ref(room._replica)
        assert copy() is not None
    gc.disable()
    try:
        async with asyncio.timeout(10):
            while copy() is not None:
                await asyncio.sleep(0.05)
    finally:
        gc.enable()
    assert room.is_idle
