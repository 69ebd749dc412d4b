"""Lets the suite empty its SQLite database between tests: the product's triggers refuse that, as they should.

PostgreSQL truncates, which fires no row trigger.
"""

import importlib
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper

DatabaseOperations = DatabaseWrapper.ops_class
frozen = importlib.import_module("voting.migrations.0002_frozen")


def allow_flush() -> None:
    original = DatabaseOperations.sql_flush

    def sql_flush(self: Any, *args: Any, **options: Any) -> list[str]:
        off = [statement for guard in frozen.GUARDS for statement in frozen.removal(guard, "sqlite")]
        on = [statement for guard in frozen.GUARDS for statement in frozen.creation(guard, "sqlite")]
        return [*off, *original(self, *args, **options), *on]

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]
