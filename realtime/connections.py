"""One WebSocket as the live floor sees it: who it is, sending without waiting, how much it may send."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.db import close_old_connections
from django.http import HttpRequest

from realtime.announce import session_digest
from realtime.frames import LENT, Frames

Event = dict[str, Any]
Send = Callable[[Event], Coroutine[Any, Any, None]]
Receive = Callable[[], Awaitable[Event]]

SIGNED_OUT, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_LARGE, TOO_FAST = 4401, 4403, 4404, 4409, 4413, 4429
RESTART = 1012
MOST_OWED = 64

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="live-rights")


async def in_thread(call: Callable[[], Any]) -> Any:
    """Runs `call`, which may use the database, in one of a few lasting threads."""

    def run() -> Any:
        close_old_connections()
        try:
            return call()
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)


def session_of(scope: dict[str, Any]) -> tuple[Any, Any]:
    """The session and its user (or AnonymousUser), read from the handshake's cookie; in a thread."""
    engine = import_module(settings.SESSION_ENGINE)
    cookies: SimpleCookie = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                cookies.load(value.decode("latin-1"))
            except CookieError:
                continue
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return user_of(engine.SessionStore(morsel.value if morsel else None))


def user_of(session: Any) -> tuple[Any, Any]:
    """The session with the user it still stands for; a password change or sign-out leaves AnonymousUser."""
    if session.session_key is None:
        return session, AnonymousUser()
    request = HttpRequest()
    request.session = session
    user = get_user(request)
    return session, user if user.is_authenticated and user.is_active else AnonymousUser()


class Connection:
    """Sends are started and never awaited: who cannot keep up is skipped, and told so by `caught_up`."""

    def __init__(self, scope: dict[str, Any], send: Send) -> None:
        self.scope = scope
        self._send = send
        lent = (scope.get("extensions") or {}).get(LENT)
        self._write: Callable[[bytes], bool] | None = lent.write_frames if lent is not None else None
        self._owed: deque[Event] = deque()
        self.closed = False
        self.blocked = False
        self.lagging = False
        self.user_id: int | None = None
        self.session: Any = None
        self.digest: str | None = None
        self.place = ""
        self.caught_up: Callable[[], None] = lambda: None
        self.recheck: Callable[[], Awaitable[None]] | None = None
        self.asked_meanwhile = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def identify(self) -> Any:
        """The user of the handshake's session; remembers both."""
        self.session, user = await in_thread(lambda: session_of(self.scope))
        if user.is_authenticated:
            self.user_id = user.pk
            self.digest = session_digest(self.session.session_key)
        return user

    async def entered(self, recheck: Callable[[], Awaitable[None]]) -> None:
        """From now on rights are asked again by `recheck`; at once, if they changed while they were first asked."""
        self.recheck = recheck
        if self.asked_meanwhile:
            await recheck()

    async def still_signed_in(self) -> Any:
        """The session is read again; its user, or AnonymousUser if it ended."""
        engine = import_module(settings.SESSION_ENGINE)
        key = self.session.session_key if self.session is not None else None
        self.session, user = await in_thread(lambda: user_of(engine.SessionStore(key)))
        return user

    def offer(self, frames: Frames) -> bool:
        """Starts sending; False if the connection is still busy with an earlier frame, and skips these."""
        if self.closed:
            return True
        if self.blocked or self.lagging:
            self.lagging = True
            return False
        if self._write is not None and self._write(frames.written):
            return True
        for event in frames.events:
            if self.blocked:
                self.lagging = True
                return False
            self._start(event)
        return True

    def owe(self, event: Event) -> None:
        """Sends now or as soon as the connection takes it; one that lets too much pile up is closed (4429)."""
        if self.closed:
            return
        if not self.blocked:
            self._start(event)
        elif len(self._owed) < MOST_OWED:
            self._owed.append(event)
        else:
            self.close(TOO_FAST)

    def close(self, code: int, reason: str = "") -> None:
        """Closes with `code`; frames not sent yet are given up."""
        if self.closed:
            return
        self._owed.clear()
        if self.blocked:
            self._keep(self._close_later(code, reason))
        else:
            self._start({"type": "websocket.close", "code": code, "reason": reason})
        self.closed = True

    async def _close_later(self, code: int, reason: str) -> None:
        await self._send({"type": "websocket.close", "code": code, "reason": reason})

    def _start(self, event: Event) -> None:
        """Runs the server's `send` to its end if it does not wait; else a task carries it on from there."""
        sending = self._send(event)
        try:
            waiting_for = sending.send(None)
        except StopIteration:
            return
        except Exception:
            self.closed = True
            return
        self.blocked = True
        self._keep(self._finish(sending, waiting_for))

    async def _finish(self, sending: Coroutine[Any, Any, None], waiting_for: Any) -> None:
        try:
            await _Resumed(sending, waiting_for)
        except Exception:
            self.closed = True
            return
        finally:
            self.blocked = False
        while self._owed and not self.blocked and not self.closed:
            self._start(self._owed.popleft())
        if self.lagging and not self.blocked and not self.closed:
            self.caught_up()

    def _keep(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(_quietly(coroutine))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _quietly(coroutine: Coroutine[Any, Any, None]) -> None:
    """A peer that is gone meanwhile is not an error."""
    try:
        await coroutine
    except Exception:
        return


class _Resumed:
    """Awaits a coroutine that was already started by hand and waits for `waiting_for`."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], waiting_for: Any) -> None:
        self._coroutine = coroutine
        self._waiting_for = waiting_for

    def __await__(self) -> Generator[Any, Any, None]:
        waiting_for = self._waiting_for
        while True:
            try:
                value = yield waiting_for
            except BaseException as error:
                step = lambda error=error: self._coroutine.throw(error)  # noqa: E731
            else:
                step = lambda value=value: self._coroutine.send(value)  # noqa: E731
            try:
                waiting_for = step()
            except StopIteration:
                return


class Allowance:
    """A bucket that refills: `rate` a second, `burst` at once."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._left = burst
        self._at = time.monotonic()

    def take(self, amount: float = 1) -> bool:
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if amount > self._left:
            return False
        self._left -= amount
        return True
