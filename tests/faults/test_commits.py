"""The writer of the log when the database undoes more than it was asked to."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from realtime import documents
from realtime.commitlog import CommitLog
from realtime.models import Document
from tests.live import session_cookie
from tests.realtime.client import Editor

pytestmark = pytest.mark.django_db(transaction=True)


class Told:
    """A log that keeps what it was told of its entries."""

    def __init__(self, key):
        self.key = key
        self.saved, self.lost = [], []

    def write(self, entries):
        documents.create_document(kind="test", ops=[{"insert": self.key}])
        return list(entries)

    def forget(self, entries):
        pass

    def committed(self, outcome):
        self.saved += outcome

    def failed(self, entries):
        self.lost += entries


class Undone(Told):
    """A full disk, or a connection that is gone: the whole transaction has ended when the statement fails."""

    def write(self, entries):
        connection.connection.execute("ROLLBACK")
        raise OSError("the disk is full")


async def test_F04_what_the_database_undid_with_another_text_is_not_acknowledged():
    log = CommitLog(asyncio.get_running_loop())
    first, second = Told("a"), Undone("b")
    log.write(first, 1)
    log.write(second, 2)
    log.start()
    await log.close()
    await asyncio.sleep(0)
    assert await sync_to_async(Document.objects.count, thread_sensitive=True)() == 0
    assert (first.saved, first.lost) == ([], [1])
    assert second.lost == [2]


async def test_F08_what_came_from_elsewhere_is_told_though_the_commit_that_found_it_failed(
    thread_server, person, monkeypatch
):
    # The message between processes is lost: only the log knows.
    monkeypatch.setattr(documents, "log_grew", lambda *_: None)
    in_thread = sync_to_async(lambda act, *args, **named: act(*args, **named), thread_sensitive=True)
    document = await in_thread(documents.create_document, kind="test", ops=[{"insert": "Texte."}])
    cookies = [await in_thread(lambda name=name: session_cookie(person(name))) for name in ("writer-1", "reader-1")]
    async with (
        Editor(thread_server, document.pk, cookies[0]) as one,
        Editor(thread_server, document.pk, cookies[1]) as two,
    ):
        await in_thread(documents.edit, document.pk, actor=None, ops=[{"insert": "Ailleurs. "}])
        await one.insert(0, "POISON")
        await two.until(lambda: two.words == "Ailleurs. Texte.\n")
