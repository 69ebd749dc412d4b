"""WebSocket addresses."""

from channels.routing import URLRouter
from django.urls import re_path

from realtime import endpoints

# A stock y-websocket asks for a document without the slash.
# These are ASGI applications, which Channels mounts where the types of Django expect views.
websocket = URLRouter(
    [
        re_path(r"^ws/documents/(?P<document_id>[^/]+)/?$", endpoints.documents),  # type: ignore[arg-type]
        re_path(r"^ws/rooms/(?P<name>[^/]+)/?$", endpoints.rooms),  # type: ignore[arg-type]
        re_path(r"", endpoints.nowhere),  # type: ignore[arg-type]
    ]
)
