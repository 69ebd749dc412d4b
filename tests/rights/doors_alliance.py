"""Doors of WHO: register, invitations, members, categories, partners, council. Pages only; the API holds none of it."""

from django.http import HttpResponseBase
from django.utils import timezone

from alliance.domain import invitations
from alliance.models import Category, Member, Partner, Secretariat
from alliance.models.partners import Role, Standing
from tests.factories import make_member, make_partner, make_seat, make_user
from tests.rights.doors import Case, door


def a_partner(case: Case) -> Partner:
    """The persona's own partner, or one of somebody else."""
    if case.own:
        return case.alliance.partner_of(case.slug)
    return case.alliance.partners["financeurs"][0]


def partner_fields(case: Case) -> dict[str, object]:
    return {"name": "Commune de Rochebrune", "category": case.alliance.categories["agences"].pk, "territory": "rural"}


@door("alliance.read_register", "page")
def register(case: Case) -> HttpResponseBase:
    return case.client.get("/partners/")


@door("alliance.read_register", "page")
def partner(case: Case) -> HttpResponseBase:
    return case.client.get(case.alliance.partner.urls.page)


@door("alliance.read_register", "page")
def council(case: Case) -> HttpResponseBase:
    return case.client.get("/council/")


@door("alliance.read_members", "page")
def members(case: Case) -> bool:
    """The page of a partner is everybody's; the names on it are not."""
    make_member(case.alliance.partners["financeurs"][0], user=make_user(name="Hélène Frêne"))
    page = case.client.get(case.alliance.partners["financeurs"][0].urls.page)
    assert page.status_code == 200
    return "Hélène Frêne" in page.content.decode()


@door("alliance.invite_members", "page")
def invite_page(case: Case) -> HttpResponseBase:
    return case.client.get(a_partner(case).urls.invite)


@door("alliance.invite_members", "page")
def invite(case: Case) -> HttpResponseBase:
    fields = {"email": "new@example.org", "name": "", "role": "observer"}
    return case.client.post(a_partner(case).urls.invite, fields)


@door("alliance.invite_members", "page")
def withdraw(case: Case) -> HttpResponseBase:
    sent = invitations.invite_member(
        actor=case.alliance.actor("secretariat"), partner=a_partner(case), email="new@example.org", role=Role.OBSERVER
    )
    return case.client.post(f"/invitations/{sent.invitation.pk}/withdraw/")


@door("alliance.invite_members", "page")
def end_membership(case: Case) -> HttpResponseBase:
    member = Member.objects.get(user=make_member(a_partner(case)))
    return case.client.post(f"/members/{member.pk}/end/")


@door("alliance.invite_members", "page")
def change_role(case: Case) -> HttpResponseBase:
    member = Member.objects.get(user=make_member(a_partner(case)))
    return case.client.post(f"/members/{member.pk}/role/", {"role": "observer"})


@door("alliance.invite_secretariat", "page")
def secretariat(case: Case) -> HttpResponseBase:
    return case.client.get("/secretariat/")


@door("alliance.invite_secretariat", "page")
def invite_to_secretariat(case: Case) -> HttpResponseBase:
    return case.client.post("/secretariat/", {"email": "new@example.org", "name": ""})


@door("alliance.invite_secretariat", "page")
def withdraw_from_secretariat(case: Case) -> HttpResponseBase:
    sent = invitations.invite_to_secretariat(
        actor=case.alliance.actor("secretariat"), club=case.alliance.club, email="new@example.org"
    )
    return case.client.post(f"/invitations/{sent.invitation.pk}/withdraw/")


@door("alliance.invite_secretariat", "page")
def end_secretariat(case: Case) -> HttpResponseBase:
    work = Secretariat.objects.create(club=case.alliance.club, user=make_user())
    return case.client.post(f"/secretariat/{work.pk}/end/")


@door("alliance.edit_categories", "page")
def categories(case: Case) -> HttpResponseBase:
    return case.client.get("/categories/")


@door("alliance.edit_categories", "page")
def add_category_page(case: Case) -> HttpResponseBase:
    return case.client.get("/categories/new/")


@door("alliance.edit_categories", "page")
def add_category(case: Case) -> HttpResponseBase:
    fields = {"key": "artisans", "name": "Artisans", "mark": "AR", "colour": "en", "pattern": "dots"}
    return case.client.post("/categories/new/", fields)


@door("alliance.edit_categories", "page")
def edit_category_page(case: Case) -> HttpResponseBase:
    return case.client.get(f"/categories/{Category.objects.first().pk}/")  # type: ignore[union-attr]


@door("alliance.edit_categories", "page")
def edit_category(case: Case) -> HttpResponseBase:
    category = case.alliance.categories["agences"]
    fields = {"name": "Agences", "mark": "AG", "colour": "ag", "pattern": "rising"}
    return case.client.post(f"/categories/{category.pk}/", fields)


@door("alliance.edit_categories", "page")
def move_category(case: Case) -> HttpResponseBase:
    return case.client.post(f"/categories/{case.alliance.categories['agences'].pk}/move/", {"to": "up"})


