"""What /api/schema/ says of refusals: every operation may answer with one, and all have one body."""

from typing import Any

REFUSAL = {
    "type": "object",
    "description": "The one body of every refusal; `act` names the right that was missing (403), `fields` the reasons "
    "by field (422).",
    "properties": {
        "reason": {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"},
        "detail": {"type": "string", "minLength": 1},
        "act": {"type": "string"},
        "fields": {
            "type": "object",
            "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        },
    },
    "required": ["reason", "detail"],
    "additionalProperties": False,
}
ANSWER = {
    "description": "Malformed (400), not signed in (401), not allowed (403), not there for you (404), a method that "
    "is not offered (405), not acceptable (406), in conflict with the present state (409), too large (413), of a wrong "
    "type (415), refused with reasons by field (422), too fast (429).",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}},
}


def tell_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular: adds the answer `4XX` to each operation of the document."""
    result["components"]["schemas"]["Refusal"] = REFUSAL
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["4XX"] = ANSWER
    return result
