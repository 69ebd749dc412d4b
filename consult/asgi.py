"""ASGI entry point: pages, API and the live floor in one process, or /ws/ alone behind a proxy."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
# WhiteNoise gives its files piece by piece in the ordinary way; they are small and hashed, and a proxy keeps them.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402  (apps must be ready first)

from consult.routing import websocket  # noqa: E402
from realtime.lifespan import lifespan  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": websocket, "lifespan": lifespan})
