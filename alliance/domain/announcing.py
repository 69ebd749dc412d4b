"""What the live floor must hear of WHO: whose rights changed."""

from functools import partial

from django.db import transaction

from alliance.models import User
from realtime import announce


def rights_changed(*users: User | None) -> None:
    """After the commit, the open connections of these persons are checked again (A22): they stay, or close."""
    for user_id in {user.pk for user in users if user}:
        transaction.on_commit(partial(_recheck, user_id))


def _recheck(user_id: int) -> None:
    announce.recheck(user_id=user_id)
