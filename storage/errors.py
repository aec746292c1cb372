class StorageError(RuntimeError):
    """Something about the database or the data folder that a person has to put right; the message says what.

    It never carries a password, and it is raised `from None` wherever the error underneath might.
    """


class StateTypeError(StorageError):
    """A checkpoint would hold, or holds, a value that could not come back as the type that it went in as."""
