"""Addresses of partners, council, invitations and the choice of whom one acts for."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
