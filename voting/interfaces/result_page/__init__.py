"""What the page of a result shows, of a rule of clauses: every figure comes from the tally's result JSON.

`Counted` reads one count; `clauses` (with their `arithmetic`), `sentences`, `pictures` and `voters` tell of it, each a
part of the page; `context` puts the page together.
"""

from voting.interfaces.result_page.context import glance, result_context
from voting.interfaces.result_page.sentences import headline_of_count

__all__ = ["glance", "headline_of_count", "result_context"]
