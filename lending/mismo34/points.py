"""Where one leaf of the standard is one field of ours: the tables that reader and writer share, path by path.

Paths begin at the element that the table is named after. An indicator is a yes or a no, everything else a text.
"""

ROLE = {
    "dependents": "BORROWER/BORROWER_DETAIL/DependentCount",
    "first_time_homebuyer": "BORROWER/DECLARATION/DECLARATION_DETAIL/BorrowerFirstTimeHomebuyerIndicator",
}

DECLARATION_DETAIL = {
    "bankruptcy_last_7_years": "BankruptcyIndicator",
    "short_sale_last_7_years": "PriorPropertyShortSaleCompletedIndicator",
    "delinquent_on_federal_debt": "PresentlyDelinquentIndicator",
    "outstanding_judgments": "OutstandingJudgmentsIndicator",
    "undisclosed_borrowed_funds": "UndisclosedBorrowedFundsIndicator",
    "party_to_lawsuit": "PartyToLawsuitIndicator",
    "undisclosed_new_mortgage": "UndisclosedMortgageApplicationIndicator",
    "undisclosed_new_credit": "UndisclosedCreditApplicationIndicator",
    "undisclosed_guarantor": "UndisclosedComakerOfNoteIndicator",
    "priority_lien_on_property": "PropertyProposedCleanEnergyLienIndicator",
}
"""Two more questions of section 5 have answers of another shape; see `borrowers`."""

ASSET = {
    "account_number": "ASSET_DETAIL/AssetAccountIdentifier",
    "balance": "ASSET_DETAIL/AssetCashOrMarketValueAmount",
    "verified": "ASSET_DETAIL/VerifiedIndicator",
}

LIABILITY = {
    "account_number": "LIABILITY_DETAIL/LiabilityAccountIdentifier",
    "balance": "LIABILITY_DETAIL/LiabilityUnpaidBalanceAmount",
    "monthly_payment": "LIABILITY_DETAIL/LiabilityMonthlyPaymentAmount",
    "months_remaining": "LIABILITY_DETAIL/LiabilityRemainingTermMonthsCount",
    "to_be_paid_at_closing": "LIABILITY_DETAIL/LiabilityPayoffStatusIndicator",
}

EXPENSE = {
    "monthly_payment": "ExpenseMonthlyPaymentAmount",
    "months_remaining": "ExpenseRemainingTermMonthsCount",
}

OWNED_PROPERTY = {
    "units": "PROPERTY/PROPERTY_DETAIL/FinancedUnitCount",
    "unpaid_balance": "OWNED_PROPERTY_DETAIL/OwnedPropertyLienUPBAmount",
}

LOAN = {
    "note_rate_percent": "TERMS_OF_LOAN/NoteRatePercent",
    "undiscounted_rate_percent": "HIGH_COST_MORTGAGES/HIGH_COST_MORTGAGE/PreDiscountedInterestRatePercent",
    "apor_percent": "HIGH_COST_MORTGAGES/HIGH_COST_MORTGAGE/AveragePrimeOfferRatePercent",
    "rate_lock_date": "CLOSING_INFORMATION/CLOSING_INFORMATION_DETAIL/CurrentRateSetDate",
    "first_payment_date": "PAYMENT/PAYMENT_RULE/ScheduledFirstPaymentDate",
    "mortgage_insurance_annual_percent": "MI_DATA/MI_PREMIUMS/MI_PREMIUM/MI_PREMIUM_DETAIL/MIPremiumRatePercent",
    "mortgage_insurance_coverage_percent": "MI_DATA/MI_DATA_DETAIL/MICoveragePercent",
    "negative_amortization": "LOAN_DETAIL/NegativeAmortizationIndicator",
    "escrow_account": "LOAN_DETAIL/EscrowIndicator",
}

NEGATIVE_AMORTIZATION_RULE = {
    "maximum_balance": "NegativeAmortizationMaximumLoanBalanceAmount",
    "recast_month": "NegativeAmortizationLimitMonthsCount",
}

SUBJECT_PROPERTY = {
    "city": "ADDRESS/CityName",
    "state": "ADDRESS/StateCode",
    "units": "PROPERTY_DETAIL/FinancedUnitCount",
    "in_flood_zone": "FLOOD_DETERMINATION/FLOOD_DETERMINATION_DETAIL/SpecialFloodHazardAreaIndicator",
    "expected_monthly_rent": "PROPERTY_DETAIL/RentalEstimatedGrossMonthlyRentAmount",
    "acquired_on": "PROPERTY_DETAIL/PropertyAcquiredDate",
}

PROPERTY_VALUATION_DETAIL = {
    "value": "PropertyValuationAmount",
    "effective_date": "PropertyValuationEffectiveDate",
}

SALES_HISTORY = {
    "seller_acquired_on": "OwnershipTransferDate",
    "seller_acquisition_price": "OwnershipTransferTransactionAmount",
}

HOUSING_EXPENSES = {
    "monthly_taxes": ("RealEstateTax",),
    "monthly_insurance": ("HomeownersInsurance", "SupplementalPropertyInsurance"),
    "monthly_association_dues": (
        "HomeownersAssociationDuesAndCondominiumFees",
        "GroundRent",
        "LeaseholdPayments",
    ),
    "monthly_flood_insurance": ("FloodInsurance",),
}
"""Proposed monthly expenses of the home. Principal, interest and premiums are reckoned, never read.

Of several types that add up in one field of ours the first is the one that is written.
"""

_RURAL_INCOME = "USDA198021RuralHousingAdjustedAnnualHouseholdIncomeAmount"  # pragma: allowlist secret
ADJUSTED_INCOME = f"GOVERNMENT_LOAN/{_RURAL_INCOME}"
"""Of the LOAN: what a household earns a year, adjusted as the rural housing program prescribes."""
