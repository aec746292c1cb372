"""MISMO 3.4 enumerations and the words of our own domain that they become, for reader and writer alike.

The standard's lists are those of reference model 3.4.0 build 324 (the edition that the agencies' loan application
datasets use). A value that has no fair equivalent here is absent: its reader says so instead of guessing. Of several
values that become the same word of ours the first is the one that is written.
"""

from collections.abc import Mapping
from typing import TypeVar

from lending.application import UnderwritingMethod
from lending.borrower import Bureau, DerogatoryKind, Residency
from lending.income_items import BusinessStructure, FixedIncomeKind
from lending.loan import FeeKind, LienPriority, Purpose
from lending.obligations import AssetKind, DebtKind
from lending.program import Program
from lending.property import Occupancy, PropertyType

_Ours = TypeVar("_Ours")


def written(table: Mapping[str, _Ours]) -> dict[_Ours, str]:
    """The table the other way round: for each word of ours the first of the standard's."""
    words: dict[_Ours, str] = {}
    for standard, ours in table.items():
        words.setdefault(ours, standard)
    return words


PROGRAMS = {
    "Conventional": Program.CONVENTIONAL,
    "FHA": Program.FHA,
    "VA": Program.VA,
    "USDARuralDevelopment": Program.USDA,
}
"""A conventional loan that says of itself that it does not conform is a jumbo loan."""

UNDERWRITING = {"true": UnderwritingMethod.MANUAL, "false": UnderwritingMethod.AUTOMATED}

LIENS = {
    "FirstLien": LienPriority.FIRST,
    "SecondLien": LienPriority.SUBORDINATE,
    "ThirdLien": LienPriority.SUBORDINATE,
    "FourthLien": LienPriority.SUBORDINATE,
}

REFINANCES = {
    "CashOut": Purpose.CASH_OUT_REFINANCE,
    "LimitedCashOut": Purpose.RATE_TERM_REFINANCE,
    "NoCashOut": Purpose.RATE_TERM_REFINANCE,
}

OCCUPANCIES = {
    "PrimaryResidence": Occupancy.PRIMARY,
    "SecondHome": Occupancy.SECOND_HOME,
    "Investment": Occupancy.INVESTMENT,
}

BUILT = {
    "Manufactured": PropertyType.MANUFACTURED,
    "MobileHome": PropertyType.MANUFACTURED,
    "SiteBuilt": None,
    "Modular": None,
    "OnFrameModular": None,
    "Other": None,
}
"""How a house was built, where that decides its type."""

PROJECTS = {
    "Condominium": PropertyType.CONDOMINIUM,
    "Cooperative": PropertyType.COOPERATIVE,
    "CommonInterestApartment": None,
    "Unknown": None,
}

INSPECTIONS = {"ExteriorAndInterior": True, "ExteriorOnly": False, "None": False, "Other": None}
"""Whether an appraiser saw the inside."""

DISPOSITIONS = {"Retain": False, "PendingSale": True, "Sold": True}
"""Whether other real estate will be gone by closing."""

EXEMPTIONS = {"CompletelyExempt": True, "NotExempt": False, "PartiallyExempt": False, "Other": None}
"""Whether a veteran pays no funding fee at all."""

RESIDENCIES = {
    "USCitizen": Residency.US_CITIZEN,
    "PermanentResidentAlien": Residency.PERMANENT_RESIDENT,
    "NonPermanentResidentAlien": Residency.NONPERMANENT_RESIDENT,
    "Unknown": None,
}

BUREAUS = {"Equifax": Bureau.EQUIFAX, "Experian": Bureau.EXPERIAN, "TransUnion": Bureau.TRANSUNION}

BANKRUPTCIES = {
    ("ChapterSeven", "Discharged"): DerogatoryKind.CHAPTER_7,
    ("ChapterSeven", "Dismissed"): DerogatoryKind.CHAPTER_7,
    ("ChapterEleven", "Discharged"): DerogatoryKind.CHAPTER_11,
    ("ChapterEleven", "Confirmed"): DerogatoryKind.CHAPTER_11,
    ("ChapterEleven", "Dismissed"): DerogatoryKind.CHAPTER_11,
    ("ChapterThirteen", "Discharged"): DerogatoryKind.CHAPTER_13_DISCHARGED,
    ("ChapterThirteen", "Dismissed"): DerogatoryKind.CHAPTER_13_DISMISSED,
    ("ChapterThirteen", "Confirmed"): DerogatoryKind.CHAPTER_13_IN_REPAYMENT,
}

BASE_PAY = frozenset(
    """Base ContractBasis MilitaryBasePay MilitaryClothesAllowance MilitaryFlightPay MilitaryHazardPay
    MilitaryOverseasPay MilitaryPropPay MilitaryQuartersAllowance MilitaryRationsAllowance
    MilitaryVariableHousingAllowance HousingAllowance AutomobileAllowance""".split()
)
"""Regular pay of a job, which an export states as dollars a month."""

