"""Which pages may open a WebSocket: their whole origin must be ours, scheme included (A08)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http.request import validate_host

LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".localhost"]


def is_ours(scope: dict[str, Any]) -> bool:
    """Whether the handshake's Origin is the origin it is addressed to, or one of CSRF_TRUSTED_ORIGINS.

    Channels' AllowedHostsOriginValidator compares host names only: a page on http could join a site on https.
    """
    headers = dict(reversed(scope["headers"]))
    if sum(name == b"origin" for name, _ in scope["headers"]) != 1:
        return False
    origin = headers[b"origin"].decode("latin-1").lower()
    host = headers.get(b"host", b"").decode("latin-1").lower()
    allowed_hosts = settings.ALLOWED_HOSTS or (LOCAL_HOSTS if settings.DEBUG else [])
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    if not host or not validate_host(name, allowed_hosts):
        return False
    return origin == f"{_scheme(scope, headers)}://{host}" or origin in settings.CSRF_TRUSTED_ORIGINS


def _scheme(scope: dict[str, Any], headers: dict[bytes, bytes]) -> str:
    if settings.HTTPS or scope.get("scheme") in ("wss", "https"):
        return "https"
    forwarded = settings.SECURE_PROXY_SSL_HEADER
    if forwarded:
        name, value = forwarded
        header = name.removeprefix("HTTP_").replace("_", "-").lower().encode()
        if headers.get(header, b"").decode("latin-1") == value:
            return "https"
    return "http"
