"""Electing a category's representative to the council: opening, what the count does to the seat, reads."""
