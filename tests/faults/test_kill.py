"""kill -9 while people type: every acknowledged word is found again, and all copies end the same."""

import asyncio
import random
import time

import pytest
from asgiref.sync import sync_to_async
from websockets.exceptions import WebSocketException

from realtime import documents
from tests.faults.typists import Scene
from tests.live import session_cookie
from tests.realtime.client import Editor
from tests.thorough import tries

KILLS = tries(3, 10)


async def test_F01_kill_9_loses_nothing_that_was_acknowledged(own_server, person):
    """Five type, one of them offline now and then and reloaded."""
    async with Scene([own_server], person, 5, wanderers=1) as scene:
        for _ in range(KILLS):
            await asyncio.sleep(0.3 + random.random())
            await asyncio.to_thread(own_server.kill)
            await asyncio.to_thread(own_server.restart)
            await scene.all_saved_more()
        await scene.end()


@pytest.mark.parametrize("moment", range(KILLS))
async def test_F01_the_log_alone_holds_every_acknowledged_word_after_kill_9(own_server, person, moment):
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
