"""Floor 3: the agents wired into one LangGraph pipeline, and the ways to run it."""
