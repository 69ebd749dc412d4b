"""What the pages say, in French, by the words of their source: a walk presses what stands on the screen."""

from typing import Any

from django.utils.translation import gettext, override, pgettext


def fr(words: str, context: str = "", **values: Any) -> str:
    """The French of a msgid, `%(name)s` filled in."""
    with override("fr"):
        told = pgettext(context, words) if context else gettext(words)
    return told % values if values else told
