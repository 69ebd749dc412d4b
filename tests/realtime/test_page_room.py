"""A page's room: everybody gets the same bytes, who reads and who types is seen, who is skipped resynchronises."""

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction

from realtime import hub, page_room, stamps
from realtime.announce import announce, announce_to_user, recheck
from realtime.page_room import PageRoom
from realtime.stamps import stamp_of
from tests.live import session_cookie
from tests.realtime.client import Page


@pytest.fixture
def cookie(person):
    return sync_to_async(lambda name: session_cookie(person(name)), thread_sensitive=True)


async def test_an_announcement_reaches_everybody_with_the_same_bytes_and_the_next_version(thread_server, cookie):
    async with (
        Page(thread_server, "test-1", await cookie("writer-1")) as one,
        Page(thread_server, "test-1", await cookie("reader-1")) as two,
        Page(thread_server, "test-2", await cookie("reader-2")) as elsewhere,
    ):
        for page in (one, two, elsewhere):
            await page.until(lambda page=page: page.of("welcome"))

        def act():
            with transaction.atomic():
                transaction.on_commit(lambda: announce("test-1", {"type": "comment", "html": "<p>Éé 😀</p>"}))
                transaction.on_commit(lambda: announce("test-1", {"type": "comment", "html": "2"}))

        await sync_to_async(act)()
        for page in (one, two):
            await page.until(lambda page=page: len(page.of("comment")) == 2)
        raw = [[frame for frame in page.raw if '"comment"' in frame] for page in (one, two)]
        assert raw[0] == raw[1]
        assert one.of("comment")[0]["html"] == "<p>Éé 😀</p>"
        welcome = one.of("welcome")[0]
        assert [frame["version"] for frame in one.of("comment")] == [welcome["version"] + 1, welcome["version"] + 2]
        assert {frame["epoch"] for frame in one.of("comment")} == {welcome["epoch"]}
        await elsewhere.send({"type": "ping"})
        await elsewhere.until(lambda: elsewhere.of("pong"))
        assert not elsewhere.of("comment")


async def test_every_announcement_changes_the_stamp_that_a_room_gives_at_joining(thread_server, cookie):
    reader = await cookie("reader-1")

    async def at_joining() -> str:
        async with Page(thread_server, "test-stamps", reader) as page:
            await page.until(lambda: page.of("welcome"))
            return page.of("welcome")[0]["stamp"]

    before = stamp_of("test-stamps")
    assert await at_joining() == before == await at_joining()
    # Nobody is in the room, as between a page's drawing and its joining.
    await sync_to_async(announce)("test-elsewhere", {"type": "comment"})
    assert await at_joining() == before
    await sync_to_async(announce)("test-stamps", {"type": "comment"})
    after = await at_joining()
    assert after != before and after == stamp_of("test-stamps")


async def test_what_nobody_hears_is_not_drawn(thread_server, cookie):
    drawn = []

    def message():
        drawn.append(1)
        return {"type": "comment", "html": "drawn"}

    everywhere = bool(settings.REDIS_URL)
    await sync_to_async(announce)("test-1", message)
    assert len(drawn) == everywhere
    async with Page(thread_server, "test-1", await cookie("writer-1")) as page:
        await page.until(lambda: page.of("welcome"))
        await sync_to_async(announce)("test-2", message)
        assert len(drawn) == 2 * everywhere
        await sync_to_async(announce)("test-1", message)
        await page.until(lambda: page.of("comment"))
        assert page.of("comment")[0]["html"] == "drawn" and len(drawn) == 1 + 2 * everywhere


def test_without_a_server_in_this_process_nothing_is_sent(monkeypatch, settings):
    """A command, such as the loading of the demo: its in-memory layer ends with it."""
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    monkeypatch.setattr(hub, "_running", None)
    monkeypatch.setattr(hub, "async_to_sync", lambda _call: pytest.fail("something was sent"))
    before = stamp_of("test-1")
    announce("test-1", lambda: pytest.fail("something was drawn"))
    recheck(user_id=1)
    assert stamp_of("test-1") != before


