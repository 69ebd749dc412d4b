"""Reads JSON bodies; one nested so deeply that the reader gives up is malformed (400), not an error of ours."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser as Base


class JSONParser(Base):
    def parse(self, *args: Any, **options: Any) -> Any:
        try:
            return super().parse(*args, **options)
        except RecursionError:
            raise ParseError(_("The body is nested too deeply.")) from None
