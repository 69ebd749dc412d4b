"""What every page's template may use besides the request."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """`demo` opens the demo's sign-in page; `theme` comes from a cookie, so that no script is needed to draw it.

    `place` is the first word of the path (home, proposals, council, partners): the navigation marks it.
    """
    theme = request.COOKIES.get("theme")
    return {
        "demo": bool(settings.DEMO),
        "theme": theme if theme in {"light", "dark"} else "",
        "place": request.path.split("/")[1] or "home",
    }
