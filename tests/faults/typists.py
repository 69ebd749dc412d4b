"""People who type without rest through whatever happens, and what must hold of their text afterwards."""

import asyncio
import contextlib
import random

from asgiref.sync import sync_to_async
from pycrdt import Doc, Text
from websockets.exceptions import WebSocketException

from realtime import documents
from tests.live import session_cookie
from tests.realtime.client import Editor

START = "Début."


class Typist(Editor):
    """Types marks without rest, comes back by itself, and keeps the marks that were acknowledged."""

    def __init__(self, *args, number, user=None, pause=0.01):
        super().__init__(*args)
        self.number, self.user, self.pause = number, user, pause
        self.typed = 0
        self.acknowledged = set()
        self.joins = 0

    async def type_until(self, stop):
        while not stop.is_set():
            sent = []
            try:
                # A server that does not answer is given up, as browsers do.
                async with asyncio.timeout(10):
                    await self.join()
                    await self.until(lambda: self.synced.is_set() or self.close_code is not None)
                self.joins += 1
                while not stop.is_set() and self.close_code is None:
                    mark = f"<{self.number}.{self.typed}>"
                    self.typed += 1
                    sent.append(mark)
                    await self.insert(0, mark)
                    await asyncio.sleep(random.random() * self.pause)
                if self.close_code is None:
                    await self.until(lambda: self.durable >= self.sent or self.close_code is not None)
            except (OSError, WebSocketException):
                await asyncio.sleep(0.1)
            finally:
                self.acknowledged.update(sent[: self.durable])


class Wanderer(Typist):
    """Goes offline now and then, types on, and reloads the page before coming back: the copy is kept, the id is not."""

    async def type_until(self, stop):
        while not stop.is_set():
            told = len(self.notices)
            offline = []
            for _ in range(random.randrange(1, 6)):
                offline.append(f"<{self.number}.{self.typed}>")
                self.typed += 1
                self.text.insert(0, offline[-1])
            self._reload()
            online = []
            try:
                async with asyncio.timeout(10):
                    await self.join()
                    await self.until(
                        lambda told=told: (
                            any(notice["type"] == "synced" for notice in self.notices[told:])
                            or self.close_code is not None
                        )
                    )
                if self.close_code is None:
                    self.joins += 1
                    self.acknowledged.update(offline)
                for _ in range(random.randrange(5, 30)):
                    if stop.is_set() or self.close_code is not None:
                        break
                    online.append(f"<{self.number}.{self.typed}>")
                    self.typed += 1
                    await self.insert(0, online[-1])
                    await asyncio.sleep(random.random() * self.pause)
                if self.close_code is None:
                    await self.until(lambda: self.durable >= self.sent or self.close_code is not None)
                if not stop.is_set():
                    await self.leave()
            except (OSError, WebSocketException):
                await asyncio.sleep(0.1)
            finally:
                self.acknowledged.update(online[: self.durable])

    def _reload(self):
        kept = self.doc.get_update()
        self.doc = Doc()
        self.text = self.doc.get("body", type=Text)
        self.doc.apply_update(kept)
        self.doc.observe(self._local)


class Scene:
    """A text and those who type in it; each of `servers` in turn gets one."""

    def __init__(self, servers, person, count, *, wanderers=0, pause=0.01):
        self.servers, self._person, self._count, self._pause = servers, person, count, pause
        self._wanderers = wanderers

    async def __aenter__(self):
        def prepare():
            document = documents.create_document(kind="test", ops=[{"insert": START}])
            users = [self._person(f"writer-{number}") for number in range(self._count)]
            return document.pk, [(user, session_cookie(user)) for user in users]

        self.document, people = await sync_to_async(prepare, thread_sensitive=True)()
        self.typists = [
            (Wanderer if number < self._wanderers else Typist)(
                self.servers[number % len(self.servers)],
                self.document,
                cookie,
                number=number,
                user=user,
                pause=self._pause,
            )
            for number, (user, cookie) in enumerate(people)
        ]
        self._stop = asyncio.Event()
        self._typing = [asyncio.create_task(typist.type_until(self._stop)) for typist in self.typists]
        await self.all_saved_more()
        return self

    async def __aexit__(self, *_):
        self._stop.set()
        for task in self._typing:
            task.cancel()
        await asyncio.gather(*self._typing, return_exceptions=True)
        for typist in self.typists:
            with contextlib.suppress(OSError, WebSocketException):
                await typist.leave()

    async def all_saved_more(self, count=3, within=60):
        """Until each typist, as it is connected then, had so many more marks acknowledged."""
        before = [(typist.joins, typist.durable) for typist in self.typists]

        def has_more(typist, joins, durable):
            if isinstance(typist, Wanderer):
                return typist.joins > joins
            return typist.joins >= 1 and typist.durable >= count + (durable if typist.joins == joins else 0)

        async with asyncio.timeout(within):
            while not all(has_more(typist, *then) for typist, then in zip(self.typists, before, strict=True)):
                await asyncio.sleep(0.02)

    async def all_see_each_other(self, within=15):
        """Until each has the last mark that each other has saved by now."""
        marks = [f"<{typist.number}.{typist.typed - 1}>" for typist in self.typists]
        async with asyncio.timeout(within):
            while not all(mark in typist.words for mark in marks for typist in self.typists):
                await asyncio.sleep(0.05)

    async def end(self):
        """Everybody stops; what was acknowledged is there for a newcomer, by its own author, and all read the same."""
        self._stop.set()
        await asyncio.gather(*self._typing)
        for typist in self.typists:
            if typist.close_code is not None:
                await typist.join()
                await typist.until(typist.synced.is_set)
        async with Editor(self.servers[0], self.document, self.typists[0].cookie) as fresh:
            for typist in self.typists:
                assert typist.acknowledged, "nothing was acknowledged"
                await fresh.until(lambda typist=typist: all(mark in fresh.words for mark in typist.acknowledged))
            for typist in self.typists:
                await typist.until(lambda typist=typist: typist.words == fresh.words)
                for count in range(typist.typed):
                    mark = f"<{typist.number}.{count}>"
                    assert fresh.words.count(mark) == 1, f"{mark} stands there {fresh.words.count(mark)} times"
            await sync_to_async(self._authors_are_right, thread_sensitive=True)(fresh.words)

    def _authors_are_right(self, words):
        state = documents.read_state(self.document)
        assert state.text == words
        at = 0
        who = []
        for length, user in documents.written(self.document, state.state):
            who += [user] * length
        for typist in self.typists:
            for count in range(typist.typed):
                mark = f"<{typist.number}.{count}>"
                at = words.index(mark)
                assert set(who[at : at + len(mark)]) == {typist.user.pk}
        assert sum(1 for step in documents.replay(self.document) if step.user_id) > 0
