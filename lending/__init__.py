"""Floor 0: the domain. Pure code: no I/O, no model, no clock, no `float` money."""
