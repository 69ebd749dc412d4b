"""Rows that the secretariat puts in an order: moving one among the others, and where a new one comes."""

from typing import TypeVar

from django.db.models import Max, Model, QuerySet

M = TypeVar("M", bound=Model)


def move(rows: QuerySet[M], row: M, places: int, *, first: int) -> list[M]:
    """Moves a row up (-1) or down (+1) among rows in their order; at the end it stays. Gives the new order.

    Their `position` counts from `first` on. Where the row is not among them nothing changes, and the order is empty.
    """
    order = list(rows)
    if row not in order:
        return []
    old = order.index(row)
    order.insert(min(max(old + places, 0), len(order) - 1), order.pop(old))
    for position, each in enumerate(order, start=first):
        each.position = position  # type: ignore[attr-defined]
    rows.model._default_manager.bulk_update(order, ["position"])
    return order


def last_position(rows: QuerySet[M]) -> int:
    """The position behind which a new row comes; 0 where there is none."""
    return rows.aggregate(last=Max("position"))["last"] or 0
