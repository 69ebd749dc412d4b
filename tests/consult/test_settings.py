"""The server refuses to start on a dangerous configuration, in one line that says what to set."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

REFUSALS = [
    ({"DEBUG": "0"}, ["check"], "SECRET_KEY"),
    ({"SECRET_KEY": "x" * 50, "DEMO": "1", "ALLOWED_HOSTS": "alliance.example"}, ["check"], "DEMO=public"),
    ({"SECRET_KEY": "x" * 50, "REDIS_URL": ""}, ["serve", "--processes", "2", "--port", "0"], "REDIS_URL"),
]


def manage(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    names = {"SECRET_KEY", "DEBUG", "DEMO", "ALLOWED_HOSTS", "REDIS_URL"}
    clean = {key: value for key, value in os.environ.items() if key not in names}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize(("environment", "arguments", "says"), REFUSALS, ids=["secret key", "public demo", "processes"])
def test_a_dangerous_configuration_is_refused_in_one_line(
    environment: dict[str, str], arguments: list[str], says: str
) -> None:
    done = manage(arguments, environment)

    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1
    assert says in done.stderr


def test_a_public_demo_starts_when_that_is_said() -> None:
    done = manage(["check"], {"SECRET_KEY": "x" * 50, "DEMO": "public", "ALLOWED_HOSTS": "demo.example"})

    assert done.returncode == 0, done.stderr


def test_an_empty_variable_says_as_much_as_none() -> None:
    done = manage(["check"], {"SECRET_KEY": "x" * 50, "DATABASE_URL": "", "REDIS_URL": "", "EMAIL_URL": ""})

    assert done.returncode == 0, done.stderr


def test_sqlite_flushes_every_commit_to_the_disk() -> None:
    program = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS']['init_command'])"
    environment = {k: v for k, v in os.environ.items() if k not in {"CONSULT_TESTING", "DATABASE_URL"}}
    environment |= {"DJANGO_SETTINGS_MODULE": "consult.settings", "SECRET_KEY": "x" * 50}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )

    assert "synchronous=FULL" in done.stdout, done.stderr
