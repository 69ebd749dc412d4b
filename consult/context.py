"""What every page's template may use besides the request."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """`demo` opens the demo's sign-in page; `theme` comes from a cookie, so that no script is needed to draw it.

    `address` is what a printed page says of where it stands, "" where a host is asked for that is not ours. `place` is
    the first word of the path (home, proposals, council, partners): the navigation marks it.
    """
    theme = request.COOKIES.get("theme")
    return {
        "demo": bool(settings.DEMO),
        "theme": theme if theme in {"light", "dark"} else "",
        "address": _address(request),
        "place": request.path.split("/")[1] or "home",
    }


def _address(request: HttpRequest) -> str:
    try:
        return request.build_absolute_uri(request.path)
    except DisallowedHost:
        return ""