VARIABLE_PAY = {
    "Overtime": "overtime",
    "Bonus": "bonus",
    "Commissions": "commission",
    "TipIncome": None,
    "MilitaryCombatPay": None,
}
"""Pay that is counted from a history of years, which an export does not carry."""

LEAVE_PAY = "TemporaryLeave"
DEPLETION = "EmploymentRelatedAccount"
RENT = "NetRentalIncome"
OTHER = "Other"
HOMEREADY = "HomeReady"

SELF_EMPLOYMENT = frozenset({"SelfEmploymentIncome", "SelfEmploymentLoss"})

STRUCTURES = {
    "SoleProprietorship": BusinessStructure.SOLE_PROPRIETORSHIP,
    "Partnership": BusinessStructure.PARTNERSHIP,
    "LimitedPartnership": BusinessStructure.PARTNERSHIP,
    "Corporation": BusinessStructure.CORPORATION,
}
"""Legal entities whose tax form follows from their type; of a limited liability company it does not."""

FIXED_INCOME = {
    "SocialSecurity": FixedIncomeKind.SOCIAL_SECURITY,
    "Pension": FixedIncomeKind.PENSION,
    "Disability": FixedIncomeKind.DISABILITY,
    "WorkersCompensation": FixedIncomeKind.DISABILITY,
    "VABenefitsNonEducational": FixedIncomeKind.VA_BENEFITS,
    "Alimony": FixedIncomeKind.ALIMONY,
    "SeparateMaintenance": FixedIncomeKind.ALIMONY,
    "ChildSupport": FixedIncomeKind.CHILD_SUPPORT,
    "PublicAssistance": FixedIncomeKind.OTHER,
    "FosterCare": FixedIncomeKind.OTHER,
    "Trust": FixedIncomeKind.OTHER,
    "NotesReceivableInstallment": FixedIncomeKind.OTHER,
}

OTHER_INCOME = frozenset(
    """AccessoryUnitIncome BoarderIncome BorrowerEstimatedTotalMonthlyIncome CapitalGains DefinedContributionPlan
    DividendsInterest HousingChoiceVoucherProgram MiscellaneousIncome MortgageCreditCertificate MortgageDifferential
    NonBorrowerContribution NonBorrowerHouseholdIncome Other ProposedGrossRentForSubjectProperty
    RealEstateOwnedGrossRentalIncome Royalties SubjectPropertyNetCashFlow TrailingCoBorrowerIncome
    Unemployment""".split()
)
"""The standard's other types of income, which have no equivalent here."""

EARNED = BASE_PAY | VARIABLE_PAY.keys() | SELF_EMPLOYMENT | {LEAVE_PAY}
"""What an employer or the borrower's own business pays."""

INCOMES = tuple(sorted(EARNED | {DEPLETION, RENT, OTHER} | FIXED_INCOME.keys()))
"""What may be written for an income that is to count, alone or with our extension."""

DEBTS = {
    "CollectionsJudgmentsAndLiens": DebtKind.COLLECTION,
    "DeferredStudentLoan": DebtKind.STUDENT_LOAN,
    "Installment": DebtKind.INSTALLMENT,
    "LeasePayment": DebtKind.LEASE,
    "MonetaryJudgment": DebtKind.JUDGMENT,
    "Garnishments": DebtKind.JUDGMENT,
    "HomeownersAssociationLien": DebtKind.JUDGMENT,
    "MortgageLoan": DebtKind.MORTGAGE,
    "HELOC": DebtKind.MORTGAGE,
    "FirstPositionMortgageLien": DebtKind.MORTGAGE,
    "SecondPositionMortgageLien": DebtKind.MORTGAGE,
    "ThirdPositionMortgageLien": DebtKind.MORTGAGE,
    "Open30DayChargeAccount": DebtKind.CHARGE_ACCOUNT,
    "Other": DebtKind.INSTALLMENT,
    "PersonalLoan": DebtKind.INSTALLMENT,
    "Revolving": DebtKind.REVOLVING,
    "TaxLien": DebtKind.TAX_LIEN,
    "DelinquentTaxes": DebtKind.TAX_LIEN,
    "Taxes": DebtKind.TAX_LIEN,
    "UnsecuredHomeImprovementLoanInstallment": DebtKind.INSTALLMENT,
    "UnsecuredHomeImprovementLoanRevolving": DebtKind.REVOLVING,
}

DESCRIBED_DEBTS = {"student loan": DebtKind.STUDENT_LOAN, "charge off": DebtKind.CHARGE_OFF}
"""Liabilities of type Other, by words that stand in their description."""

EXPENSES = {
    "Alimony": DebtKind.ALIMONY,
    "SeparateMaintenanceExpense": DebtKind.SEPARATE_MAINTENANCE,
    "ChildSupport": DebtKind.CHILD_SUPPORT,
    "ChildCare": DebtKind.CHILD_CARE,
}

