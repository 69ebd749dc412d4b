"""An unmodified y-websocket from npm joins with a session cookie and its Origin, edits, sees and comes back."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from realtime import documents
from tests.live import session_cookie

HERE = Path(__file__).parent
FRONTEND = HERE.parent.parent / "frontend"

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not on PATH"),
    pytest.mark.skipif(
        not (FRONTEND / "node_modules" / "y-websocket").exists(), reason="frontend/node_modules lacks y-websocket"
    ),
]


def run(server, document_id, cookies, *, clients, slash=False, origin=None):
    """What the stock clients saw."""
    options = {
        "modules": str(FRONTEND),
        "server": f"{server.ws_url}/ws/documents",
        "room": f"{document_id}{'/' if slash else ''}",
        "cookies": cookies,
        "origin": origin or server.url,
        "clients": clients,
    }
    done = subprocess.run(
        ["node", str(HERE / "stock.mjs"), json.dumps(options)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def document(transactional_db):
    return documents.create_document(kind="test", ops=[{"insert": "Déjà là."}])


@pytest.mark.parametrize("slash", [False, True], ids=["without a slash", "with a slash"])
def test_it_joins_edits_sees_and_comes_back(live_server_process, document, person, slash):
    cookies = [session_cookie(person("writer-1")), session_cookie(person("writer-2"))]
    seen = run(live_server_process, document.pk, cookies, clients=2, slash=slash)
    assert seen["before"] == "Déjà là.\n"
    assert len(set(seen["texts"])) == len(set(seen["deltas"])) == len(set(seen["after"])) == 1
    assert seen["errors"] == []
    state = documents.read_state(document.pk)
    assert state.text == seen["after"][0]


def test_twenty_at_once_see_each_other_under_the_names_that_the_server_knows(live_server_process, document, person):
    people = [person(f"writer-{number}") for number in range(20)]
    seen = run(live_server_process, document.pk, [session_cookie(one) for one in people], clients=20)
    assert len(set(seen["texts"])) == len(set(seen["after"])) == 1
    assert {user["name"] for user in seen["names"]} == {f"writer-{number}" for number in range(19)}
    assert documents.read_state(document.pk).text == seen["after"][0]


def test_it_is_told_by_a_close_code_that_it_may_not_read(live_server_process, document, person):
    seen = run(live_server_process, document.pk, [session_cookie(person("outsider"))], clients=1)
    assert seen["closed"] == [[4404]]
    seen = run(live_server_process, document.pk, ["nothing=1"], clients=1)
    assert seen["closed"] == [[4401]]
