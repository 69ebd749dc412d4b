"""The pure core of shared texts: lines, Markdown, safe HTML, differences, anchors and authors. Imports no Django."""
