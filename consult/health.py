"""`/healthz`: whether this process reaches its database (and cache, where one is set) and still saves what is typed."""

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse

from realtime.floor import ailment

REASONS = {
    "database": "the database does not answer",
    "redis": "Redis does not answer",
    "commit-log": "the thread that saves shared texts has died: start this process anew",
}


def healthz(request: HttpRequest) -> JsonResponse:
    """200 {"ok": true}, or 503 {"ok": false, "part", "reason"} naming the first part that does not work."""
    part = _failing()
    if part is None:
        return JsonResponse({"ok": True})
    return JsonResponse({"ok": False, "part": part, "reason": REASONS[part]}, status=503)


def _failing() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return "database"
    if settings.REDIS_URL:
        try:
            cache.set("healthz", 1, 5)
        except Exception:
            return "redis"
    return ailment()
