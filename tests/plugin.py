"""What the suite sets before Django reads its settings (secret, hosts, quiet logs) and once it is there."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-the-suite-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDE")
os.environ.setdefault("CONSULT_TESTING", "1")
# Threads of asynchronous tests give their connections back late; PostgreSQL allows a hundred in all.
os.environ.setdefault("DATABASE_POOL", "30")
# Documents and rooms that need no domain.
os.environ.setdefault("CONSULT_EXTRA_APPS", "tests.realtime.kinds.Kinds")

pytest_plugins = ["tests.live"]


def pytest_sessionstart() -> None:
    """Django is set up by now."""
    from tests.flush import allow_flush

    allow_flush()
