"""MISMO 3.4 enumerations and the words of our own domain that they become.

The standard's lists are those of reference model 3.4.0 build 324 (the edition that the agencies' loan application
datasets use). A value that has no fair equivalent here is absent: its reader says so instead of guessing.
"""

from lending.application import UnderwritingMethod
from lending.borrower import Bureau, DerogatoryKind
from lending.income_items import FixedIncomeKind
from lending.loan import FeeKind, LienPriority, Purpose
from lending.obligations import AssetKind, DebtKind
from lending.program import Program
from lending.property import Occupancy

PROGRAMS = {"Conventional": Program.CONVENTIONAL, "FHA": Program.FHA, "VA": Program.VA}

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

BUREAUS = {"Equifax": Bureau.EQUIFAX, "Experian": Bureau.EXPERIAN, "TransUnion": Bureau.TRANSUNION}

BANKRUPTCIES = {
    ("ChapterSeven", "Discharged"): DerogatoryKind.CHAPTER_7,
    ("ChapterSeven", "Dismissed"): DerogatoryKind.CHAPTER_7,
    ("ChapterEleven", "Discharged"): DerogatoryKind.CHAPTER_11,
    ("ChapterEleven", "Confirmed"): DerogatoryKind.CHAPTER_11,
    ("ChapterEleven", "Dismissed"): DerogatoryKind.CHAPTER_11,
    ("ChapterThirteen", "Discharged"): DerogatoryKind.CHAPTER_13_DISCHARGED,
    ("ChapterThirteen", "Dismissed"): DerogatoryKind.CHAPTER_13_DISMISSED,
}

BASE_PAY = frozenset(
    """Base ContractBasis MilitaryBasePay MilitaryClothesAllowance MilitaryFlightPay MilitaryHazardPay
    MilitaryOverseasPay MilitaryPropPay MilitaryQuartersAllowance MilitaryRationsAllowance
    MilitaryVariableHousingAllowance HousingAllowance AutomobileAllowance""".split()
)
"""Regular pay of a job, which an export states as dollars a month."""

VARIABLE_PAY = frozenset({"Overtime", "Bonus", "Commissions", "TipIncome", "MilitaryCombatPay"})
"""Pay that is counted from a history of years, which an export does not carry."""

SELF_EMPLOYMENT = frozenset({"SelfEmploymentIncome", "SelfEmploymentLoss"})

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

DEBTS = {
    "CollectionsJudgmentsAndLiens": DebtKind.COLLECTION,
    "DeferredStudentLoan": DebtKind.STUDENT_LOAN,
    "DelinquentTaxes": DebtKind.TAX_LIEN,
    "FirstPositionMortgageLien": DebtKind.MORTGAGE,
    "Garnishments": DebtKind.JUDGMENT,
    "HELOC": DebtKind.MORTGAGE,
    "HomeownersAssociationLien": DebtKind.JUDGMENT,
    "Installment": DebtKind.INSTALLMENT,
    "LeasePayment": DebtKind.LEASE,
    "MonetaryJudgment": DebtKind.JUDGMENT,
    "MortgageLoan": DebtKind.MORTGAGE,
    "Open30DayChargeAccount": DebtKind.REVOLVING,
    "Other": DebtKind.INSTALLMENT,
    "PersonalLoan": DebtKind.INSTALLMENT,
    "Revolving": DebtKind.REVOLVING,
    "SecondPositionMortgageLien": DebtKind.MORTGAGE,
    "Taxes": DebtKind.TAX_LIEN,
    "TaxLien": DebtKind.TAX_LIEN,
    "ThirdPositionMortgageLien": DebtKind.MORTGAGE,
    "UnsecuredHomeImprovementLoanInstallment": DebtKind.INSTALLMENT,
    "UnsecuredHomeImprovementLoanRevolving": DebtKind.REVOLVING,
}

EXPENSES = {
    "Alimony": DebtKind.ALIMONY,
    "SeparateMaintenanceExpense": DebtKind.ALIMONY,
    "ChildSupport": DebtKind.CHILD_SUPPORT,
}

ASSETS = {
    "Bond": AssetKind.STOCKS_AND_BONDS,
    "CashOnHand": AssetKind.CASH_ON_HAND,
    "CertificateOfDepositTimeDeposit": AssetKind.CERTIFICATE_OF_DEPOSIT,
    "CheckingAccount": AssetKind.CHECKING,
    "EarnestMoneyCashDepositTowardPurchase": AssetKind.EARNEST_MONEY,
    "GiftOfCash": AssetKind.GIFT,
    "GiftOfPropertyEquity": AssetKind.GIFT_OF_EQUITY,
    "GiftsTotal": AssetKind.GIFT,
    "Grant": AssetKind.GIFT,
    "MoneyMarketFund": AssetKind.MONEY_MARKET,
    "MutualFund": AssetKind.STOCKS_AND_BONDS,
    "PendingNetSaleProceedsFromRealEstateAssets": AssetKind.SALE_PROCEEDS,
    "ProceedsFromSaleOfNonRealEstateAsset": AssetKind.SALE_PROCEEDS,
    "RetirementFund": AssetKind.RETIREMENT,
    "SavingsAccount": AssetKind.SAVINGS,
    "SavingsBond": AssetKind.STOCKS_AND_BONDS,
    "Stock": AssetKind.STOCKS_AND_BONDS,
}
"""Only what can pay at closing or stay as reserves; other types of asset are left out with a note."""

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
