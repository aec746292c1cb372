"""What only FHA asks of a loan: who may borrow, and which refinances have rules of their own."""

from typing import TYPE_CHECKING

from lending.borrower import Residency
from lending.comparisons import overlay, stated
from lending.findings import Finding, FindingOutcome
from lending.loan import LoanTerms, Purpose
from lending.program import Program
from lending.reasons import ReasonCode
from lending.tables.fha import NONPERMANENT_RESIDENTS

if TYPE_CHECKING:
    from lending.rules import Case


def residency(case: "Case") -> Finding:
    """A case number's date decides; the application's stands for it."""
    rule_id, question = "compliance.fha_residency", "Which residency must the borrowers of an FHA loan have?"
    row = NONPERMANENT_RESIDENTS.on(case.application.application_date)
    stated_residencies = [borrower.residency for borrower in case.application.borrowers]
    if Residency.NONPERMANENT_RESIDENT in stated_residencies and not row.value:
        return stated(
            rule_id,
            FindingOutcome.FAIL,
            question,
            "A borrower's residence in the United States is not permanent, and FHA no longer insures such a loan.",
            row.citation,
            reason=ReasonCode.OTHER_LOAN_TERMS,
            weight=56,
        )
    if None in stated_residencies:
        return stated(
            rule_id,
            FindingOutcome.CONDITION,
            question,
            "The file does not state every borrower's citizenship or residency.",
            row.citation,
            needs="Document each borrower's citizenship or lawful permanent residence.",
            due="prior_to_approval",
        )
    words = "The borrowers' citizenship or residency allows an FHA loan."
    return stated(rule_id, FindingOutcome.PASS, question, words, row.citation)


def may_be_streamline(loan: LoanTerms) -> bool:
    return loan.purpose is Purpose.RATE_TERM_REFINANCE and loan.refinances_program is Program.FHA


def streamline(case: "Case") -> Finding:
    """FHA's own refinance of its own loan has a benefit test, a refund and a premium that no rule here reckons."""
    del case
    return stated(
        "compliance.fha_streamline",
        FindingOutcome.REFER,
        "How is a streamline refinance of an FHA loan treated?",
        "The loan refinances an FHA loan without cash out, which FHA offers as a streamline refinance.",
        overlay("FHA streamline refinances"),
        needs="An underwriter decides whether it is a streamline refinance and, if so, tests its benefit and premium.",
    )
