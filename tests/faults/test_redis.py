"""The layer between processes restarts, forgets, freezes or is cut off: no edit is lost, all copies end the same."""

import asyncio

import pytest

from tests.faults.services import Redis, Wire
from tests.faults.typists import Scene
from tests.realtime.client import Editor, Page
from tests.server import LiveServer
from tests.thorough import tries

LONG = tries(0, 1) > 0


@pytest.fixture(scope="module")
def redis():
    with Redis() as service:
        yield service


@pytest.fixture(scope="module")
def _pair(redis, django_db_setup):
    environment = {"REDIS_URL": redis.url}
    with (
        LiveServer(processes=1, environment=environment) as left,
        LiveServer(processes=1, environment=environment) as right,
    ):
        yield left, right


@pytest.fixture
def pair(_pair, transactional_db):
    """Two server processes of one installation: its database, and this Redis between them."""
    return _pair


async def restarts(redis):
    await asyncio.to_thread(redis.restart)


async def is_away(redis):
    await asyncio.to_thread(redis.kill)
    await asyncio.sleep(10 if LONG else 3)
    await asyncio.to_thread(redis.start)


async def forgets(redis):
    await asyncio.to_thread(redis.flush)


async def freezes(redis):
    redis.pause()
    await asyncio.sleep(10 if LONG else 3)
    redis.resume()


@pytest.mark.parametrize("fault", [restarts, is_away, forgets, freezes])
async def test_F06_nothing_is_lost_and_copies_are_equal_again(pair, redis, person, fault):
    async with Scene(pair, person, 4) as scene, Page(pair[0], "test-1", scene.typists[0].cookie) as page:
        await page.until(lambda: page.of("welcome"))
        await fault(redis)
        await scene.all_saved_more()
        await scene.end()
        if fault is is_away:
            # What was announced meanwhile is lost: whoever has a page open reads it again.
            await page.until(lambda: page.of("resync"))


async def test_F06_a_text_opens_while_redis_is_away_and_is_equal_in_both_processes(pair, redis, person):
    async with Scene(pair, person, 2) as scene:
        await asyncio.to_thread(redis.kill)
        for server in pair:
            async with Editor(server, scene.document, scene.typists[0].cookie) as late:
                await late.insert(0, "tout de même ")
                await late.until_saved()
        await scene.all_saved_more()
        await scene.end()
        await asyncio.to_thread(redis.start)


@pytest.mark.parametrize("ways", [(), ("there",), ("back",)][: None if LONG else 1], ids=str)
async def test_F09_a_process_cut_off_from_redis_converges_meanwhile_and_after(redis, person, transactional_db, ways):
    with (
        Wire(redis.port) as wire,
        LiveServer(processes=1, environment={"REDIS_URL": f"redis://127.0.0.1:{wire.own_port}/0"}) as cut_off,
        LiveServer(processes=1, environment={"REDIS_URL": redis.url}) as other,
    ):
        async with Scene([cut_off, other], person, 4) as scene:
            wire.cut(*ways)
            await scene.all_saved_more()
            await asyncio.sleep(30 if LONG else 3)
            await scene.all_see_each_other()
            await scene.all_saved_more()
            wire.heal()
            await scene.all_saved_more()
            await scene.end()
