"""ASSETS / ASSET without real estate: accounts, gifts and whatever else pays at closing or stays as reserves."""

from lending.mismo34 import maps, points
from lending.mismo34.entries import Entry
from lending.mismo34.tree import Container
from lending.mismo34.values import Sourced, translated

_KNOWN = dict(maps.ASSETS) | dict.fromkeys(maps.OTHER_ASSETS)
_INCLUDED = "IncludedInAssetAccountIndicator"


def asset_entry(asset: Container, number: int) -> Entry:
    """One asset. A gift that an account of the file already contains is not counted a second time."""
    detail = asset.one("ASSET_DETAIL")
    kind, source = detail.leaf("AssetType"), detail.leaf("FundsSourceType")
    holder = asset.leaf("ASSET_HOLDER/NAME/FullName")
    ours = None
    if kind.text == maps.OTHER:
        ours = maps.described(detail.leaf("AssetTypeOtherDescription").text, maps.DESCRIBED_ASSETS)
    included = any(one.is_yes for one in detail.one("EXTENSION").anywhere(_INCLUDED))
    why_not = None
    if kind.text is None:
        why_not = f"{asset.place} is not counted: its AssetType is not stated"
    elif ours is None and kind.text in maps.OTHER_ASSETS:
        why_not = f"{asset.place} is not counted: an asset of this type cannot pay at closing"
    elif included:
        why_not = f"{asset.place} is not counted a second time: the balance of an account contains it"
    fields: dict[str, object] = {
        "asset_id": asset.label(f"A{number}"),
        "kind": Sourced(ours, kind.place) if ours else translated(kind, _KNOWN),
        "institution": holder | source | Sourced("not stated", holder.place),
        **asset.points(points.ASSET),
    }
    return Entry(asset, "ASSET", fields, why_not)
