"""The demo's past: acts are played at the moment when they are said to have happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from django.utils import timezone


class Past:
    """Moves Django's clock; each act takes a few minutes, so that no two happen at once."""

    def __init__(self) -> None:
        self.today = timezone.now()
        self.moment = self.today

    def go_to(self, day: float, hour: int = 9) -> datetime:
        """Some day (0 = today, -7 = a week ago) at an hour of the alliance's time, never later than a minute ago."""
        local = timezone.localtime(self.today) + timedelta(days=day)
        moment = local.replace(hour=hour, minute=0, second=0, microsecond=0)
        self.moment = min(moment, self.today - timedelta(minutes=1))
        return self.moment

    def pass_by(self, minutes: float) -> None:
        self.moment = min(self.moment + timedelta(minutes=minutes), self.today)

    @contextmanager
    def running(self) -> Iterator["Past"]:
        past = self

        class Clock(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
                return past.moment.astimezone(tz)  # type: ignore[arg-type]

        # `timezone.now` reads this name; models keep references to the function itself.
        with patch("django.utils.timezone.datetime", Clock):
            yield self
