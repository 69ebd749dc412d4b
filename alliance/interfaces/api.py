"""What every API view shares: a body with an unknown field or a query with an unknown filter is refused, not ignored.

class CommentInput(StrictSerializer):
    body = serializers.CharField(max_length=5000)

class Proposals(StrictQueryMixin, ListAPIView):
    filterset_class = ProposalFilter            # its filters are known…
    query_parameters = frozenset({"ordering"})  # …and these
    ordering_fields = frozenset({"deadline"})   # the only values of `ordering`, with or without "-"
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from alliance.domain.errors import Refused
from alliance.interfaces.api_errors import Malformed, NoSuchPage


class UnknownFilter(ParseError):
    """400 `unknown-filter`: the query names something that this address does not filter or sort by."""

    default_code = "unknown-filter"


class Filters(DjangoFilterBackend):
    """A value that a known filter can't have is 400 `malformed`, and names the filter."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            names = ", ".join(sorted(filterset.errors))
            raise Malformed(_("Not a value of this filter: %(names)s") % {"names": names})
        return filterset.qs


class Pages(PageNumberPagination):
    """`page` counts from 1: what is no such number is 400 `malformed`, one after the last 404."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        asked = request.query_params.get(self.page_query_param, "1")
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 10 and int(asked) > 0):
            raise Malformed(_("Not a value of this filter: %(names)s") % {"names": self.page_query_param})
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound:
            raise NoSuchPage from None


class StrictSerializer(serializers.Serializer):
    """A body with a field that may not be written is refused whole: 422 `unknown-field`, by field (A03)."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(str(name) for name in set(data) - writable)
            if unknown:
                raise Refused({name: [_("This field may not be written here.")] for name in unknown}, "unknown-field")
        return super().to_internal_value(data)


class StrictQueryMixin:
    """For views: a query parameter that the view doesn't name is refused: 400 `unknown-filter` (A04)."""

    query_parameters: ClassVar[frozenset[str]] = frozenset()
    ordering_fields: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        unknown = set(request.query_params) - self.known_parameters()
        if unknown:
            raise UnknownFilter(_("Unknown: %(names)s") % {"names": ", ".join(sorted(unknown))})
        for value in request.query_params.getlist("ordering"):
            if value.removeprefix("-") not in self.ordering_fields:
                raise UnknownFilter(_("Unknown: %(names)s") % {"names": "ordering"})

    def known_parameters(self) -> set[str]:
        known = set(self.query_parameters)
        filterset = getattr(self, "filterset_class", None)
        if filterset:
            known |= set(filterset.base_filters)
        paginator = getattr(self, "paginator", None)
        if paginator:
            known.add(paginator.page_query_param)
        return known
