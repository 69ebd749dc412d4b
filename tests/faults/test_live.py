"""Faults of the live floor, by the numbers of the catalogue."""

import asyncio
import contextlib

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from websockets.exceptions import WebSocketException

from realtime import documents, yprotocol
from realtime.models import Update
from tests.live import session_cookie
from tests.realtime.client import Editor, Page


@pytest.fixture
def document(transactional_db):
    return documents.create_document(kind="test", ops=[{"insert": "Texte."}])


@pytest.fixture
def cookie(person):
    return lambda name: in_thread(lambda: session_cookie(person(name)))


def in_thread(call, *args, **kwargs):
    return sync_to_async(call, thread_sensitive=True)(*args, **kwargs)


async def test_F16_the_same_update_sent_five_times_is_one_line_of_the_log(thread_server, document, cookie):
    async with Editor(thread_server, document.pk, await cookie("writer-1")) as one:
        one.text.insert(0, "une fois ")
        update = one._unsent.pop()
        for _ in range(5):
            await one.send_update(update)
        await one.until_saved()
        await one.send(yprotocol.sync_step2(one.doc.get_update()))
        await one.until(lambda: sum(notice["type"] == "synced" for notice in one.notices) >= 2)
        assert one.durable == 5
    assert (await in_thread(documents.read_state, document.pk)).text == "une fois Texte.\n"
    assert await in_thread(Update.objects.filter(document=document, user_id__isnull=False).count) == 1


async def test_F16_the_same_update_of_two_windows_at_once_is_one_line(thread_server, document, cookie):
    own = await cookie("writer-1")
    async with Editor(thread_server, document.pk, own) as one, Editor(thread_server, document.pk, own) as two:
        one.text.insert(0, "une fois ")
        update = one._unsent.pop()
        await asyncio.gather(one.send_update(update), two.send_update(update))
        await one.until_saved()
        await two.until_saved()
    assert await in_thread(Update.objects.filter(document=document, user_id__isnull=False).count) == 1


async def test_F22_sigterm_under_load_commits_what_was_acknowledged_and_tells_everybody_to_come_back(
    own_server, document, cookie
):
    editors = [await Editor(own_server, document.pk, await cookie(f"writer-{n}")).join() for n in range(3)]
    async with Page(own_server, "test-1", await cookie("reader-1")) as page:
        await page.until(lambda: page.of("welcome"))
        marks = {}

        async def type_on(number, editor):
            marks[number] = []
            await editor.until(editor.synced.is_set)
            with contextlib.suppress(WebSocketException):
                while editor.close_code is None:
                    marks[number].append(f"<{number}.{len(marks[number])}>")
                    await editor.insert(0, marks[number][-1])
                    await asyncio.sleep(0.002)

        typing = [asyncio.create_task(type_on(*pair)) for pair in enumerate(editors)]
        while not all(editor.durable for editor in editors):
            await asyncio.sleep(0.01)
        seconds = await asyncio.to_thread(own_server.terminate)
        await asyncio.gather(*typing)
        assert seconds < 10
        assert {await editor.until_closed() for editor in editors} == {1012}
        await page.until(lambda: page.close_code == 1012)
    text = (await in_thread(documents.read_state, document.pk)).text
    for number, editor in enumerate(editors):
        assert all(mark in text for mark in marks[number][: editor.durable])

    # They come back by themselves with all that they hold, once.
    await asyncio.to_thread(own_server.restart)
    for editor in editors:
        await editor.join()
    every = [mark for typed in marks.values() for mark in typed]
    for editor in editors:
        await editor.until(lambda editor=editor: all(editor.words.count(mark) == 1 for mark in every))
        await editor.leave()


async def test_a_commit_that_fails_saves_and_shows_nothing_and_is_made_good_from_the_log(
    thread_server, document, cookie, monkeypatch
):
    failing = True
    real = transaction.Atomic.__exit__

    def exit_(self, kind, value, trace):
        import threading

        if failing and threading.current_thread().name == "commit-log" and len(self_depth()) == 0 and kind is None:
            real(self, RuntimeError, RuntimeError("disk full"), None)
            raise RuntimeError("disk full")
        return real(self, kind, value, trace)

    def self_depth():
        return transaction.get_connection().savepoint_ids

    async with (
        Editor(thread_server, document.pk, await cookie("writer-1")) as one,
        Editor(thread_server, document.pk, await cookie("writer-2")) as two,
    ):
        monkeypatch.setattr(transaction.Atomic, "__exit__", exit_)
        await one.insert(0, "perdu ? ")
        await one.until(lambda: any(notice["type"] == "not-saved" for notice in one.notices))
        assert one.durable == 0
        assert two.words == "Texte.\n"
        failing = False
        await one.until_saved()
        await two.until(lambda: two.words == "perdu ? Texte.\n")
    assert (await in_thread(documents.read_state, document.pk)).text == "perdu ? Texte.\n"


async def test_a_slow_editor_is_skipped_and_catches_up_and_slows_nobody(thread_server, document, cookie):
    async with (
        Editor(thread_server, document.pk, await cookie("writer-1")) as one,
        Editor(thread_server, document.pk, await cookie("writer-2")) as slow,
    ):
        slow._socket.transport.pause_reading()
        for number in range(12):
            await one.insert(0, f"<{number}>" + "x" * 60_000)
            await one.until_saved()
            await asyncio.sleep(0.05)  # within the bytes a second that an editor may send
        slow._socket.transport.resume_reading()
        await slow.until(lambda: slow.words == one.words)
        await slow.insert(0, "de retour ")
        await slow.until_saved()
        await one.until(lambda: one.words == slow.words)
