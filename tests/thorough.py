"""How much the suite tries: little by default, hundreds of cases with CONSULT_THOROUGH=1, ten times those with 10."""

import os

TIMES = int(os.environ.get("CONSULT_THOROUGH") or 0)


def tries(few: int, many: int) -> int:
    """`few`, or `many` as often as CONSULT_THOROUGH says."""
    return many * TIMES if TIMES else few
