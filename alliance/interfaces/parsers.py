"""Reads JSON bodies; what is none, or nested so deeply that the reader gives up, is malformed (400)."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser as Base

from alliance.interfaces.api_errors import Malformed


class JSONParser(Base):
    def parse(self, *args: Any, **options: Any) -> Any:
        try:
            return super().parse(*args, **options)
        except ParseError:
            raise Malformed(_("The body is no JSON that can be read.")) from None
        except RecursionError:
            raise Malformed(_("The body is nested too deeply.")) from None
