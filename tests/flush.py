"""Lets the suite empty its SQLite database between tests: the product's triggers refuse that, as they should.

PostgreSQL truncates, which fires no row trigger.
"""

from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper

DatabaseOperations = DatabaseWrapper.ops_class


def allow_flush() -> None:
    original = DatabaseOperations.sql_flush

    def sql_flush(self: Any, *args: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        off = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        return [*off, *original(self, *args, **options), *(sql for _name, sql in triggers)]

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]
