"""Markdown of a text: `parse` reads it into lines, `render` writes lines out with a map of places."""

from .canonical import canonical
from .markdown_in import parse
from .markdown_out import SourceMap, render

__all__ = ["SourceMap", "canonical", "parse", "render"]
