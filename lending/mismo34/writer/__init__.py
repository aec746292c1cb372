"""Our application as a MISMO deal, container by container, beside the readers of the same containers."""
