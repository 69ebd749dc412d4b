"""WebSocket addresses."""

from channels.routing import URLRouter
from django.urls import re_path

from realtime import endpoints

# A stock y-websocket asks for a document without the slash.
websocket = URLRouter(
    [
        re_path(r"^ws/documents/(?P<document_id>[^/]+)/?$", endpoints.documents),
        re_path(r"^ws/rooms/(?P<name>[^/]+)/?$", endpoints.rooms),
        re_path(r"", endpoints.nowhere),
    ]
)
