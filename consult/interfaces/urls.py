"""Addresses of the home page and of the demo."""

from django.urls import path

from consult.interfaces import views

urlpatterns = [path("", views.home, name="home")]
