"""A disk that takes nothing more while people type: nothing is acknowledged, all is read, writing resumes by itself."""

import asyncio
import resource
import sys

import pytest
from django.db import connection

from tests.faults.typists import Scene
from tests.realtime.client import Editor
from tests.server import LiveServer
from tests.thorough import tries

TIMES = tries(1, 10)

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits the files of another process"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="what PostgreSQL writes is written by its own processes"),
]


@pytest.fixture
def server(transactional_db):
    with LiveServer(processes=1, environment={"REDIS_URL": ""}) as server:
        yield server


def limit(server, octets):
    """No file of the server's may be written at or beyond `octets`: each write fails, as on a full disk."""
    hard = resource.RLIM_INFINITY
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (octets, hard))


async def test_F04_typing_goes_on_after_a_full_disk_and_nothing_acknowledged_is_lost(server, person):
    async with Scene([server], person, 3) as scene:
        for _ in range(TIMES):
            limit(server, 0)
            told = [len(typist.notices) for typist in scene.typists]
            for typist, before in zip(scene.typists, told, strict=True):
                await typist.until(
                    lambda typist=typist, before=before: any(
                        notice["type"] == "not-saved" for notice in typist.notices[before:]
                    ),
                    30,
                )
            async with Editor(server, scene.document, scene.typists[0].cookie) as reader:
                assert "Début." in reader.words
            saved = [(typist.joins, typist.durable) for typist in scene.typists]
            await asyncio.sleep(1)
            for typist, (joins, durable) in zip(scene.typists, saved, strict=True):
                assert typist.durable <= (durable if typist.joins == joins else 0), "acknowledged, and not written"
            limit(server, resource.RLIM_INFINITY)
            await scene.all_saved_more(within=20)
        await scene.end()
