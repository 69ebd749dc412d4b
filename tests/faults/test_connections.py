"""Connections that are neither alive nor closed, clients that read nothing, and many that come in one instant."""

import asyncio
import dataclasses
import time

import pytest
from asgiref.sync import sync_to_async

from realtime import documents, yprotocol
from realtime.models import Update
from tests.faults.services import Wire
from tests.live import session_cookie
from tests.realtime.client import Editor
from tests.thorough import TIMES, tries

GONE_WITHIN = 45.0
ROUNDS = tries(5, 100)


def in_thread(call, *args, **kwargs):
    return sync_to_async(call, thread_sensitive=True)(*args, **kwargs)


@pytest.fixture
def document(transactional_db):
    return documents.create_document(kind="test", ops=[{"insert": "Texte."}])


@pytest.fixture
def cookie(person):
    return lambda name: in_thread(lambda: session_cookie(person(name)))


@dataclasses.dataclass
class Through:
    """A server as it is reached over a wire."""

    wire: Wire

    @property
    def url(self):
        return f"http://127.0.0.1:{self.wire.own_port}"

    @property
    def ws_url(self):
        return f"ws://127.0.0.1:{self.wire.own_port}"


@pytest.mark.skipif(not TIMES, reason="waits for a peer that vanished to be given up: CONSULT_THOROUGH=1")
async def test_F14_who_vanished_without_a_word_is_gone_and_comes_back_with_one_exchange(
    live_server_process, document, cookie
):
    server = live_server_process
    with Wire(server.port) as wire:
        vanishing = await Editor(Through(wire), document.pk, await cookie("writer-1")).join()
        await vanishing.until(vanishing.synced.is_set)
        async with Editor(server, document.pk, await cookie("writer-2")) as other:
            await vanishing.send(yprotocol.encode_awareness([yprotocol.Presence(vanishing.doc.client_id, 1, {})]))
            await other.until(lambda: other.awareness.get(vanishing.doc.client_id) is not None)
            wire.cut()
            cut = time.monotonic()
            await vanishing.insert(0, "hors ligne ")
            await other.insert(0, "pendant ce temps ")
            await other.until(lambda: other.awareness[vanishing.doc.client_id] is None, GONE_WITHIN + 15)
            assert time.monotonic() - cut < GONE_WITHIN + 10
            assert "hors ligne" not in other.words
            wire.heal()
            await vanishing.until_closed()
            await vanishing.join()
            await vanishing.until(lambda: any(notice["type"] == "synced" for notice in vanishing.notices))
            await other.until(lambda: other.words == vanishing.words)
            assert "hors ligne " in other.words
            assert "pendant ce temps " in other.words
            await vanishing.leave()


async def test_F13_who_reads_nothing_slows_nobody_and_reads_all_afterwards(own_server, document, cookie):
    async with (
        Editor(own_server, document.pk, await cookie("writer-1")) as one,
        Editor(own_server, document.pk, await cookie("reader-1")) as two,
    ):
        deaf = [await Editor(own_server, document.pk, await cookie(f"writer-{9 + n}")).join() for n in range(5)]
        for editor in deaf:
            await editor.until(editor.synced.is_set)
            editor._socket.transport.pause_reading()
        for number in range(40):
            await one.insert(0, f"<{number}>" + "x" * 20_000)
            await one.until_saved()
            await asyncio.sleep(0.02)
        await two.until(lambda: two.words == one.words)
        for editor in deaf:
            editor._socket.transport.resume_reading()
        for editor in deaf:
            await editor.until(lambda editor=editor: editor.words == one.words)
            await editor.insert(0, "et j’écris ")
            await editor.until_saved()
            await editor.leave()


async def test_F07_updates_in_any_order_and_twice_are_all_there_in_the_end(live_server_process, document, cookie):
    async with Editor(live_server_process, document.pk, await cookie("writer-1")) as one:
        for word in ("un ", "deux ", "trois ", "quatre "):
            one.text.insert(0, word)
        updates = one._unsent[:]
        one._unsent.clear()
        for update in (updates[3], updates[1], updates[0], updates[0], updates[2], updates[3]):
            await one.send_update(update)
        await one.until_saved()
        async with Editor(live_server_process, document.pk, await cookie("reader-1")) as fresh:
            assert fresh.words == one.words == "quatre trois deux un Texte.\n"


async def test_two_that_open_a_text_in_the_same_instant_at_every_process_both_write(
    live_server_process, person, transactional_db
):
    own = [await in_thread(lambda n=n: session_cookie(person(f"writer-{n}"))) for n in range(4)]
    for _ in range(ROUNDS):
        document = await in_thread(documents.create_document, kind="test", ops=[{"insert": "Neuf."}])
        editors = [Editor(live_server_process, document.pk, cookie) for cookie in own]

        async def begin(number, editor):
            await editor.join()
            await editor.insert(0, f"<{number}>")
            await editor.until_saved()

        await asyncio.gather(*(begin(*pair) for pair in enumerate(editors)))
        for editor in editors:
            await editor.until(lambda editor=editor: all(f"<{n}>" in editor.words for n in range(4)))
            await editor.leave()
        sequences = await in_thread(
            lambda document=document: list(
                Update.objects.filter(document=document).order_by("sequence").values_list("sequence", flat=True)
            )
        )
        assert sequences == list(range(1, len(sequences) + 1))
