"""The serve command refuses in one line, its log shows no query string, and periodic duties do not stop each other."""

import logging
import os
import subprocess
import sys

import pytest

from realtime import periodic
from realtime.serve import WithoutQuery
from tests.server import ROOT


def serve(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", "serve", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "sqlite:////nonexistent/x.sqlite3", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_several_processes_without_redis_are_refused_in_one_line_that_says_what_to_set():
    done = serve("--processes", "2", REDIS_URL="")
    assert done.returncode != 0
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert "REDIS_URL" in line and "2 processes" in line


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_query_strings_stay_out_of_the_log(kind):
    record = logging.LogRecord("uvicorn", logging.INFO, "", 0, "%s %s", ("127.0.0.1:1", f"/{kind}?token=secret"), None)
    assert WithoutQuery().filter(record)
    assert record.getMessage() == f"127.0.0.1:1 /{kind}"


def test_a_duty_that_fails_stops_no_other_and_none_runs_before_it_is_due(monkeypatch, db):
    monkeypatch.setattr(periodic, "_duties", {})
    monkeypatch.setattr(periodic, "close_old_connections", lambda: None)
    ran = []
    periodic.register("broken", lambda: 1 / 0, 10)
    periodic.register("sound", lambda: ran.append(1), 10)
    periodic.run_due(100.0)
    periodic.run_due(105.0)
    assert ran == [1]
    periodic.run_due(110.0)
    assert ran == [1, 1]
