"""Real histories of writing, typed again through the socket: the text exact, its past whole, its authors right."""

import gzip
import json
import random

import pytest
from asgiref.sync import sync_to_async

from realtime import documents, history, packing
from tests.corpora import corpus
from tests.live import session_cookie
from tests.realtime.traces import Writer, authors, invented, read, type_again
from tests.thorough import tries

KEYSTROKES = tries(300, 20_000)
ENOUGH_TO_PACK = tries(1_100, 20_000)
POINTS = tries(20, 100)
in_thread = sync_to_async(lambda act, *args, **named: act(*args, **named), thread_sensitive=True)


def histories():
    yield pytest.param(lambda: invented(ENOUGH_TO_PACK), id="invented")
    for name in ("seph-blog1", "sveltecomponent"):
        path = f"editing-traces/{name}.json.gz"
        yield pytest.param(lambda path=path: read(corpus(path)).first(KEYSTROKES), id=name)


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("make", list(histories()))
async def test_a_history_typed_again_ends_the_same_and_plays_to_any_point(
    live_server_process, person, make, count, monkeypatch
):
    trace = make()

    def prepare():
        people = [person(f"writer-{number}") for number in range(count)]
        ops = [{"insert": trace.start}] if trace.start else None
        return documents.create_document(kind="test", ops=ops), people, [session_cookie(user) for user in people]

    document, people, cookies = await in_thread(prepare)
    writers = [Writer(live_server_process, document.pk, cookie) for cookie in cookies]
    turns = await type_again(trace, writers)
    for writer in writers:
        await writer.until(lambda writer=writer: writer.words == trace.end + "\n", 60)
        await writer.leave()

    def look_back():
        # However few lines there are, some are packed.
        monkeypatch.setattr(packing, "LINES", min(packing.LINES, max(1, len(turns) // 9)))
        packing.pack_all()
        state = documents.read_state(document.pk)
        assert state.text == trace.end + "\n"
        first = state.sequence - len(turns)
        points = {0, len(turns) - 1, *random.sample(range(len(turns)), min(POINTS, len(turns)))}
        for number, text in enumerate(trace.texts()):
            if number in points:
                found = history.state_at(document.pk, first + number + 1)
                assert found.text == text + "\n"
                (step,) = history.steps(document.pk, first + number, first + number + 1)
                assert step.user_id == people[turns[number]].pk
        wrote = [user for length, user in documents.written(document.pk, state.state) for user in [user] * length]
        whose = [None if who is None else people[who].pk for who in authors(trace, turns)]
        assert wrote == [*whose, None]
        return document.chunks.count()

    chunks = await in_thread(look_back)
    assert chunks or len(turns) < ENOUGH_TO_PACK


def test_a_file_that_does_not_give_its_end_is_refused(tmp_path):
    kept = {"startContent": "é", "endContent": "né", "txns": [{"time": "", "patches": [[0, 0, "n"]]}]}
    path = tmp_path / "short.json.gz"
    path.write_bytes(gzip.compress(json.dumps(kept).encode()))
    assert read(path).edits == [[(0, 0, "n")]]
    path.write_bytes(gzip.compress(json.dumps(kept | {"endContent": "ne"}).encode()))
    with pytest.raises(ValueError, match="short"):
        read(path)
