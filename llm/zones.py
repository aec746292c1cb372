"""How far from the lender a prompt travels before a model reads it."""

from enum import StrEnum


class Zone(StrEnum):
    """Where a provider runs, nearest first."""

    IN_PROCESS = "in_process"
    OWN_NETWORK = "own_network"
    OWN_CLOUD = "own_cloud"
    EXTERNAL = "external"