@door("alliance.admit_partners", "page")
def candidate(case: Case) -> HttpResponseBase:
    found = make_partner(case.alliance.categories["agences"], standing=Standing.CANDIDATE)
    return case.client.get(found.urls.page)


@door("alliance.admit_partners", "page")
def candidates(case: Case) -> bool:
    make_partner(case.alliance.categories["agences"], "Commune de Rochebrune", standing=Standing.CANDIDATE)
    return "Rochebrune" in case.client.get("/partners/?standing=candidate").content.decode()


@door("alliance.admit_partners", "page")
def admit(case: Case) -> HttpResponseBase:
    found = make_partner(case.alliance.categories["agences"], standing=Standing.CANDIDATE)
    return case.client.post(f"/partners/{found.pk}/admit/")


@door("alliance.admit_partners", "page")
def let_go(case: Case) -> HttpResponseBase:
    return case.client.post(f"/partners/{case.alliance.partner.pk}/let-go/")


@door("alliance.admit_partners", "page")
def add_partner_page(case: Case) -> HttpResponseBase:
    return case.client.get("/partners/new/")


@door("alliance.admit_partners", "page")
def add_partner(case: Case) -> HttpResponseBase:
    return case.client.post("/partners/new/", partner_fields(case))


@door("alliance.admit_partners", "page")
def import_page(case: Case) -> HttpResponseBase:
    return case.client.get("/partners/import/")


@door("alliance.admit_partners", "page")
def import_partners(case: Case) -> HttpResponseBase:
    fields = {"table": "nom\nCommune de Rochebrune\n", "category": "agences", "confirm": "yes"}
    return case.client.post("/partners/import/", fields)


@door("alliance.edit_partner", "page")
def edit_partner_page(case: Case) -> HttpResponseBase:
    return case.client.get(case.alliance.partner.urls.edit)


@door("alliance.edit_partner", "page")
def edit_partner(case: Case) -> HttpResponseBase:
    return case.client.post(case.alliance.partner.urls.edit, partner_fields(case))


@door("alliance.record_mandates", "page")
def add_seat(case: Case) -> HttpResponseBase:
    return case.client.post("/council/seats/new/", {"category": ""})


@door("alliance.record_mandates", "page")
def seat_page(case: Case) -> HttpResponseBase:
    return case.client.get(f"/council/seats/{case.alliance.seats['seat-9'].pk}/")


@door("alliance.record_mandates", "page")
def record_mandate(case: Case) -> HttpResponseBase:
    fields = {"holder": case.alliance.user("member").pk, "starts_on": timezone.localdate().isoformat()}
    return case.client.post(f"/council/seats/{case.alliance.seats['seat-9'].pk}/", fields)


@door("alliance.record_mandates", "page")
def invite_to_seat_page(case: Case) -> HttpResponseBase:
    return case.client.get(f"/council/seats/{case.alliance.seats['seat-9'].pk}/invite/")


@door("alliance.record_mandates", "page")
def invite_to_seat(case: Case) -> HttpResponseBase:
    fields = {"email": "new@example.org", "name": "", "starts_on": timezone.localdate().isoformat()}
    return case.client.post(f"/council/seats/{case.alliance.seats['seat-9'].pk}/invite/", fields)


@door("alliance.record_mandates", "page")
def invite_alternate_page(case: Case) -> HttpResponseBase:
    return case.client.get(f"/council/mandates/{case.alliance.mandates['seat-9'].pk}/invite/")


@door("alliance.record_mandates", "page")
def invite_alternate(case: Case) -> HttpResponseBase:
    fields = {"email": "new@example.org", "name": ""}
    return case.client.post(f"/council/mandates/{case.alliance.mandates['seat-9'].pk}/invite/", fields)


@door("alliance.record_mandates", "page")
def withdraw_from_seat(case: Case) -> HttpResponseBase:
    sent = invitations.invite_to_seat(
        actor=case.alliance.actor("secretariat"),
        seat=case.alliance.seats["seat-9"],
        email="new@example.org",
        starts_on=timezone.localdate(),
    )
    return case.client.post(f"/invitations/{sent.invitation.pk}/withdraw/")


@door("alliance.record_mandates", "page")
def abolish_seat(case: Case) -> HttpResponseBase:
    return case.client.post(f"/council/seats/{make_seat(case.alliance.club).pk}/abolish/")


@door("alliance.record_mandates", "page")
def end_mandate(case: Case) -> HttpResponseBase:
    mandate = case.alliance.mandates["seat-9"]
    return case.client.post(f"/council/mandates/{mandate.pk}/end/", {"now-last_day": timezone.localdate().isoformat()})


@door("alliance.record_mandates", "page")
def set_alternate(case: Case) -> HttpResponseBase:
    mandate = case.alliance.mandates["seat-9"]
    fields = {"now-alternate": case.alliance.user("member").pk}
    return case.client.post(f"/council/mandates/{mandate.pk}/alternate/", fields)


@door("alliance.record_mandates", "page")
def record_chair(case: Case) -> HttpResponseBase:
    return case.client.post(f"/council/mandates/{case.alliance.mandates['seat-9'].pk}/chair/")
