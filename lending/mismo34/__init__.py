"""Container by container, how reference model 3.4 becomes our raw application. `lending.mismo` is the front door."""
