"""Numbers of headings on the pages of a text: shown by the style sheet, never among the words."""

import re
from collections.abc import Sequence

from proposals.text.lines import Line, outline

_HEADING = re.compile(r'<(h[1-6]) id="(s-\d+)">')


def numbered(html: str, lines: Sequence[Line]) -> str:
    """The HTML of these lines with `data-number="2.1"` on the headings that have a number."""
    numbers = {heading.id: heading.number for heading in outline(lines)}

    def with_number(found: re.Match[str]) -> str:
        number = numbers.get(found[2])
        return f'<{found[1]} id="{found[2]}" data-number="{number}">' if number else found[0]

    return _HEADING.sub(with_number, html)
