"""The child process that renders: `python -m proposals.text.worker`, driven by `sandbox`; its answers are UTF-8."""

import json
from collections.abc import Callable

from realtime.bounded_child import Limits, serve

from .html import render_comment_html, render_html
from .lines import to_json
from .markdown import parse

LIMITS = Limits(processor=1.0, wall=1.0, memory=768 * 1024 * 1024)
"""Of one text, and of the child."""


def _parsed(md: str) -> str:
    lines, notes = parse(md)
    return json.dumps([to_json(lines), notes])


def _bytes(render: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return lambda request: render(request.decode()).encode()


KINDS = {b"t": _bytes(render_html), b"c": _bytes(render_comment_html), b"p": _bytes(_parsed)}


if __name__ == "__main__":
    serve(KINDS, LIMITS)
