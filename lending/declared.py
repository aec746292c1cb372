"""What the borrowers declare in section 5 of the application that no other rule reads: each is cleared by a person."""

from lending.application import LoanApplication
from lending.borrower import Declarations
from lending.comparisons import overlay, stated
from lending.findings import Finding, FindingOutcome

_OBLIGATIONS = {
    "undisclosed_new_mortgage": "a mortgage on another property",
    "undisclosed_new_credit": "new credit before closing",
    "priority_lien_on_property": "a lien that ranks before this loan",
}
"""Declared debts that the application does not list: no ratio is right before their payments are in it."""
_CIRCUMSTANCES = {
    "party_to_lawsuit": "a lawsuit",
    "undisclosed_guarantor": "a debt for which a borrower stands surety",
    "relationship_with_seller": "a relationship with the seller",
}


def _named(declarations: list[Declarations], kinds: dict[str, str]) -> str:
    return ", ".join(words for field, words in kinds.items() if any(getattr(said, field) for said in declarations))


def declared_matters(application: LoanApplication) -> tuple[Finding, ...]:
    """Debts that are declared but not listed refer; other circumstances are documented before approval."""
    said = [borrower.declarations for borrower in application.borrowers if borrower.declarations]
    owed, other = _named(said, _OBLIGATIONS), _named(said, _CIRCUMSTANCES)
    return (
        stated(
            "intake.integrity.declared_obligations",
            FindingOutcome.REFER if owed else FindingOutcome.PASS,
            "What happens with new mortgages, new credit and priority liens that a borrower declares?",
            f"A borrower declares {owed}, which the application does not list."
            if owed
            else "No mortgage, credit or lien is declared beyond those listed.",
            overlay("other declarations"),
            needs="Find out the balance and the payment of what is declared and run the file again." if owed else None,
        ),
        stated(
            "intake.declared_circumstances",
            FindingOutcome.CONDITION if other else FindingOutcome.PASS,
            "How are a lawsuit, a guaranty or a relationship with the seller that a borrower declares documented?",
            f"A borrower declares {other}." if other else "No lawsuit, suretyship or tie to the seller is declared.",
            overlay("other declarations"),
            needs=f"Document {other} and record what it means for the loan." if other else None,
            due="prior_to_approval" if other else None,
        ),
    )
