"""Floor 4: what people see of a result, in the terminal and as a page. Reads results, changes nothing."""
