"""MISMO 3.4 residential loan applications, as ULAD and Desktop Underwriter exports write them, read and written.

A message holds deals (`MESSAGE/DEAL_SETS/DEAL_SET/DEALS/DEAL`); each deal becomes one raw application for the same
parser that reads JSON, and each application is written as one deal. Element names are those of reference model 3.4.0
build 324. Chosen points where the standard offers several:

- APOR, undiscounted rate: `LOAN/HIGH_COST_MORTGAGES/HIGH_COST_MORTGAGE/AveragePrimeOfferRatePercent` and
  `PreDiscountedInterestRatePercent`; the rate-lock date is `CLOSING_INFORMATION_DETAIL/CurrentRateSetDate`, the date
  whose APOR applies; closing is `LoanEstimatedClosingDate`.
- Scores: `BORROWER/CREDIT_SCORES`; the report is as old as its newest `CreditScoreDate`.
- Taxes, insurance, dues: `LOAN/HOUSING_EXPENSES` with timing Proposed; present housing: those of the borrower.
- Income belongs to an employer, a mortgage to a home, and a home to a borrower by RELATIONSHIPS. A home whose rent or
  upkeep is stated is a rental, with the mortgages on it among its costs. A mortgage on the subject is paid off by a
  refinance, or stays behind it as a subordinate lien.
- A bankruptcy without a disposition date is an answer in the declarations only.

What the standard has no point for stands in an extension of our own, with prefix bound to
`urn:underwright:mismo-extension:1`, at `EXTENSION/OTHER/{APPLICATION | ORDER | BORROWER | INCOME | DEBT | ASSET |
OWNED_PROPERTY | LOAN | LIEN | FEE | PROPERTY}` of DEAL (the first two), BORROWER, EMPLOYER or CURRENT_INCOME_ITEM or
ASSET, LIABILITY or EXPENSE, ASSET (twice), LOAN, the other LOAN or LIABILITY, FEE, SUBJECT_PROPERTY. Its elements are
named as our fields and win over the standard's points; a list holds `item` elements, an empty element says that there
is nothing:

    <EXTENSION><OTHER><uw:INCOME>
      <uw:variable><uw:item><uw:kind>bonus</uw:kind><uw:last_year_total>9000</uw:last_year_total></uw:item></uw:variable>
    </uw:INCOME></OTHER></EXTENSION>

Nothing is swallowed: what is not read is named in the notes, without its value. The writer states in the extension
what the standard's points do not say when they are read back, so that an application comes back as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from lending.application import LoanApplication
from lending.mismo34.deal import assembled, drafted
from lending.mismo34.tree import NAMESPACE, Container
from lending.mismo34.values import settled
from lending.mismo34.writer.message import message
from lending.mismo34.xml import MismoError, parsed

MAX_DEALS = 1_000
MAX_NOTES = 40
"""Of a deal so many lines are told of what was left out, and so many of what was not read."""

_VERSION = "3.4"


@dataclass(frozen=True, slots=True)
class Deal:
    """`raw` is for `parse_application`; `places` tells of its fields, by dotted path, the MISMO point below DEAL."""

    record: str
    raw: Mapping[str, object]
    places: Mapping[str, str]
    notes: tuple[str, ...]


def read_deals(data: bytes) -> tuple[Deal, ...]:
    """Every deal of a MISMO message. Raises `MismoError` where the bytes are no such message."""
    root = parsed(data)
    if root.tag != f"{{{NAMESPACE}}}MESSAGE":
        raise MismoError(
            "is no MISMO 3 message: its root is not MESSAGE in the residential namespace",
            f"Export a MISMO 3.4 loan application, whose namespace is {NAMESPACE}.",
        )
    version = root.get("MISMOReferenceModelIdentifier", _VERSION)
    notes = [] if version.startswith(_VERSION) else ["the message names another reference model than 3.4"]
    steps = "/".join(f"{{{NAMESPACE}}}{step}" for step in ("DEAL_SETS", "DEAL_SET", "DEALS", "DEAL"))
    deals = root.findall(steps)
    if len(deals) > MAX_DEALS:
        raise MismoError(f"holds more than {MAX_DEALS:,} deals", "Split it into several messages.")
    if not deals:
        raise MismoError("holds no DEAL", "Export a message with DEAL_SETS/DEAL_SET/DEALS/DEAL.")
    return tuple(_deal(Container.deal(deal), f"deal {number}", notes) for number, deal in enumerate(deals, start=1))


def _deal(deal: Container, record: str, notes: list[str]) -> Deal:
    draft = drafted(deal)
    fields = assembled(draft)
    places: dict[str, str] = {}
    raw = settled(fields, places)
    assert isinstance(raw, dict)  # noqa: S101 - a mapping settles to a mapping; for the type checker
    left_out = [*draft.notes, *deal.trace.doubts]
    return Deal(record, raw, places, (*notes, *_first(left_out), *_first(deal.unread())))


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - MAX_NOTES
    return lines if more <= 0 else [*lines[:MAX_NOTES], f"{more} more notes of this kind"]


def write_mismo(*applications: LoanApplication) -> bytes:
    """The applications as one MISMO message in UTF-8, the same bytes for the same applications.

    What is written has been read back and compared: raises `MismoError`, with the application's place among those
    given as its record, where an application holds what XML cannot hold or would not come back as it is. Placeholders
    of identifying values are written as they stand, and refused when such a file is read as an application.
    """
    if not 0 < len(applications) <= MAX_DEALS:
        raise MismoError(f"is to hold {len(applications):,} deals", f"Write one to {MAX_DEALS:,} applications at once.")
    data = message(applications)
    for number, (deal, application) in enumerate(zip(read_deals(data), applications, strict=True), start=1):
        if not _is(deal, application):
            raise MismoError("would not come back as it is", "Write it as JSON instead.", f"application {number}")
    return data


def _is(deal: Deal, application: LoanApplication) -> bool:
    try:
        return LoanApplication.model_validate(deal.raw) == application
    except ValidationError:
        return False
