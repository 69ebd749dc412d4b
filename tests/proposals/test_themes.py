"""Themes: what a proposal may be about; added, renamed, ordered, retired by the secretariat, never deleted."""

import pytest

from alliance.capacities import NotAllowed
from alliance.domain.errors import Refused
from alliance.domain.journal import broken_chains
from alliance.models import Club, JournalEntry
from proposals.domain import drafting, themes
from proposals.interfaces.forms import DetailsForm, ListFilter
from proposals.models import Theme
from tests.factories import Alliance, make_club
from tests.proposals.path import Path

pytestmark = pytest.mark.django_db


def theme_of(alliance: Alliance, key: str = "chaleur") -> Theme:
    return Theme.objects.select_related("club").get(club=alliance.club, key=key)


def offered(club: Club) -> list[str]:
    return [theme.key for theme in themes.offered_themes(club)]


def add(alliance: Alliance, name: str = "Mobilité douce", by: str = "secretariat") -> Theme:
    return themes.add_theme(actor=alliance.actor(by), club=alliance.club, name=name)


def retire(alliance: Alliance, key: str = "chaleur") -> Theme:
    themes.retire_theme(actor=alliance.actor("secretariat"), theme=theme_of(alliance, key))
    return theme_of(alliance, key)


class TestAdding:
    def test_a_new_one_comes_last_with_a_key_made_of_its_name(self, alliance: Alliance) -> None:
        assert add(alliance).key == "mobilite-douce"
        assert offered(alliance.club)[-1] == "mobilite-douce"

    @pytest.mark.parametrize(
        ("name", "key"),
        [
            ("2030 : objectifs", "objectifs"),
            ("Ενέργεια", "theme"),
            ("Chaleur", "chaleur-2"),
            ("Une clé d’entrée dont le nom est bien trop long", "une-cle-dentree-dont-le-nom"),
        ],
    )
    def test_its_key_is_free_short_and_plain(self, alliance: Alliance, name: str, key: str) -> None:
        theme = add(alliance, name)
        theme.full_clean()
        assert (theme.name, theme.key) == (name, key)

    @pytest.mark.parametrize("name", ["", "  ", "Solidarité", "  solidarite ", "S\u202eolide", "x" * 81])
    def test_a_name_must_be_one_and_another_one(self, alliance: Alliance, name: str) -> None:
        with pytest.raises(Refused) as refused:
            add(alliance, name)
        assert list(refused.value.fields) == ["name"]
        assert Theme.objects.filter(club=alliance.club).count() == 8

    def test_another_club_has_its_own(self, alliance: Alliance) -> None:
        other = make_club("de", "Verband", "de")
        add(alliance)
        assert Theme.objects.filter(club=other).count() == 8
        with pytest.raises(NotAllowed):
            themes.add_theme(actor=alliance.actor("secretariat"), club=other, name="Wärme")


class TestNamesAndOrder:
    def test_it_is_renamed_and_keeps_its_key(self, alliance: Alliance) -> None:
        themes.rename_theme(actor=alliance.actor("secretariat"), theme=theme_of(alliance), name="Chaleur et froid")
        assert theme_of(alliance).name == "Chaleur et froid"

    def test_its_own_name_written_otherwise_is_no_other_theme(self, alliance: Alliance) -> None:
        themes.rename_theme(actor=alliance.actor("secretariat"), theme=theme_of(alliance), name="RÉSEAUX DE CHALEUR")
        assert theme_of(alliance).name == "RÉSEAUX DE CHALEUR"

    def test_it_moves_among_those_that_are_offered(self, alliance: Alliance) -> None:
        retire(alliance, "planification")
        actor = alliance.actor("secretariat")
        for places, first in [
            (-1, ["emploi", "renouvellement-urbain", "efficacite"]),
            (-1, ["emploi", "renouvellement-urbain", "efficacite"]),
            (1, ["renouvellement-urbain", "emploi", "efficacite"]),
            (1, ["renouvellement-urbain", "efficacite", "emploi"]),
        ]:
            themes.move_theme(actor=actor, theme=theme_of(alliance, "emploi"), places=places)
            assert offered(alliance.club)[:3] == first


