"""Addresses of the home page and of the demo."""

from django.urls import path
from django.views.i18n import set_language

from consult.interfaces import preferences, views

urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/theme/", preferences.set_theme, name="set_theme"),
    path("preferences/language/", set_language, name="set_language"),
]
