"""The demo's past: acts are played at the moment when they are said to have happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from django.utils import timezone


class Past:
    """Moves Django's clock; each act takes a few minutes, so that no two happen at once."""

    def __init__(self, today: datetime | None = None) -> None:
        self.today = today or timezone.now()
        self.moment = self.today

    def at(self, day: float, hour: int) -> datetime:
        """Some day (0 = today, -7 = a week ago) at an hour of the alliance's time."""
        # In local time: across a change of the clocks, days are not all of 24 hours.
        local = timezone.localtime(self.today) + timedelta(days=day)
        return local.replace(hour=hour, minute=0, second=0, microsecond=0)

    def go_to(self, day: float, hour: int = 9) -> datetime:
        """Moves to that time, never later than a minute ago."""
        self.moment = min(self.at(day, hour), self.today - timedelta(minutes=1))
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
