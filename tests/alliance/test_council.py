"""The council: seats and mandates with their days, and whether the composition is what the charter asks."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from alliance.capacities import NotAllowed
from alliance.domain import council
from alliance.domain.errors import Conflict, Refused
from alliance.domain.journal import broken_chains
from alliance.domain.queries import composition_findings, council_at
from alliance.models import Category, ChairTerm, JournalEntry, Mandate, Seat
from tests.factories import Alliance, make_partner, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def record(alliance: Alliance, slug: str = "seat-4", by: str = "secretariat", **fields: Any) -> Mandate:
    fields = {"holder": alliance.user("member"), "starts_on": timezone.localdate(), **fields}
    return council.record_mandate(actor=alliance.actor(by), seat=alliance.seats[slug], **fields)


def violations(alliance: Alliance) -> dict[str, str]:
    return {f.key: f"{f.title} {f.words}" for f in composition_findings(alliance.club) if f.is_violation}


class TestMandates:
    def test_a_new_mandate_ends_the_former_one_the_day_before(self, alliance: Alliance) -> None:
        today = timezone.localdate()
        former = alliance.mandates["seat-4"]
        mandate = record(alliance, alternate=alliance.user("alternate"))
        former.refresh_from_db()
        assert former.ends_on == today - DAY
        place = next(p for p in council_at(alliance.club) if p.seat == mandate.seat)
        assert (place.holder, place.alternate) == (alliance.user("member"), alliance.user("alternate"))
        before = next(p for p in council_at(alliance.club, today - DAY) if p.seat == mandate.seat)
        assert before.holder == alliance.user("seat-4")
        assert alliance.actor("seat-4").capacities[0].kind == "visitor"

    def test_a_mandate_to_come_leaves_the_present_one_until_then(self, alliance: Alliance) -> None:
        start = timezone.localdate() + 10 * DAY
        record(alliance, starts_on=start)
        place = next(p for p in council_at(alliance.club) if p.seat == alliance.seats["seat-4"])
        assert place.holder == alliance.user("seat-4")
        assert place.next_mandate and place.next_mandate.holder == alliance.user("member")
        later = next(p for p in council_at(alliance.club, start) if p.seat == alliance.seats["seat-4"])
        assert later.holder == alliance.user("member")

    def test_both_its_days_belong_to_it(self, alliance: Alliance) -> None:
        mandate = alliance.mandates["seat-4"]
        days = [mandate.starts_on - DAY, mandate.starts_on, mandate.ends_on, mandate.ends_on + DAY]
        held = [next(p for p in council_at(alliance.club, day) if p.seat == mandate.seat).mandate for day in days]
        assert held == [None, mandate, mandate, None]

    @pytest.mark.parametrize(
        ("field", "fields"),
        [
            ("ends_on", {"ends_on": date(2020, 1, 1)}),
            ("starts_on", {"starts_on": date(2020, 1, 1)}),
            ("alternate", {"alternate": "holder"}),
            ("partner", {"partner": "of another category"}),
        ],
    )
    def test_what_cannot_be_is_refused_by_field(self, alliance: Alliance, field: str, fields: dict[str, Any]) -> None:
        if field == "alternate":
            fields = {"alternate": alliance.user("member")}
        if field == "partner":
            fields = {"partner": alliance.partners["financeurs"][0]}
        with pytest.raises(Refused) as refused:
            record(alliance, **fields)
        assert list(refused.value.fields) == [field]
        assert Mandate.objects.count() == 10

    def test_nobody_but_the_secretariat_records(self, alliance: Alliance) -> None:
        for slug in ["visitor", "member", "representative", "seat-4", "chair"]:
            with pytest.raises(NotAllowed):
                record(alliance, by=slug)

    def test_an_ended_mandate_leaves_the_seat_vacant_and_says_since_when(self, alliance: Alliance) -> None:
        mandate, today = alliance.mandates["seat-9"], timezone.localdate()
        council.end_mandate(actor=alliance.actor("secretariat"), mandate=mandate, last_day=today - DAY)
        place = next(p for p in council_at(alliance.club) if p.seat == mandate.seat)
        assert (place.is_vacant, place.vacant_since) == (True, today)
        assert alliance.actor("seat-alternate-9").capacities[0].kind == "visitor"

    def test_the_journal_tells_the_end_that_a_mandate_had_and_the_one_that_a_successor_gives_it(
        self, alliance: Alliance
    ) -> None:
        former, today = alliance.mandates["seat-4"], timezone.localdate()
        announced = former.ends_on
        found = record(alliance)
        council.end_mandate(actor=alliance.actor("secretariat"), mandate=found, last_day=today)
        lines = JournalEntry.objects.filter(chain=alliance.club.chain, data__has_key="mandate").order_by("sequence")
        ended = {"mandate": former.pk, "before": announced and announced.isoformat()}
        told = [(line.act, line.data) for line in lines if line.act == "end-mandate"]
        assert told == [
            ("end-mandate", {**ended, "last_day": (found.starts_on - DAY).isoformat()}),
            ("end-mandate", {"mandate": found.pk, "before": None, "last_day": today.isoformat()}),
        ]
        assert not list(broken_chains())

    def test_an_abolished_seat_is_gone_from_today(self, alliance: Alliance) -> None:
        council.abolish_seat(actor=alliance.actor("secretariat"), seat=alliance.seats["seat-9"])
        assert len(council_at(alliance.club)) == 9
        assert len(council_at(alliance.club, timezone.localdate() - DAY)) == 10
        with pytest.raises(Conflict):
            record(alliance, "seat-9")

    def test_the_chair_passes_to_another_holder(self, alliance: Alliance) -> None:
        council.record_chair(actor=alliance.actor("secretariat"), mandate=alliance.mandates["seat-1"])
        assert [p.seat for p in council_at(alliance.club) if p.is_chair] == [alliance.seats["seat-1"]]
        assert alliance.actor("seat-1").chosen.is_chair and not alliance.actor("chair").chosen.is_chair
        assert ChairTerm.objects.filter(ended_at=None).count() == 1

    def test_the_chair_is_one_of_the_present_holders(self, alliance: Alliance) -> None:
        mandate = record(alliance, starts_on=timezone.localdate() + DAY)
        with pytest.raises(Refused):
            council.record_chair(actor=alliance.actor("secretariat"), mandate=mandate)

    def test_whoever_sits_no_more_is_checked_again_at_once(
        self, alliance: Alliance, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        told: set[int] = set()
        monkeypatch.setattr("realtime.announce.recheck", lambda *, user_id: told.add(user_id))
        with django_capture_on_commit_callbacks(execute=True):
            record(alliance)
        users = [alliance.user(slug).pk for slug in ["seat-4", "seat-alternate-4", "member"]]
        assert told == set(users)


class TestComposition:
    def test_three_elected_officials_and_a_seat_a_category_are_valid(self, alliance: Alliance) -> None:
        assert [(f.key, f.holds) for f in composition_findings(alliance.club)] == [
            ("elected", True),
            ("categories", True),
            ("once", True),
        ]

    def test_two_are_valid_one_and_four_are_not(self, alliance: Alliance) -> None:
        secretariat = alliance.actor("secretariat")
        council.add_seat(actor=secretariat, club=alliance.club, category=None)
        assert set(violations(alliance)) == {"elected"}
        for slug in ["seat-1", "seat-2"]:
            council.abolish_seat(actor=secretariat, seat=alliance.seats[slug])
            assert violations(alliance) == {}
        council.abolish_seat(actor=secretariat, seat=alliance.seats["chair"])
        assert set(violations(alliance)) == {"elected"}

    def test_a_category_without_a_seat_is_named(self, alliance: Alliance) -> None:
        council.abolish_seat(actor=alliance.actor("secretariat"), seat=alliance.seats["seat-9"])
        assert "Financeurs" in violations(alliance)["categories"]

    def test_a_category_never_has_two_seats(self, alliance: Alliance) -> None:
        with pytest.raises(Refused):
            council.add_seat(
                actor=alliance.actor("secretariat"), club=alliance.club, category=alliance.categories["agences"]
            )

    def test_somebody_who_holds_two_seats_is_named(self, alliance: Alliance) -> None:
        record(alliance, "seat-1", holder=alliance.user("seat-4"))
        assert "Seat 4" in violations(alliance)["once"]

    def test_a_vacancy_is_said_and_leaves_the_composition_valid(self, alliance: Alliance) -> None:
        Mandate.objects.filter(seat=alliance.seats["seat-9"]).delete()
        assert violations(alliance) == {}
        assert [f.key for f in composition_findings(alliance.club) if not f.holds] == ["vacant"]


class TestPages:
    def test_everybody_reads_the_council(self, alliance: Alliance) -> None:
        Mandate.objects.filter(seat=alliance.seats["seat-9"]).delete()
        for slug in ["visitor", "observer", "secretariat"]:
            page = alliance.client(slug).get("/council/").content.decode()
            assert page.count('class="seat-c') == 10 and page.count('class="ghost"') == 1
            assert "Seat 4" in page and "Seat alternate 4" in page
            assert "seat-4@example.org" not in page
            assert ("/council/seats/new/" in page) == (slug == "secretariat")

    def test_an_alliance_without_anything_yet_has_its_page(self, db: None, client: Any) -> None:
        for path in ["/", "/council/", "/partners/"]:
            assert client.get(path).status_code == 200

    def test_the_secretariat_builds_the_council_by_pages(self, alliance: Alliance) -> None:
        client = alliance.client("secretariat")
        council.abolish_seat(actor=alliance.actor("secretariat"), seat=alliance.seats["seat-9"])
        category = alliance.categories["financeurs"]
        client.post("/council/seats/new/", {"category": category.pk})
        seat = Seat.objects.get(category=category, abolished_on=None)
        partner = make_partner(category)
        fields = {"holder": alliance.user("member").pk, "starts_on": timezone.localdate(), "partner": partner.pk}
        assert client.post(f"/council/seats/{seat.pk}/", fields).status_code == 302
        mandate = Mandate.objects.get(seat=seat)
        client.post(f"/council/mandates/{mandate.pk}/alternate/", {"now-alternate": alliance.user("alternate").pk})
        client.post(f"/council/mandates/{mandate.pk}/chair/")
        page = client.get("/council/").content.decode()
        assert partner.name in page
        capacity = alliance.actor("alternate").capacities[1]
        assert capacity.is_alternate and capacity.seat == seat
        client.post(f"/council/mandates/{mandate.pk}/end/", {"now-last_day": timezone.localdate()})
        mandate.refresh_from_db()
        assert mandate.ends_on == timezone.localdate()

    def test_a_refused_mandate_says_why_in_the_form(self, alliance: Alliance) -> None:
        seat = alliance.seats["seat-4"]
        fields = {"holder": alliance.user("member").pk, "starts_on": "2026-06-01", "ends_on": "2026-05-01"}
        answer = alliance.client("secretariat").post(f"/council/seats/{seat.pk}/", fields)
        assert answer.status_code == 422 and list(answer.context["form"].errors) == ["ends_on"]

    def test_only_people_of_the_club_can_be_chosen(self, alliance: Alliance) -> None:
        stranger = make_user("stranger")
        fields = {"holder": stranger.pk, "starts_on": timezone.localdate()}
        answer = alliance.client("secretariat").post(f"/council/seats/{alliance.seats['seat-4'].pk}/", fields)
        assert answer.status_code == 422

    def test_the_end_of_a_mandate_and_a_new_chair_are_asked_before_they_are_recorded(self, alliance: Alliance) -> None:
        mandate, chair = alliance.mandates["seat-4"], alliance.user("chair")
        page = alliance.client("secretariat").get(f"/council/seats/{mandate.seat_id}/").content.decode()
        shown, asked = re.sub(r"(?s)<(dialog|noscript).*?</\1>", "", page), re.findall(r"(?s)<dialog.*?</dialog>", page)
        end = next(each for each in asked if 'id="end-mandate"' in each)
        change = next(each for each in asked if 'id="record-chair"' in each)

        for act in ("end", "chair"):
            path = f'action="/council/mandates/{mandate.pk}/{act}/"'
            assert path not in shown
            # In its dialog, and where there are no scripts.
            assert page.count(path) == 2
        assert f"Jusqu’à la fin du jour indiqué ici, {mandate.holder} occupe le siège." in end
        assert "le siège est vacant" in end
        assert f"Désormais, {mandate.holder} préside le conseil" in change and f"{chair}, qui le préside" in change
        assert mandate.ends_on and f"jusqu’au {date_format(mandate.ends_on)} inclus" in shown
        assert page.count('id="id_now-last_day"') == page.count('id="plain_now-last_day"') == 1


class TestCategories:
    FIELDS = {"name": "Artisans", "mark": "ar", "colour": "en", "pattern": "dots", "description": ""}

    def test_a_new_one_comes_last_and_lacks_its_seat(self, alliance: Alliance) -> None:
        client = alliance.client("secretariat")
        assert client.post("/categories/new/", {**self.FIELDS, "key": "artisans"}).status_code == 302
        last = Category.objects.filter(club=alliance.club).last()
        assert last and (last.key, last.mark) == ("artisans", "AR")
        assert "Artisans" in violations(alliance)["categories"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [("key", "elected"), ("key", "Not A Key"), ("key", "agences"), ("mark", "EL"), ("mark", "AG"), ("mark", "7x")],
    )
    def test_what_rules_and_pictures_could_not_bear_is_refused(
        self, alliance: Alliance, field: str, value: str
    ) -> None:
        fields = {**self.FIELDS, "key": "artisans", field: value}
        answer = alliance.client("secretariat").post("/categories/new/", fields)
        assert answer.status_code == 422
        assert not Category.objects.filter(name="Artisans").exists()

    def test_it_is_renamed_and_keeps_its_key(self, alliance: Alliance) -> None:
        category = alliance.categories["agences"]
        path = f"/categories/{category.pk}/"
        alliance.client("secretariat").post(path, {**self.FIELDS, "mark": "AG", "key": "other"})
        category.refresh_from_db()
        assert (category.name, category.key) == ("Artisans", "agences")

    def test_the_order_is_moved_one_by_one(self, alliance: Alliance) -> None:
        client, category = alliance.client("secretariat"), alliance.categories["agences"]
        for to, marks in [("up", "AGCORX"), ("up", "AGCORX"), ("down", "COAGRX"), ("down", "CORXAG")]:
            client.post(f"/categories/{category.pk}/move/", {"to": to})
            found = Category.objects.filter(club=alliance.club).values_list("mark", flat=True)[:3]
            assert "".join(found) == marks
