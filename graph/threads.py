"""What a run is called: its application's id, and twelve characters that are its own."""

import re
import uuid

_OF_A_RUN = re.compile(r"-[0-9a-f]{12}\Z")


def new_thread(application_id: str) -> str:
    return f"{application_id}-{uuid.uuid4().hex[:12]}"


def application_of_thread(thread_id: str) -> str:
    return _OF_A_RUN.sub("", thread_id)