async def test_a_frame_that_comes_while_the_stamp_is_read_makes_it_read_anew(monkeypatch):
    room = PageRoom.__new__(PageRoom)
    room.name, room.version = "test-1", 0
    given = []

    def stamp(_room):
        given.append(f"stamp {len(given)}")
        if len(given) == 1:
            room.version += 1
        return given[-1]

    monkeypatch.setattr(page_room, "stamp_of", stamp)
    assert await room.stamp() == "stamp 1" and len(given) == 2


def test_a_stamp_that_can_not_be_read_is_like_no_other(monkeypatch):
    class Broken:
        def get(self, *_):
            raise ConnectionError

        set = get

    monkeypatch.setattr(stamps, "caches", {"live": Broken()})
    stamps.change_stamp("test-1")
    assert stamps.stamp_of("test-1") != stamps.stamp_of("test-1")


async def test_who_reads_and_who_types_is_seen_and_who_leaves_is_gone(thread_server, cookie):
    async with Page(thread_server, "test-1", await cookie("writer-1")) as one:
        async with Page(thread_server, "test-1", await cookie("reader-1")) as two:
            names = lambda: {person["name"] for person in (one.of("presence") or [{"present": []}])[-1]["present"]}  # noqa: E731
            await one.until(lambda: names() == {"writer-1", "reader-1"})
            await two.send({"type": "typing", "where": "comment-5"})
            await one.until(lambda: any(p.get("typing") == "comment-5" for p in one.of("presence")[-1]["present"]))
            await two.send({"type": "typing", "where": None})
            await one.until(lambda: not any("typing" in p for p in one.of("presence")[-1]["present"]))
            await two.send({"type": "presence", "away": True})
            await one.until(lambda: names() == {"writer-1"})
            await two.send({"type": "presence", "away": False})
            await one.until(lambda: names() == {"writer-1", "reader-1"})
        await one.until(lambda: names() == {"writer-1"})


async def test_one_s_own_channel_is_one_s_own_in_every_window(thread_server, person):
    first, second = await sync_to_async(lambda: [person("reader-1"), person("reader-2")])()
    cookies = await sync_to_async(lambda: [session_cookie(user) for user in (first, first, second)])()
    async with (
        Page(thread_server, "user", cookies[0]) as one,
        Page(thread_server, "user", cookies[1]) as other_window,
        Page(thread_server, "user", cookies[2]) as somebody_else,
    ):
        for page in (one, other_window, somebody_else):
            await page.until(lambda page=page: page.of("welcome"))
        await sync_to_async(announce_to_user)(first.pk, {"type": "ballot", "choice": "yes"})
        await one.until(lambda: one.of("ballot"))
        await other_window.until(lambda: other_window.of("ballot"))
        await somebody_else.send({"type": "ping"})
        await somebody_else.until(lambda: somebody_else.of("pong"))
        assert [frame["type"] for frame in somebody_else.frames] == ["welcome", "pong"]


async def test_a_slow_reader_is_skipped_told_to_resynchronise_and_slows_nobody(thread_server, cookie):
    slow_cookie, quick_cookie = await cookie("reader-1"), await cookie("reader-2")
    async with Page(thread_server, "test-1", quick_cookie) as quick, Page(thread_server, "test-1", slow_cookie) as slow:
        await slow.until(lambda: slow.of("welcome"))
        await quick.until(lambda: quick.of("welcome"))
        slow.socket.transport.pause_reading()
        for number in range(60):
            await sync_to_async(announce)("test-1", {"type": "filler", "html": "x" * 200_000})
            await quick.until(lambda number=number: len(quick.of("filler")) > number)
        slow.socket.transport.resume_reading()
        await slow.until(lambda: slow.of("resync"))
        assert len(slow.of("filler")) < 60
        resync = slow.of("resync")[-1]
        await sync_to_async(announce)("test-1", {"type": "after"})
        await slow.until(lambda: slow.of("after"))
        assert slow.of("after")[0]["version"] == resync["version"] + 1
