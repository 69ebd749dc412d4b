"""WSGI entry point: pages and API of larger installations run here; /ws/ needs consult.asgi."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
application = get_wsgi_application()
