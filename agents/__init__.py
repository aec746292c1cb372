"""Floor 2: seven agents, one file each, alike in shape.

Each has a `NAME`, an `Update` with the fields that it alone changes, a pure `wording` (its narrative as a template)
and `run`, which computes facts by `lending`, words them, and returns the update. No agent knows of the graph.
"""
