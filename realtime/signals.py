"""A session that ends, or a user who changes, is felt by open connections within a second (A09)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from realtime.announce import recheck, signed_out


def connect() -> None:
    post_delete.connect(_session_ended, sender=Session, dispatch_uid="realtime.session_ended")
    post_save.connect(_user_changed, sender=get_user_model(), dispatch_uid="realtime.user_changed")


def _session_ended(instance: Session, **_: Any) -> None:
    """Sign-out, sign-out everywhere, or a new key after a password change: the old key's connections close."""
    key = instance.session_key
    transaction.on_commit(lambda: signed_out(key))


def _user_changed(instance: Any, created: bool, **_: Any) -> None:
    if not created:
        user_id = instance.pk
        transaction.on_commit(lambda: recheck(user_id=user_id))
