"""`/healthz`: whether this process can reach its database (and cache, where one is set)."""

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse


def healthz(request: HttpRequest) -> JsonResponse:
    """200 {"ok": true}, or 503 naming the part that does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"ok": False, "part": "database"}, status=503)
    if settings.REDIS_URL:
        try:
            cache.set("healthz", 1, 5)
        except Exception:
            return JsonResponse({"ok": False, "part": "redis"}, status=503)
    return JsonResponse({"ok": True})
