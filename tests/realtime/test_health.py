"""A commit log whose thread died is told by /healthz and in the log; a fault in one text does not kill it."""

import asyncio
import json
import logging
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import RequestFactory

from consult.health import healthz
from realtime import floor as floors
from realtime import hub
from realtime.commitlog import CommitLog
from realtime.floor import Floor


async def asked() -> tuple[int, dict[str, Any]]:
    answer = await sync_to_async(healthz)(RequestFactory().get("/healthz"))
    return answer.status_code, json.loads(answer.content)


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> type:
    monkeypatch.setattr(floors._Process, "floor", None)
    # A floor that starts and stops here is not the one that other tests' server goes on with.
    monkeypatch.setattr(hub, "_running", None)
    return floors._Process


async def test_a_commit_log_that_died_is_told_and_logged_as_critical(
    transactional_db: None, process: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    floor = Floor()
    process.floor = floor
    await floor.start()
    try:
        assert await asked() == (200, {"ok": True})

        def fail(*_: Any) -> None:
            raise MemoryError("no room left")

        monkeypatch.setattr(floor.log, "_write", fail)
        floor.log.read(lambda: None, lambda _value: None)
        await asyncio.to_thread(floor.log._thread.join, 20)

        status, body = await asked()
        assert (status, body["ok"], body["part"]) == (503, False, "commit-log")
        assert "has died" in body["reason"]
        [line] = [record for record in caplog.records if record.levelno == logging.CRITICAL]
        assert "the commit log has died" in line.getMessage() and line.exc_info
    finally:
        process.floor = None
        await floor.stop()


async def test_a_log_that_was_closed_has_not_died(transactional_db: None, process: Any) -> None:
    floor = process.floor = Floor()
    await floor.start()
    await floor.log.close()
    assert await asked() == (200, {"ok": True})
    await floor.stop()


async def test_a_panic_while_reading_is_told_to_who_asked_and_kills_nothing(transactional_db: None) -> None:
    class Panic(BaseException):
        """As the document's library raises: no Exception."""

    def panic() -> None:
        raise Panic

    log = CommitLog(asyncio.get_running_loop())
    log.start()
    answers: asyncio.Queue[Any] = asyncio.Queue()
    log.read(panic, answers.put_nowait)
    assert isinstance(await asyncio.wait_for(answers.get(), 20), RuntimeError)
    log.read(lambda: 7, answers.put_nowait)
    assert await asyncio.wait_for(answers.get(), 20) == 7
    assert not log.has_died
    await log.close()
