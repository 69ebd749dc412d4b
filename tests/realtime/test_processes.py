"""Two server processes, one text: with PostgreSQL and Redis each is told by the other, and both end the same."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings

from realtime import documents
from realtime.announce import announce, recheck
from realtime.models import Update
from tests.live import session_cookie
from tests.realtime.client import Editor, Page
from tests.realtime.writing import applied
from tests.server import LiveServer

pytestmark = pytest.mark.skipif(
    not settings.REDIS_URL, reason="REDIS_URL is not set: several processes need a layer between them"
)


@pytest.fixture(scope="module")
def _pair(django_db_setup):
    """Two servers of one process each: which one a client talks to is known."""
    with LiveServer(processes=1) as left, LiveServer(processes=1) as right:
        yield left, right


@pytest.fixture
def pair(_pair, transactional_db):
    return _pair


@pytest.fixture
def document(transactional_db):
    return documents.create_document(kind="test", ops=[{"insert": "Commun."}])


def in_thread(call, *args, **kwargs):
    return sync_to_async(call, thread_sensitive=True)(*args, **kwargs)


@pytest.fixture
def cookie(person):
    return lambda name: in_thread(lambda: session_cookie(person(name)))


async def test_what_is_typed_in_one_process_is_seen_in_the_other(pair, document, cookie):
    async with (
        Editor(pair[0], document.pk, await cookie("writer-1")) as one,
        Editor(pair[1], document.pk, await cookie("writer-2")) as two,
    ):
        await one.insert(0, "gauche ")
        await two.until(lambda: two.words.startswith("gauche "))
        await two.insert(0, "droite ")
        await one.until(lambda: one.words == two.words == "droite gauche Commun.\n")
        await one.until_saved()
        await two.until_saved()


async def test_six_typists_in_two_processes_converge_and_the_log_has_no_hole(pair, document, cookie):
    cookies = [await cookie(f"writer-{n}") for n in range(3)]
    editors = [Editor(pair[n % 2], document.pk, cookies[n % 3]) for n in range(6)]
    await asyncio.gather(*(editor.join() for editor in editors))
    for editor in editors:
        await editor.until(editor.synced.is_set)

    async def type_some(number, editor):
        for count in range(25):
            await editor.insert(0, f"<{number}.{count}>")
            await asyncio.sleep(0.004)
        await editor.until_saved()

    await asyncio.gather(*(type_some(*pair) for pair in enumerate(editors)))
    marks = [f"<{number}.{count}>" for number in range(6) for count in range(25)]
    for editor in editors:
        await editor.until(lambda editor=editor: all(mark in editor.words for mark in marks))
    state = await in_thread(documents.read_state, document.pk)
    assert {editor.words for editor in editors} == {state.text}
    sequences = await in_thread(
        lambda: list(Update.objects.filter(document=document).order_by("sequence").values_list("sequence", flat=True))
    )
    assert sequences == list(range(1, len(sequences) + 1))
    text = ""
    for step in await in_thread(lambda: list(documents.replay(document.pk))):
        assert step.text_length_before == len(text)
        text = applied(text, step.delta)
    assert text == state.text
    for editor in editors:
        await editor.leave()


async def test_words_moved_in_one_process_are_their_authors_in_the_other(pair, document, cookie):
    async with (
        Editor(pair[0], document.pk, await cookie("writer-1")) as one,
        Editor(pair[1], document.pk, await cookie("writer-2")) as two,
    ):
        await one.insert(0, "À moi. ")
        await two.until(lambda: two.words == "À moi. Commun.\n")
        await two.move(0, 7, 14)
        await one.until(lambda: one.words == "Commun.À moi. \n")
        assert [notice for notice in one.notices if notice["type"] == "moved"]
        # Moved once more by who never saw the first place of these words' letters.
        await one.move(0, 7, 14)
        await two.until(lambda: two.words == "À moi. Commun.\n")
        await two.move(0, 7, 14)
        await two.until_saved()
        await one.until(lambda: one.words == two.words)
    state = await in_thread(documents.read_state, document.pk)
    runs = await in_thread(documents.written, document.pk, state.state)
    writer = await in_thread(lambda: Update.objects.filter(document=document, user_id__isnull=False).first().user_id)
    assert state.text == "Commun.À moi. \n" and runs == [(7, None), (7, writer), (1, None)]


async def test_an_edit_of_a_view_or_task_reaches_both_processes(pair, document, cookie):
    async with (
        Editor(pair[0], document.pk, await cookie("writer-1")) as one,
        Editor(pair[1], document.pk, await cookie("writer-2")) as two,
    ):
        await in_thread(documents.edit, document.pk, actor=None, ops=[{"retain": 6}, {"insert": " serveur"}])
        for editor in (one, two):
            await editor.until(lambda editor=editor: editor.words == "Commun serveur.\n")


async def test_announcements_presence_and_cursors_cross(pair, document, cookie):
    first, second = await cookie("writer-1"), await cookie("writer-2")
    async with Page(pair[0], "test-1", first) as one, Page(pair[1], "test-1", second) as two:
        for page in (one, two):
            await page.until(
                lambda page=page: (
                    page.of("presence")
                    and {person["name"] for person in page.of("presence")[-1]["present"]} == {"writer-1", "writer-2"}
                )
            )
        await in_thread(announce, "test-1", {"type": "comment", "html": "é"})
        for page in (one, two):
            await page.until(lambda page=page: page.of("comment"))
    from realtime import yprotocol

    async with Editor(pair[0], document.pk, first) as left, Editor(pair[1], document.pk, second) as right:
        await left.send(yprotocol.encode_awareness([yprotocol.Presence(left.doc.client_id, 1, {})]))
        await right.until(lambda: left.doc.client_id in right.awareness)
        assert right.awareness[left.doc.client_id]["user"]["name"] == "writer-1"
        async with Editor(pair[1], document.pk, first) as late:
            await late.until(lambda: left.doc.client_id in late.awareness)
        await left.leave()
        await right.until(lambda: right.awareness[left.doc.client_id] is None)


async def test_A22_a_right_that_ends_is_felt_in_both_processes(pair, document, person):
    user = await in_thread(person, "writer-1")
    own = await in_thread(session_cookie, user)
    async with Editor(pair[0], document.pk, own) as one, Editor(pair[1], document.pk, own) as two:

        def demote():
            type(user).objects.filter(pk=user.pk).update(email="reader-1@example.org")
            recheck(user_id=user.pk)

        await in_thread(demote)
        for editor in (one, two):
            await editor.until(lambda editor=editor: any(notice.get("write") is False for notice in editor.notices))


async def test_A14_a_client_id_bound_in_one_process_is_known_in_the_other(pair, document, cookie):
    async with (
        Editor(pair[0], document.pk, await cookie("writer-1")) as one,
        Editor(pair[1], document.pk, await cookie("writer-2")) as two,
    ):
        await one.insert(0, "à moi ")
        await one.until_saved()
        await two.send_update(one.doc.get_update(b"\x00"))  # known here by the log: nothing new, nothing stolen
        await two.until_saved()
        one.text.insert(0, "volé ")
        await two.send_update(one._unsent.pop())
        await two.until(lambda: two.told("client-id"))


async def test_A16_one_client_id_at_two_processes_at_once_ends_equal(pair, document, cookie):
    own = await cookie("writer-1")
    async with Editor(pair[0], document.pk, own) as one, Editor(pair[1], document.pk, own) as two:
        from tests.security.test_live import forged

        await asyncio.gather(
            one.send_update(forged(77, 0, "gauche")),
            two.send_update(forged(77, 0, "droite")),
        )
        await one.until(lambda: one.durable or one.told("conflict"))
        await two.until(lambda: two.durable or two.told("conflict"))
        assert [one.told("conflict"), two.told("conflict")].count(True) == 1
    state = await in_thread(documents.read_state, document.pk)
    assert state.text in ("gaucheCommun.\n", "droiteCommun.\n")


async def test_kill_9_of_one_process_loses_nothing_and_the_other_goes_on(document, cookie):
    with LiveServer(processes=1) as doomed, LiveServer(processes=1) as other:
        async with Editor(other, document.pk, await cookie("writer-2")) as two:
            one = await Editor(doomed, document.pk, await cookie("writer-1")).join()
            await one.until(one.synced.is_set)
            killing = asyncio.create_task(asyncio.to_thread(_kill_soon, doomed))
            marks = []
            try:
                while one.close_code is None:
                    marks.append(f"<{len(marks)}>")
                    await one.insert(0, marks[-1])
                    await asyncio.sleep(0.002)
            except Exception as error:
                assert type(error).__name__.startswith("ConnectionClosed")
            await killing
            await one.until_closed()
            assert one.durable > 0
            # The hint between processes may have died with the process: the next commit brings the rest.
            await two.insert(0, "suite ")
            await two.until(lambda: all(mark in two.words for mark in marks[: one.durable]))


def _kill_soon(server):
    import time

    time.sleep(0.4)
    server.kill()


async def test_one_command_serves_with_two_processes(document, cookie):
    with LiveServer(processes=2) as server:
        editors = [await Editor(server, document.pk, await cookie(f"writer-{n}")).join() for n in range(6)]
        for number, editor in enumerate(editors):
            await editor.until(editor.synced.is_set)
            await editor.insert(0, f"<{number}>")
        for editor in editors:
            await editor.until(lambda editor=editor: all(f"<{n}>" in editor.words for n in range(6)))
            await editor.leave()
