"""PostgreSQL ends all connections, restarts, or crashes while people type: nothing is lost, no server starts anew."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections

from tests import server as servers
from tests.faults.services import Postgres
from tests.faults.typists import Scene
from tests.server import LiveServer
from tests.thorough import TIMES

on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL names no PostgreSQL")


@pytest.fixture
def server(transactional_db):
    with LiveServer(processes=1, environment={"REDIS_URL": ""}) as server:
        yield server
    connections.close_all()


def end_all_connections():
    """Of this database, the suite's own too."""
    with psycopg.connect(servers.test_database_url(), autocommit=True) as own:
        own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


our_connections_are_given_up = sync_to_async(connections.close_all, thread_sensitive=True)


@on_postgres
async def test_F05_all_connections_are_ended_and_nothing_is_lost(server, person):
    async with Scene([server], person, 3) as scene:
        for _ in range(3):
            await asyncio.to_thread(end_all_connections)
            await scene.all_saved_more(within=20)
        await our_connections_are_given_up()
        await scene.end()


@on_postgres
@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_F05_it_restarts_and_nothing_is_lost(server, person, how):
    folder = os.environ.get("CONSULT_OWN_POSTGRES")
    if not folder:
        pytest.skip("not a PostgreSQL that may be restarted: test_F05_on_a_postgresql_of_its_own starts one")
    async with Scene([server], person, 3) as scene:
        await asyncio.to_thread(Postgres.restart, Path(folder), how)
        await scene.all_saved_more(within=30)
        await our_connections_are_given_up()
        await scene.end()


@pytest.mark.skipif(not TIMES, reason="takes a minute: CONSULT_THOROUGH=1")
@pytest.mark.skipif("CONSULT_OWN_POSTGRES" in os.environ, reason="runs there")
def test_F05_on_a_postgresql_of_its_own():
    with Postgres() as own:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", __file__],
            env={**os.environ, "DATABASE_URL": own.url, "REDIS_URL": "", "CONSULT_OWN_POSTGRES": str(own.folder)},
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, done.stdout[-6000:]
        assert "3 passed" in done.stdout
