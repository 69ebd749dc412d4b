"""Addresses of partners, council, categories, invitations and the choice of whom one acts for."""

from django.urls import path

from alliance.interfaces.views import acting, categories, council, importing, invitations, members, partners

urlpatterns = [
    path("act-for/", acting.act_for, name="act_for"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<int:pk>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("secretariat/", invitations.secretariat, name="secretariat"),
    path("secretariat/<int:pk>/end/", invitations.secretariat_end, name="secretariat_end"),
    path("partners/", partners.partners, name="partners"),
    path("partners/new/", partners.partner_new, name="partner_new"),
    path("partners/import/", importing.partners_import, name="partners_import"),
    path("partners/<int:pk>/", partners.partner, name="partner"),
    path("partners/<int:pk>/edit/", partners.partner_edit, name="partner_edit"),
    path("partners/<int:pk>/admit/", partners.partner_admit, name="partner_admit"),
    path("partners/<int:pk>/let-go/", partners.partner_let_go, name="partner_let_go"),
    path("partners/<int:pk>/invite/", invitations.partner_invite, name="partner_invite"),
    path("members/<int:pk>/end/", members.member_end, name="member_end"),
    path("members/<int:pk>/role/", members.member_role, name="member_role"),
    path("council/", council.council, name="council"),
    path("council/seats/new/", council.seat_new, name="seat_new"),
    path("council/seats/<int:pk>/", council.seat, name="seat"),
    path("council/seats/<int:pk>/invite/", invitations.seat_invite, name="seat_invite"),
    path("council/seats/<int:pk>/abolish/", council.seat_abolish, name="seat_abolish"),
    path("council/mandates/<int:pk>/end/", council.mandate_end, name="mandate_end"),
    path("council/mandates/<int:pk>/invite/", invitations.alternate_invite, name="alternate_invite"),
    path("council/mandates/<int:pk>/alternate/", council.mandate_alternate, name="mandate_alternate"),
    path("council/mandates/<int:pk>/chair/", council.mandate_chair, name="mandate_chair"),
    path("categories/", categories.categories, name="categories"),
    path("categories/new/", categories.category_new, name="category_new"),
    path("categories/<int:pk>/", categories.category, name="category"),
    path("categories/<int:pk>/move/", categories.category_move, name="category_move"),
]
