"""Other words for one question, before anything is searched."""
