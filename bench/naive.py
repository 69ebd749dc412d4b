"""The peer that everybody writes first: a Channels consumer in a group, one message a member, memory layer.

`uvicorn bench.naive:application`. `/room` passes text on, `/documents/<name>` binary; the sender is left out there.
"""

from __future__ import annotations

import json
from typing import Any

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import re_path

settings.configure(
    SECRET_KEY="bench",
    DATABASES={},
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 100_000}}},
)
django.setup()


class Room(AsyncWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        self.group = self.scope["path"].strip("/").replace("/", ".")
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data is not None:
            await self.channel_layer.group_send(self.group, {"type": "said", "said": json.loads(text_data)})
        elif bytes_data is not None:
            await self.channel_layer.group_send(
                self.group, {"type": "wrote", "update": bytes_data, "by": self.channel_name}
            )

    async def said(self, event: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(event["said"]))

    async def wrote(self, event: dict[str, Any]) -> None:
        if event["by"] != self.channel_name:
            await self.send(bytes_data=event["update"])


application = ProtocolTypeRouter({"websocket": URLRouter([re_path(r"", Room.as_asgi())])})
