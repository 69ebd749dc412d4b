"""Votes as pictures: SVG strings from a consult-result/1, exact until the last pixel; no Django, all words passed in.

`mosaic` (weights by category), `hemicycle` (voices, a seat each), `gauge` (one clause) and `ring` (who voted). Colours
and strokes come from the page's classes (frontend/styles/parts/pictures.css); nothing here needs a style attribute.
"""

from voting.pictures.gauge import gauge
from voting.pictures.hemicycle import Seat, hemicycle, seats_of
from voting.pictures.mosaic import Category, mosaic
from voting.pictures.ring import Share, ring

__all__ = ["Category", "Seat", "Share", "gauge", "hemicycle", "mosaic", "ring", "seats_of"]
