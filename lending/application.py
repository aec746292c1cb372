"""The loan application: the one typed object that every room reads, frozen once it has been read."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from lending.base import Day, Frozen, Identifier, Money, ShortText
from lending.borrower import Borrower
from lending.loan import LoanTerms
from lending.obligations import Asset, Debt
from lending.property import SubjectProperty


class Program(StrEnum):
    CONVENTIONAL = "conventional"
    FHA = "fha"
    VA = "va"


class UnderwritingMethod(StrEnum):
    AUTOMATED = "automated"
    MANUAL = "manual"


class Demographics(Frozen):
    """Collected for monitoring under Regulation C. Reaches no rule, no prompt and no narrative."""

    borrower_id: Identifier
    ethnicity: Annotated[tuple[ShortText, ...], Field(max_length=20)] = ()
    race: Annotated[tuple[ShortText, ...], Field(max_length=20)] = ()
    sex: Annotated[tuple[ShortText, ...], Field(max_length=5)] = ()


class Letter(Frozen):
    """A letter of explanation in the borrower's own words: evidence, never instruction."""

    letter_id: Identifier
    borrower_id: Identifier
    subject: ShortText
    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


def _repeated(identifiers: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            return identifier
        seen.add(identifier)
    return None


class LoanApplication(Frozen):
    """Everything an underwriter has at hand. Optional fields are those that a real file may lack.

    `monthly_income_taxes` (federal, state and social security, all borrowers) is needed for VA residual income only.
    A file that lacks one is read and decided as incomplete; a file that contradicts itself is refused when it is read.
    """

    application_id: Identifier
    application_date: Day
    program: Program
    underwriting_method: UnderwritingMethod = UnderwritingMethod.AUTOMATED
    borrowers: Annotated[tuple[Borrower, ...], Field(min_length=1, max_length=8)]
    debts: Annotated[tuple[Debt, ...], Field(max_length=500)] = ()
    assets: Annotated[tuple[Asset, ...], Field(max_length=200)] = ()
    property: SubjectProperty
    loan: LoanTerms
    monthly_income_taxes: Money | None = None
    letters: Annotated[tuple[Letter, ...], Field(max_length=20)] = ()
    demographics: Annotated[tuple[Demographics, ...], Field(max_length=8)] = ()

    @model_validator(mode="after")
    def _identifiers_agree(self) -> Self:
        borrowers = [borrower.borrower_id for borrower in self.borrowers]
        incomes = [income.income_id for borrower in self.borrowers for income in borrower.incomes]
        for field, identifiers in (
            ("borrowers.borrower_id", borrowers),
            ("borrowers.incomes.income_id", incomes),
            ("debts.debt_id", [debt.debt_id for debt in self.debts]),
            ("assets.asset_id", [asset.asset_id for asset in self.assets]),
            ("letters.letter_id", [letter.letter_id for letter in self.letters]),
        ):
            if (twice := _repeated(identifiers)) is not None:
                raise ValueError(f"{field}: {twice!r} stands twice; every identifier must be its own")
        owned: tuple[Letter | Demographics, ...] = (*self.letters, *self.demographics)
        for owner in owned:
            if owner.borrower_id not in borrowers:
                raise ValueError(f"borrower_id {owner.borrower_id!r}: no borrower has this identifier")
        closing = self.loan.expected_closing_date
        if closing < self.application_date:
            raise ValueError("loan.expected_closing_date: lies before application_date")
        if self.property.appraisal is not None and self.property.appraisal.effective_date > closing:
            raise ValueError("property.appraisal.effective_date: lies after loan.expected_closing_date")
        if any(borrower.credit and borrower.credit.report_date > closing for borrower in self.borrowers):
            raise ValueError("borrowers.credit.report_date: lies after loan.expected_closing_date")
        return self
