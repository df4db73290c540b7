"""Questions to the graph: filters in, frozen views out. The API, the pages and the command line only render them.

Each module answers one kind of question (`find_…` for lists, `get_…` for one thing); `to_json` makes the documented JSON of any
view (docs/schemas). A list costs a bounded number of queries, whatever its length: things are read in batches.
"""

from app.answers.views import to_json

__all__ = ["to_json"]
