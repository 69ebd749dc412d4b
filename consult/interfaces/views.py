"""The home page: the public face for a visitor, what waits for me for a member."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alliance.domain import queries
from alliance.interfaces.requests import ActorRequest
from alliance.models import Category, Club
from consult.interfaces import home as waiting
from proposals.domain.queries import published

# Positions on the public face; the others are a list of their own.
LATEST = 5


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    if not request.actor.is_visitor:
        return member_home(request)
    club = queries.present_club(request.actor)
    return render(request, "public/home.html", public_face(club) if club else {})


def member_home(request: ActorRequest) -> HttpResponse:
    found = waiting.groups(request.actor)
    counts, largest = waiting.stage_counts(request.actor)
    context = {
        "groups": found,
        "sentence": waiting.sentence(found),
        "today": timezone.localdate(),
        "changes": waiting.latest_changes(request.actor),
        "counts": counts,
        "largest": largest,
    }
    return render(request, "home/member.html", context)


def public_face(club: Club) -> dict[str, Any]:
    """What everybody may see of a club at a glance: published positions, council, categories with their partners."""
    counts = queries.partners_by_category(club)
    return {
        "positions": [
            {
                "title": proposal.title,
                "url": proposal.urls.page,
                "stand": proposal.subtitle,
                "date": proposal.published_at,
                "themes": ", ".join(theme.name for theme in proposal.themes.all()),
            }
            for proposal in published(club)[:LATEST]
        ],
        "seats": [
            {
                "category": place.seat.category,
                "holder": place.holder.name if place.holder else "",
                "partner": place.mandate.partner.name if place.mandate and place.mandate.partner else "",
            }
            for place in queries.council_at(club)
        ],
        "categories": [
            {"category": category, "count": counts.get(category.pk, 0)}
            for category in Category.objects.filter(club=club)
        ],
        "partner_count": sum(counts.values()),
    }