class TestRetiring:
    def test_it_is_offered_no_more_and_what_carries_it_keeps_it(self, alliance: Alliance) -> None:
        path = Path(alliance)
        theme = theme_of(alliance)
        proposal = path.draft(title="Chaud", themes=[theme])
        theme = retire(alliance)

        assert "chaleur" not in offered(alliance.club)
        assert theme not in DetailsForm(club=alliance.club).fields["themes"].queryset
        with pytest.raises(Refused) as refused:
            path.draft(title="Froid", themes=[theme])
        assert list(refused.value.fields) == ["themes"]

        # Whoever changes something else of the proposal leaves it there.
        assert theme in DetailsForm(club=alliance.club, proposal=proposal).fields["themes"].queryset
        drafting.edit_details(actor=path.actor("rapporteur"), proposal=proposal, title="Tiède", themes=[theme])
        assert list(proposal.themes.all()) == [theme]
        page = alliance.client("rapporteur").get(proposal.urls.page).content.decode()
        assert "Réseaux de chaleur" in page
        page = alliance.client("rapporteur").get(proposal.urls.details).content.decode()
        assert "Réseaux de chaleur" in page

    def test_the_list_is_narrowed_by_it_as_long_as_something_carries_it(self, alliance: Alliance) -> None:
        def choices() -> set[str]:
            return {key for key, _name in ListFilter({}, club=alliance.club).fields["theme"].choices}

        Path(alliance).draft(themes=[theme_of(alliance)])
        retire(alliance)
        retire(alliance, "emploi")
        assert "chaleur" in choices() and "emploi" not in choices() and "solidarite" in choices()

    def test_it_can_be_offered_again_and_comes_last(self, alliance: Alliance) -> None:
        theme = retire(alliance)
        for _twice in range(2):
            themes.offer_theme(actor=alliance.actor("secretariat"), theme=theme)
        assert offered(alliance.club)[-1] == "chaleur"
        assert JournalEntry.objects.filter(act="offer-theme").count() == 1

    def test_a_theme_of_another_club_is_no_choice(self, alliance: Alliance) -> None:
        other = Theme.objects.filter(club=make_club("de", "Verband", "de"))[0]
        with pytest.raises(Refused):
            Path(alliance).draft(themes=[other])


@pytest.mark.parametrize("slug", ["visitor", "observer", "member", "representative", "rapporteur", "seat-4", "chair"])
def test_nobody_but_the_secretariat_changes_them(alliance: Alliance, slug: str) -> None:
    actor, theme = alliance.actor(slug), theme_of(alliance)
    for act in [
        lambda: themes.add_theme(actor=actor, club=alliance.club, name="Eau"),
        lambda: themes.rename_theme(actor=actor, theme=theme, name="Eau"),
        lambda: themes.move_theme(actor=actor, theme=theme, places=1),
        lambda: themes.retire_theme(actor=actor, theme=theme),
        lambda: themes.offer_theme(actor=actor, theme=theme),
    ]:
        with pytest.raises(NotAllowed):
            act()


def test_each_act_leaves_a_line_in_the_journal(alliance: Alliance) -> None:
    actor = alliance.actor("secretariat")
    theme = add(alliance)
    themes.rename_theme(actor=actor, theme=theme, name="Mobilité")
    themes.move_theme(actor=actor, theme=theme, places=-1)
    for act in [themes.retire_theme, themes.retire_theme, themes.offer_theme]:
        act(actor=actor, theme=theme)
    lines = JournalEntry.objects.filter(chain=alliance.club.chain, capacity=f"secretariat:{alliance.club.pk}")
    acts = [line.act for line in lines]
    assert acts == ["add-theme", "rename-theme", "order-themes", "retire-theme", "offer-theme"]
    assert lines[0].data == {"theme": theme.pk, "key": "mobilite-douce"}
    assert not list(broken_chains())


class TestPages:
    def test_the_secretariat_adds_renames_orders_and_retires_by_pages(self, alliance: Alliance) -> None:
        client = alliance.client("secretariat")
        assert "/themes/" in client.get("/secretariat/").content.decode()
        Path(alliance).draft(themes=[theme_of(alliance)])
        assert client.post("/themes/new/", {"name": "Mobilité douce"}).status_code == 302
        theme = theme_of(alliance, "mobilite-douce")
        client.post(f"/themes/{theme.pk}/", {"name": "Mobilité"})
        moved = client.post(f"/themes/{theme.pk}/move/", {"to": "up"})
        assert moved.headers["Location"] == f"/themes/#theme-{theme.pk}"
        assert f'id="theme-{theme.pk}"' in client.get("/themes/").content.decode()
        client.post(f"/themes/{theme_of(alliance).pk}/retire/")
        page = client.get("/themes/").content.decode()
        places = [page.index(words) for words in ["Mobilité", "Production locale", "Retirées", "Réseaux de chaleur"]]
        assert places == sorted(places)
        assert "1 proposition" in page

        client.post(f"/themes/{theme_of(alliance).pk}/offer/")
        assert offered(alliance.club)[-1] == "chaleur"

    def test_a_refused_name_is_told_in_the_form(self, alliance: Alliance) -> None:
        client = alliance.client("secretariat")
        for page in ["/themes/new/", f"/themes/{theme_of(alliance, 'emploi').pk}/"]:
            answer = client.post(page, {"name": "solidarité"})
            assert answer.status_code == 422 and list(answer.context["form"].errors) == ["name"]
