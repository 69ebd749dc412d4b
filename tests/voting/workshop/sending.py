"""What a browser sends of the composer's form."""

from typing import Any

from voting.composing import Condition, Parts
from voting.interfaces.workshop.form import initial_of

# More than half of all who are entitled: nobody decides or blocks alone.
PLAIN = Condition(base="entitled")


def sent(*conditions: Condition, **changed: Any) -> dict[str, str]:
    """A rule of the council in parts; `changed` are fields, or parts where those have no field of their own."""
    listed = conditions or (PLAIN,)
    shown = {
        **initial_of(Parts(conditions=listed)),
        "decides": "text",
        "name": "Majorité des sièges",
        "body": "council",
    }
    fields = {**shown, "rows": len(listed), **{name.replace("__", "-"): value for name, value in changed.items()}}
    return {name: "on" if value is True else str(value) for name, value in fields.items() if value is not False}
