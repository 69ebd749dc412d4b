"""Addresses of the home page and of the demo."""

from django.urls import path
from django.views.generic import TemplateView
from django.views.i18n import set_language

from consult.interfaces import demo, parts, preferences, views

urlpatterns = [
    path("", views.home, name="home"),
    path("preferences/theme/", preferences.set_theme, name="set_theme"),
    path("preferences/language/", set_language, name="set_language"),
    path("accessibility/", TemplateView.as_view(template_name="pages/accessibility.html"), name="accessibility"),
    path("personal-data/", TemplateView.as_view(template_name="pages/personal_data.html"), name="personal_data"),
    path("parts/", parts.parts, name="parts"),
    path("demo/enter/", demo.enter_page, name="demo_enter"),
    path("demo/enter/<slug:slug>/", demo.enter, name="demo_enter_as"),
]
