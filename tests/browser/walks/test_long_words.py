"""A word longer than the page, in every name and title at once: no page grows wider than its window for it."""

from __future__ import annotations

from django.urls import reverse

from alliance.models import Category, Partner
from proposals.models import Proposal, Theme
from tests.browser.walks.conftest import Enter
from tests.factories import Alliance
from tests.proposals.path import Path
from tests.voting.acts import in_an_hour, rule_of
from voting.domain.opening import open_poll

WORD = "Anticonstitutionnellement" * 8


def test_a_long_word_in_a_title_or_a_name_widens_no_page(alliance: Alliance, enter: Enter) -> None:
    for theme in Theme.objects.all():
        Theme.objects.filter(pk=theme.pk).update(name=f"{WORD[:70]}{theme.pk}")
    for category in Category.objects.all():
        Category.objects.filter(pk=category.pk).update(name=f"{WORD[:70]}{category.pk}")
    Partner.objects.update(name=WORD[:70])
    path = Path(alliance)
    drafts = [path.draft() for _ in range(3)]
    for proposal in drafts:
        proposal.themes.set(Theme.objects.all()[:2])
    Proposal.objects.update(title=WORD, subtitle=WORD, addressees=WORD, origin=WORD)
    draft, open_one, frozen = Proposal.objects.order_by("pk")
    path.support("representative-1", path.consultation(open_one))
    path.final(path.settling(path.consultation(frozen)))
    poll = open_poll(
        actor=alliance.actor("secretariat"),
        rule=rule_of(alliance),
        question=WORD,
        title=WORD,
        closes_at=in_an_hour(),
    )

    drafting = ["page", "edit", "details", "people", "consultation"]
    reading = ["page", "history", "support"]
    pages = {
        "rapporteur": [
            "/",
            "/proposals/",
            *(getattr(draft.urls, name) for name in drafting),
            *(getattr(proposal.urls, name) for proposal in (open_one, frozen) for name in reading),
        ],
        "secretariat": ["/", reverse("themes"), reverse("categories"), "/partners/", "/polls/", "/council/"],
        "seat-4": ["/", poll.urls.page],
    }
    wide = []
    for slug, addresses in pages.items():
        page = enter(slug, width=1440, height=800)
        for address in addresses:
            response = page.goto(address)
            assert response is not None and response.ok, address
            for width in (1440, 320):
                page.set_viewport_size({"width": width, "height": 800})
                if (took := page.evaluate("document.documentElement.scrollWidth")) > width:
                    wide.append((address, width, took))
            page.set_viewport_size({"width": 1440, "height": 800})
    assert wide == []
