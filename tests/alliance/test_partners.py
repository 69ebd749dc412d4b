"""The register of partners and their pages; for whom one acts; the demo's door."""

from typing import Any

import pytest
from django.test import Client

from alliance.models import Partner
from alliance.models.partners import Standing
from consult.demo.cast import PEOPLE
from tests.factories import Alliance, make_member, make_partner, make_user

pytestmark = pytest.mark.django_db


def names(client: Client, query: str = "") -> list[str]:
    return [partner.name for partner in client.get(f"/partners/{query}").context["page"].object_list]


class TestRegister:
    def test_everybody_reads_who_was_admitted_and_nobody_else(self, alliance: Alliance) -> None:
        make_partner(alliance.categories["agences"], "Commune de Rochebrune", standing=Standing.CANDIDATE)
        make_partner(alliance.categories["agences"], "Ancienne agence", standing=Standing.LEFT)
        for slug in ["visitor", "member"]:
            assert len(names(alliance.client(slug))) == 14
            # What is asked for without the right to it is not shown either.
            assert len(names(alliance.client(slug), "?standing=candidate")) == 14
        assert names(alliance.client("secretariat"), "?standing=candidate") == ["Commune de Rochebrune"]

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("?category=agences", 2),
            ("?territory=rural", 7),
            ("?category=agences&territory=rural", 1),
            ("?text=ENERGIE", 2),
            ("?text=agences+2", 1),
            ("?text=none+such", 0),
            ("?category=nonsense", 14),
        ],
    )
    def test_it_is_filtered_by_category_territory_and_words_without_accents(
        self, alliance: Alliance, query: str, count: int
    ) -> None:
        assert len(names(Client(), query)) == count

    def test_a_candidate_cannot_be_told_from_what_does_not_exist(self, alliance: Alliance) -> None:
        candidate = make_partner(alliance.categories["agences"], standing=Standing.CANDIDATE)
        client = alliance.client("member")
        hidden, unknown = client.get(candidate.urls.page), client.get("/partners/999999/")
        assert (hidden.status_code, unknown.status_code) == (404, 404)
        assert candidate.name not in hidden.content.decode()
        path = f"/accounts/login/?next={candidate.urls.page}"
        assert Client().get(candidate.urls.page).url == path

    def test_the_secretariat_adds_edits_admits_and_lets_go(self, alliance: Alliance) -> None:
        client = alliance.client("secretariat")
        fields = {"name": " Rochebrune ", "category": alliance.categories["agences"].pk, "territory": "rural"}
        page = client.post("/partners/new/", fields).url
        partner = Partner.objects.get(name="Rochebrune")
        assert page == partner.urls.page and partner.standing == Standing.CANDIDATE
        client.post(partner.urls.edit, {**fields, "population": "1310", "website": "rochebrune.example"})
        client.post(f"/partners/{partner.pk}/admit/")
        partner.refresh_from_db()
        assert (partner.population, partner.website) == (1310, "https://rochebrune.example")
        assert partner.is_admitted and partner.admitted_at
        user = make_member(partner)
        client.post(f"/partners/{partner.pk}/let-go/")
        sign_in = Client()
        sign_in.force_login(user)
        assert sign_in.get("/partners/").wsgi_request.actor.chosen.kind == "visitor"

    @pytest.mark.parametrize(
        ("field", "value"),
        [("name", "Ro\u202ech"), ("category", ""), ("website", "javascript:alert(1)"), ("population", "-1")],
    )
    def test_what_the_register_cannot_say_is_refused_by_field(self, alliance: Alliance, field: str, value: str) -> None:
        fields = {
            "name": "Rochebrune",
            "category": alliance.categories["agences"].pk,
            "territory": "rural",
            field: value,
        }
        answer = alliance.client("secretariat").post("/partners/new/", fields)
        assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]

    def test_names_of_people_are_for_members(self, alliance: Alliance) -> None:
        page = alliance.partner.urls.page
        assert b"Observer" not in Client().get(page).content
        assert b"Representative" in alliance.client("observer").get(page).content


class TestActingFor:
    def test_the_choice_is_kept_and_shown_on_every_page(self, alliance: Alliance) -> None:
        user = alliance.user("member")
        other = alliance.partners["financeurs"][0]
        make_member(other, user=user)
        client = alliance.client("member")
        second = alliance.actor("member").capacities[1].key
        answer = client.post("/act-for/", {"capacity": second, "next": "/council/"})
        assert answer.url == "/council/"
        assert client.get("/council/").wsgi_request.actor.chosen.partner == other

    @pytest.mark.parametrize("key", ["", "secretariat:1", "member:999", "seat:1"])
    def test_nobody_acts_for_what_it_is_not(self, alliance: Alliance, key: str) -> None:
        client = alliance.client("member")
        assert client.post("/act-for/", {"capacity": key}).status_code == 409
        assert client.get("/council/").wsgi_request.actor.chosen.kind == "member"

    def test_a_capacity_lost_meanwhile_is_chosen_no_more(self, alliance: Alliance) -> None:
        client = alliance.client("seat-4", f"seat:{alliance.seats['seat-4'].pk}")
        alliance.mandates["seat-4"].delete()
        assert client.get("/council/").wsgi_request.actor.chosen.kind == "visitor"


class TestDemo:
    SLUGS = [
        *["secretariat", "rapporteur", "coauthor-1", "coauthor-2", "coauthor-3", "chair", "observer"],
        *(f"seat-{number}" for number in range(1, 10)),
        *(f"representative-{number}" for number in range(1, 4)),
    ]

    def test_every_agreed_person_is_in_the_cast(self) -> None:
        assert {person.slug for person in PEOPLE if person.slug} == set(self.SLUGS)

    @pytest.mark.parametrize("slug", SLUGS)
    def test_one_enters_by_a_post(self, db: None, settings: Any, slug: str) -> None:
        settings.DEMO = "1"
        user = make_user()
        user.email = f"{slug}@demo.example"
        user.save()
        client = Client()
        assert client.get(f"/demo/enter/{slug}/").status_code == 405
        assert client.post(f"/demo/enter/{slug}/").url == "/"
        assert client.session["_auth_user_id"] == str(user.pk)

    def test_elsewhere_the_door_does_not_exist(self, alliance: Alliance) -> None:
        user = alliance.user("secretariat")
        user.email = "secretariat@demo.example"
        user.save()
        assert Client().get("/demo/enter/").status_code == 404
        assert Client().post("/demo/enter/secretariat/").status_code == 404

    def test_nobody_else_is_entered(self, alliance: Alliance, settings: Any) -> None:
        settings.DEMO = "1"
        for slug in ["member", "admin", "x@demo-example"]:
            assert Client().post(f"/demo/enter/{slug}/").status_code == 404

    def test_a_forged_post_is_refused(self, db: None, settings: Any) -> None:
        settings.DEMO = "1"
        assert Client(enforce_csrf_checks=True).post("/demo/enter/secretariat/").status_code == 403
