"""Figures of Regulation B (12 CFR 1002): when an applicant is told, until when records are kept, which agency is named.

Read in the text of 2022-01-01. The rule in force from 2026-07-21 (FR Doc 2026-07804) amends what 1002.4, 1002.6 and
1002.8 say of discouragement, of effects and of special purpose programs; of 1002.9, 1002.12 and 1002.14, which these
figures come from, it says nothing, so they run on. The wording of the ECOA notice is the regulation's own.
"""

from dataclasses import dataclass
from datetime import date

from lending.citation import Certainty
from lending.tables.dated import DatedTable, Row, since

_CFR = "Code of Federal Regulations"
_RESTATED = date(2011, 12, 30)
_VALUATIONS_RULE = date(2014, 1, 18)
_AGENCIES_RENEWED = date(2023, 4, 19)


def _days(first: date, days: int, section: str) -> list[Row[int]]:
    return [since(first, days, source=_CFR, section=section)]


ACTION_DAYS = DatedTable(
    "days to notify of action on a completed application", _days(_RESTATED, 30, "12 CFR 1002.9(a)(1)(i)")
)
INCOMPLETE_DAYS = DatedTable(
    "days to notify of incompleteness, or of adverse action on an incomplete application",
    _days(_RESTATED, 30, "12 CFR 1002.9(a)(1)(ii) and (c)(1)"),
)
COUNTEROFFER_DAYS = DatedTable(
    "days to notify of adverse action after a counteroffer", _days(_RESTATED, 90, "12 CFR 1002.9(a)(1)(iv)")
)
RETENTION_MONTHS = DatedTable("months for which records are kept", _days(_RESTATED, 25, "12 CFR 1002.12(b)(1)"))


@dataclass(frozen=True, slots=True)
class ReasonsOnRequest:
    """Days in which an applicant may ask for the reasons, and in which the creditor answers."""

    ask_within: int
    answer_within: int


REASONS_ON_REQUEST = DatedTable(
    "days for a statement of reasons on request",
    [since(_RESTATED, ReasonsOnRequest(60, 30), source=_CFR, section="12 CFR 1002.9(a)(2)(ii)")],
)

APPRAISAL_NOTICE_BUSINESS_DAYS = DatedTable(
    "business days to tell of the right to a copy of the appraisal",
    _days(_VALUATIONS_RULE, 3, "12 CFR 1002.14(a)(2)"),
)
APPRAISAL_COPY_BUSINESS_DAYS = DatedTable(
    "business days between the copy of the appraisal and closing", _days(_VALUATIONS_RULE, 3, "12 CFR 1002.14(a)(1)")
)


@dataclass(frozen=True, slots=True)
class FederalAgency:
    """Whom a notice names as administering compliance with the ECOA, for a creditor of this kind."""

    name: str
    address: tuple[str, ...]


FINANCE_COMPANY_AGENCY = DatedTable(
    "agency that a finance company names",
    [
        since(
            _RESTATED,
            FederalAgency("Federal Trade Commission", ("Equal Credit Opportunity", "Washington, DC 20580")),
            source=_CFR,
            section="12 CFR 1002, appendix A",
            until=date(2023, 4, 18),
        ),
        since(
            _AGENCIES_RENEWED,
            FederalAgency(
                "Federal Trade Commission",
                ("Consumer Response Center", "600 Pennsylvania Avenue NW", "Washington, DC 20580"),
            ),
            source="Federal Register",
            section="88 FR 16531, 12 CFR 1002, appendix A",
            certainty=Certainty.SECONDARY,
        ),
    ],
)
"""The new address was optional from 2023-04-19 and is the only one since 2024-03-20."""

ECOA_NOTICE = (
    "The Federal Equal Credit Opportunity Act prohibits creditors from discriminating against credit applicants on the "
    "basis of race, color, religion, national origin, sex, marital status, age (provided the applicant has the "
    "capacity to enter into a binding contract); because all or part of the applicant's income derives from any public "
    "assistance program; or because the applicant has in good faith exercised any right under the Consumer Credit "
    "Protection Act. The Federal agency that administers compliance with this law concerning this creditor is {agency}."
)
"""12 CFR 1002.9(b)(1), which asks for a notice substantially similar to this one."""