ASSETS = {
    "CheckingAccount": AssetKind.CHECKING,
    "SavingsAccount": AssetKind.SAVINGS,
    "IndividualDevelopmentAccount": AssetKind.SAVINGS,
    "MoneyMarketFund": AssetKind.MONEY_MARKET,
    "CertificateOfDepositTimeDeposit": AssetKind.CERTIFICATE_OF_DEPOSIT,
    "Stock": AssetKind.STOCKS_AND_BONDS,
    "Bond": AssetKind.STOCKS_AND_BONDS,
    "MutualFund": AssetKind.STOCKS_AND_BONDS,
    "SavingsBond": AssetKind.STOCKS_AND_BONDS,
    "RetirementFund": AssetKind.RETIREMENT,
    "GiftOfCash": AssetKind.GIFT,
    "GiftsTotal": AssetKind.GIFT,
    "GiftOfPropertyEquity": AssetKind.GIFT_OF_EQUITY,
    "EarnestMoneyCashDepositTowardPurchase": AssetKind.EARNEST_MONEY,
    "PendingNetSaleProceedsFromRealEstateAssets": AssetKind.SALE_PROCEEDS,
    "ProceedsFromSaleOfNonRealEstateAsset": AssetKind.SALE_PROCEEDS,
    "SaleOtherAssets": AssetKind.SALE_PROCEEDS,
    "CashOnHand": AssetKind.CASH_ON_HAND,
    "Grant": AssetKind.GRANT,
    "TrustAccount": AssetKind.TRUST,
    "LifeInsurance": AssetKind.LIFE_INSURANCE,
    "ProceedsFromSecuredLoan": AssetKind.SECURED_BORROWED_FUNDS,
    "BridgeLoanNotDeposited": AssetKind.SECURED_BORROWED_FUNDS,
}
"""Only what can pay at closing or stay as reserves; other types of asset are left out with a note."""

OTHER_ASSETS = frozenset(
    """Annuity Automobile Boat BorrowerEstimatedTotalAssets BorrowerPrimaryHome EmployerAssistance
    NetWorthOfBusinessOwned Other ProceedsFromUnsecuredLoan RealEstateOwned RecreationalVehicle RelocationMoney
    SeverancePackage StockOptions""".split()
)
"""The standard's other types of asset, which cannot pay at closing."""

DESCRIBED_ASSETS = {"business account": AssetKind.BUSINESS}
"""Assets of type Other, by words that stand in their description."""

INTERESTED_PARTIES = frozenset({"PropertySeller", "BuilderDeveloper", "RealEstateAgent"})
"""Who gives a purchase credit that counts as a concession of the seller's side."""


def described(description: str | None, table: Mapping[str, _Ours]) -> _Ours | None:
    """What an Other is, where the words of a key all stand in its description."""
    words = (description or "").casefold()
    return next((ours for key, ours in table.items() if all(word in words for word in key.split())), None)


FEES = {
    "LoanDiscountPoints": FeeKind.DISCOUNT_POINTS,
    "LoanOriginationFee": FeeKind.ORIGINATION,
    "ApplicationFee": FeeKind.ORIGINATION,
    "ProcessingFee": FeeKind.ORIGINATION,
    "UnderwritingFee": FeeKind.ORIGINATION,
    "LoanOriginatorCompensation": FeeKind.LOAN_ORIGINATOR_COMPENSATION,
    "MortgageBrokerFee": FeeKind.LOAN_ORIGINATOR_COMPENSATION,
    "VAFundingFee": FeeKind.GOVERNMENT_UPFRONT_PREMIUM,
}
"""Fees whose kind follows from their type alone."""

REAL_ESTATE_CHARGES = frozenset(
    """AppraisalFee AppraisalFieldReviewFee AppraisalDeskReviewFee CreditReportFee NotaryFee DeedPreparationFee
    DocumentPreparationFee PestInspectionFee SurveyFee TitleExaminationFee TitleInsuranceFee TitleServicesFeeTotal
    TitleLendersCoveragePremium TitleOwnersCoveragePremium TitleClosingFee TitleEndorsementFee""".split()
)
"""Charges of Regulation Z 1026.4(c)(7): in points and fees only where the lender or an affiliate is paid."""

GOVERNMENT_CHARGES = frozenset(
    """RecordingFeeForDeed RecordingFeeForMortgage RecordingFeeTotal TransferTaxTotal StateTaxStampForDeed
    StateTaxStampForMortgage CityCountyTaxStampForDeed CityCountyTaxStampForMortgage""".split()
)

PAID_TO = {
    "Lender": FeeKind.ORIGINATION,
    "Investor": FeeKind.ORIGINATION,
    "Broker": FeeKind.LOAN_ORIGINATOR_COMPENSATION,
    "LenderAffiliate": FeeKind.AFFILIATE_REAL_ESTATE_CHARGE,
    "BrokerAffiliate": FeeKind.AFFILIATE_REAL_ESTATE_CHARGE,
}
"""What a fee of any other type is, by who is paid; else a third party's finance charge, which errs to the careful side.
"""
