"""The page of the editor's suite and its margin threads, which live in the server's memory."""

from __future__ import annotations

import html
import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from consult.health import healthz
from tests.browser.editor.pages import actor_of

CARD = """
<article class="note">
<div class="by"><span class="av s" aria-hidden="true">PC</span>
<div><b>Paul Cytise</b><span class="meta">Brenne</span></div></div>
<p>{body}</p>
<form class="acts" method="post" action="{address}"><button class="btn quiet slim">Marquer comme réglé</button></form>
</article>
"""

threads: dict[str, list[dict[str, Any]]] = {}


def edit(request: HttpRequest, document_id: UUID) -> HttpResponse:
    actor = actor_of(request.user)
    writable = request.user.email.startswith("writer")  # type: ignore[union-attr]
    editor = {
        "userId": str(request.user.pk),
        "documentUrl": f"/ws/documents/{document_id}",
        "threadsUrl": f"/test/editor/{document_id}/threads/",
        "room": None,
        "user": {"name": actor.name, "partner": actor.partner, "colour": actor.colour},
        "writable": writable,
        "readonlyReason": "" if writable else "vous n’êtes pas coautrice",
    }
    checks = [
        {"done": True, "text": "Difficulté de terrain reliée"},
        {"done": False, "text": "Solidarité urbain-rural\u00a0:", "url": "#editor", "link": "il manque une phrase"},
    ]
    context = {
        "title": "Un fonds de garantie pour la rénovation en zone rurale",
        "back_url": "/",
        "stage": "draft",
        "editor": editor,
        "checks": checks,
        "invite_url": "#invite",
        "versions_url": "#versions",
        "next_act": {"url": "#open", "label": "Ouvrir la consultation"},
    }
    return render(request, "proposals/edit.html", context)


def thread_list(request: HttpRequest, document_id: UUID) -> HttpResponse:
    listed = threads.setdefault(str(document_id), [])
    if request.method == "POST":
        sent = json.loads(request.body)
        listed.append(sent | {"id": str(len(listed) + 1), "resolved": False, "lost": False})
        return JsonResponse({"id": listed[-1]["id"]}, status=201)
    told = []
    for thread in listed:
        address = f"/test/editor/{document_id}/threads/{thread['id']}/"
        card = CARD.format(body=html.escape(thread["body"]), address=address)
        told.append({key: thread[key] for key in ("id", "start", "end", "quote", "lost", "resolved")} | {"html": card})
    return JsonResponse({"sequence": 0, "threads": told})


def resolve(request: HttpRequest, document_id: UUID, number: int) -> HttpResponse:
    threads[str(document_id)][number - 1]["resolved"] = True
    return HttpResponse(status=204)


urlpatterns = [
    path("healthz", healthz),
    path("test/editor/<uuid:document_id>/", edit),
    path("test/editor/<uuid:document_id>/threads/", thread_list),
    path("test/editor/<uuid:document_id>/threads/<int:number>/", resolve),
]
