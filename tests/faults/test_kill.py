"""kill -9 while people type: every acknowledged word is found again, and all copies end the same."""

import asyncio
import random
import time

import pytest
from asgiref.sync import sync_to_async
from websockets.exceptions import WebSocketException

from realtime import documents
from tests.faults.typists import Typist
from tests.live import session_cookie
from tests.realtime.client import Editor
from tests.thorough import tries

KILLS = tries(3, 10)
EDITORS = 3


async def test_kill_9_loses_nothing_that_was_acknowledged(own_server, person):
    def prepare():
        document = documents.create_document(kind="test", ops=[{"insert": "Début."}])
        return document, [session_cookie(person(f"writer-{number}")) for number in range(EDITORS)]

    document, cookies = await sync_to_async(prepare)()
    typists = [Typist(own_server, document.pk, cookie, number=number) for number, cookie in enumerate(cookies)]
    stop = asyncio.Event()
    typing = [asyncio.create_task(typist.type_until(stop)) for typist in typists]
    for _ in range(KILLS):
        await asyncio.sleep(0.3 + random.random())
        await asyncio.to_thread(own_server.kill)
        # Asked once the server is dead: a join that came late after the kill before is not taken for the next one.
        joins = [typist.joins for typist in typists]
        await asyncio.to_thread(own_server.restart)
        async with asyncio.timeout(30):
            while any(typist.joins <= before for typist, before in zip(typists, joins, strict=True)):
                await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*typing)

    async with Editor(own_server, document.pk, cookies[0]) as fresh:
        for typist in typists:
            await fresh.until(lambda typist=typist: all(mark in fresh.words for mark in typist.acknowledged))
            assert typist.acknowledged, "nothing was acknowledged between two kills"
            await typist.until(lambda typist=typist: typist.words == fresh.words)
        # Nothing stands there twice, and what was typed without an answer came with the reconnection.
        for typist in typists:
            for count in range(typist.typed):
                assert fresh.words.count(f"<{typist.number}.{count}>") == 1
        state = await sync_to_async(documents.read_state)(document.pk)
        assert state.text == fresh.words
    for typist in typists:
        await typist.leave()


@pytest.mark.parametrize("moment", range(KILLS))
async def test_the_log_alone_holds_every_acknowledged_word_after_kill_9(own_server, person, moment):
    def prepare():
        document = documents.create_document(kind="test", ops=[{"insert": "Début."}])
        return document, session_cookie(person("writer-1"))

    document, cookie = await sync_to_async(prepare)()
    editor = await Editor(own_server, document.pk, cookie).join()
    await editor.until(editor.synced.is_set)
    killing = None
    marks = []
    while editor.close_code is None:
        if killing is None and editor.durable:  # before that there would be nothing to find again
            killing = asyncio.create_task(asyncio.to_thread(_kill_later, own_server, random.random() * 0.4))
        marks.append(f"<{len(marks)}>")
        try:
            await editor.insert(0, marks[-1])
        except (OSError, WebSocketException):
            break
        await asyncio.sleep(0)
    assert killing is not None
    await killing
    await editor.until_closed()
    text = (await sync_to_async(documents.read_state)(document.pk)).text
    for mark in marks[: editor.durable]:
        assert mark in text


def _kill_later(server, seconds):
    time.sleep(seconds)
    server.kill()
