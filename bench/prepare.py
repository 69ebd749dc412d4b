"""`python -m bench.prepare PEOPLE DOCUMENTS`: people with sessions and empty texts in our database, told as JSON."""

import json
import sys
from importlib import import_module

import django


def main(people: int, documents: int) -> dict[str, list[str]]:
    """`cookies` has a Cookie header for each person, `documents` the ids of new texts."""
    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
    from django.core.management import call_command

    from bench.site import KIND
    from realtime.documents import create_document

    call_command("migrate", verbosity=0, interactive=False)
    cookies = []
    for number in range(people):
        user, _ = get_user_model().objects.get_or_create(
            email=f"bench-{number}@example.org", defaults={"name": f"Bench {number}"}
        )
        store = import_module(settings.SESSION_ENGINE).SessionStore()
        store[SESSION_KEY] = str(user.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store.save()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={store.session_key}")
    return {"cookies": cookies, "documents": [str(create_document(kind=KIND).pk) for _ in range(documents)]}


if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:])), sys.stdout)
