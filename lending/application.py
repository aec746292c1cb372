"""The loan application: the one typed object that every room reads, frozen once it has been read."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from lending.base import Day, Frozen, Identifier, Money, ShortText
from lending.borrower import Borrower
from lending.income_items import AssetDepletionIncome, RentalIncome
from lending.loan import LoanTerms
from lending.obligations import Asset, Debt, OwnedProperty
from lending.program import Program
from lending.property import SubjectProperty


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


class Household(Frozen):
    """Everybody who lives with the borrowers. Income is dollars a year, adjusted as the program prescribes (USDA).

    `income_limit` is the program's limit for the county and the number of people, in dollars a year.
    """

    people: Annotated[int, Field(ge=1, le=40)]
    adjusted_annual_income: Money | None = None
    income_limit: Money | None = None


def _repeated(identifiers: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            return identifier
        seen.add(identifier)
    return None


class LoanApplication(Frozen):
    """Everything an underwriter has at hand. Optional fields are those that a real file may lack.

    `completed_on` is the day on which the lender had all that it asks for; None means the day of the application.
    `monthly_income_taxes` (federal, state and social security, all borrowers) is needed for VA residual income only.
    A file that lacks one is read and decided as incomplete; a file that contradicts itself is refused when it is read.
    """

    application_id: Identifier
    application_date: Day
    completed_on: Day | None = None
    program: Program
    underwriting_method: UnderwritingMethod = UnderwritingMethod.AUTOMATED
    borrowers: Annotated[tuple[Borrower, ...], Field(min_length=1, max_length=8)]
    debts: Annotated[tuple[Debt, ...], Field(max_length=500)] = ()
    assets: Annotated[tuple[Asset, ...], Field(max_length=200)] = ()
    owned_properties: Annotated[tuple[OwnedProperty, ...], Field(max_length=100)] = ()
    household: Household | None = None
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
            ("owned_properties.property_id", [owned.property_id for owned in self.owned_properties]),
            ("letters.letter_id", [letter.letter_id for letter in self.letters]),
        ):
            if (twice := _repeated(identifiers)) is not None:
                raise ValueError(f"{field}: {twice!r} stands twice; every identifier must be its own")
        owned: tuple[Letter | Demographics, ...] = (*self.letters, *self.demographics)
        for owner in owned:
            if owner.borrower_id not in borrowers:
                raise ValueError(f"borrower_id {owner.borrower_id!r}: no borrower has this identifier")
        self._references_agree(set(borrowers))
        closing = self.loan.expected_closing_date
        if self.completed_on is not None and not self.application_date <= self.completed_on <= closing:
            raise ValueError("completed_on: must lie between application_date and loan.expected_closing_date")
        if closing < self.application_date:
            raise ValueError("loan.expected_closing_date: lies before application_date")
        if self.property.appraisal is not None and self.property.appraisal.effective_date > closing:
            raise ValueError("property.appraisal.effective_date: lies after loan.expected_closing_date")
        if any(borrower.credit and borrower.credit.report_date > closing for borrower in self.borrowers):
            raise ValueError("borrowers.credit.report_date: lies after loan.expected_closing_date")
        return self

    def _references_agree(self, borrowers: set[str]) -> None:
        """Raises ValueError where an entry names an asset, a property or a borrower that the file does not have."""
        assets = {asset.asset_id for asset in self.assets}
        properties = {owned.property_id for owned in self.owned_properties}
        incomes = [income for borrower in self.borrowers for income in borrower.incomes]
        rentals = [income for income in incomes if isinstance(income, RentalIncome)]
        depletions = [income for income in incomes if isinstance(income, AssetDepletionIncome)]
        named = (
            ("borrowers.incomes.asset_ids", assets, [asset for income in depletions for asset in income.asset_ids]),
            ("borrowers.incomes.property_id", properties, [income.property_id for income in rentals]),
            ("debts.property_id", properties, [debt.property_id for debt in self.debts]),
            (
                "owned_properties.owed_by",
                borrowers,
                [owner for owned in self.owned_properties for owner in owned.owed_by],
            ),
        )
        for field, known, references in named:
            for reference in references:
                if reference is not None and reference not in known:
                    raise ValueError(f"{field}: {reference!r} is not in the file; add it or correct the reference")
