"""Principal reasons for adverse action: Regulation B's form C-1 and the HMDA code that each is reported under.

Source of the reasons: 12 CFR 1002, appendix C, form C-1, part I. Source of the codes: 12 CFR 1003.4(a)(16) and its
filing instructions. The mapping between the two is customary, not prescribed (secondary source: Foxx 2015; that of
inquiries is unverified). C-1 has no line for cash to close, mortgage insurance, the use of credit limits or the terms
of the loan itself, so these are "other" with text of their own.
"""

from enum import IntEnum, StrEnum


class HmdaDenialCode(IntEnum):
    DEBT_TO_INCOME = 1
    EMPLOYMENT_HISTORY = 2
    CREDIT_HISTORY = 3
    COLLATERAL = 4
    INSUFFICIENT_CASH = 5
    UNVERIFIABLE_INFORMATION = 6
    APPLICATION_INCOMPLETE = 7
    MORTGAGE_INSURANCE_DENIED = 8
    OTHER = 9


class ReasonCode(StrEnum):
    APPLICATION_INCOMPLETE = "application_incomplete"
    TEMPORARY_OR_IRREGULAR_EMPLOYMENT = "temporary_or_irregular_employment"
    UNABLE_TO_VERIFY_EMPLOYMENT = "unable_to_verify_employment"
    LENGTH_OF_EMPLOYMENT = "length_of_employment"
    INCOME_INSUFFICIENT = "income_insufficient_for_amount_of_credit_requested"
    EXCESSIVE_OBLIGATIONS = "excessive_obligations_in_relation_to_income"
    UNABLE_TO_VERIFY_INCOME = "unable_to_verify_income"
    NO_CREDIT_FILE = "no_credit_file"
    LIMITED_CREDIT_EXPERIENCE = "limited_credit_experience"
    DELINQUENT_OBLIGATIONS = "delinquent_past_or_present_credit_obligations_with_others"
    COLLECTION_OR_JUDGMENT = "collection_action_or_judgment"
    FORECLOSURE_OR_REPOSSESSION = "foreclosure_or_repossession"
    BANKRUPTCY = "bankruptcy"
    RECENT_INQUIRIES = "number_of_recent_inquiries_on_credit_bureau_report"
    COLLATERAL_INSUFFICIENT = "value_or_type_of_collateral_not_sufficient"
    OTHER_CREDIT_HISTORY = "other_credit_history"
    OTHER_CREDIT_SCORE = "other_credit_score_below_program_minimum"
    OTHER_UNVERIFIABLE_INFORMATION = "other_information_could_not_be_verified"
    OTHER_INSUFFICIENT_CASH = "other_insufficient_cash"
    OTHER_MORTGAGE_INSURANCE_DENIED = "other_mortgage_insurance_denied"
    OTHER_LOAN_TERMS = "other_loan_terms_not_offered"


C1_WORDING: dict[ReasonCode, str] = {
    ReasonCode.APPLICATION_INCOMPLETE: "Credit application incomplete",
    ReasonCode.TEMPORARY_OR_IRREGULAR_EMPLOYMENT: "Temporary or irregular employment",
    ReasonCode.UNABLE_TO_VERIFY_EMPLOYMENT: "Unable to verify employment",
    ReasonCode.LENGTH_OF_EMPLOYMENT: "Length of employment",
    ReasonCode.INCOME_INSUFFICIENT: "Income insufficient for amount of credit requested",
    ReasonCode.EXCESSIVE_OBLIGATIONS: "Excessive obligations in relation to income",
    ReasonCode.UNABLE_TO_VERIFY_INCOME: "Unable to verify income",
    ReasonCode.NO_CREDIT_FILE: "No credit file",
    ReasonCode.LIMITED_CREDIT_EXPERIENCE: "Limited credit experience",
    ReasonCode.DELINQUENT_OBLIGATIONS: "Delinquent past or present credit obligations with others",
    ReasonCode.COLLECTION_OR_JUDGMENT: "Collection action or judgment",
    ReasonCode.FORECLOSURE_OR_REPOSSESSION: "Foreclosure or repossession",
    ReasonCode.BANKRUPTCY: "Bankruptcy",
    ReasonCode.RECENT_INQUIRIES: "Number of recent inquiries on credit bureau report",
    ReasonCode.COLLATERAL_INSUFFICIENT: "Value or type of collateral not sufficient",
    ReasonCode.OTHER_CREDIT_HISTORY: "Other: credit history",
    ReasonCode.OTHER_CREDIT_SCORE: "Other: credit score below the minimum for the program",
    ReasonCode.OTHER_UNVERIFIABLE_INFORMATION: "Other: information in the application could not be verified",
    ReasonCode.OTHER_INSUFFICIENT_CASH: "Other: insufficient cash for down payment, closing costs or reserves",
    ReasonCode.OTHER_MORTGAGE_INSURANCE_DENIED: "Other: mortgage insurance was denied",
    ReasonCode.OTHER_LOAN_TERMS: "Other: the terms of the loan are not offered",
}

HMDA_CODE: dict[ReasonCode, HmdaDenialCode] = {
    ReasonCode.APPLICATION_INCOMPLETE: HmdaDenialCode.APPLICATION_INCOMPLETE,
    ReasonCode.TEMPORARY_OR_IRREGULAR_EMPLOYMENT: HmdaDenialCode.EMPLOYMENT_HISTORY,
    ReasonCode.UNABLE_TO_VERIFY_EMPLOYMENT: HmdaDenialCode.UNVERIFIABLE_INFORMATION,
    ReasonCode.LENGTH_OF_EMPLOYMENT: HmdaDenialCode.EMPLOYMENT_HISTORY,
    ReasonCode.INCOME_INSUFFICIENT: HmdaDenialCode.DEBT_TO_INCOME,
    ReasonCode.EXCESSIVE_OBLIGATIONS: HmdaDenialCode.DEBT_TO_INCOME,
    ReasonCode.UNABLE_TO_VERIFY_INCOME: HmdaDenialCode.UNVERIFIABLE_INFORMATION,
    ReasonCode.NO_CREDIT_FILE: HmdaDenialCode.CREDIT_HISTORY,
    ReasonCode.LIMITED_CREDIT_EXPERIENCE: HmdaDenialCode.CREDIT_HISTORY,
    ReasonCode.DELINQUENT_OBLIGATIONS: HmdaDenialCode.CREDIT_HISTORY,
    ReasonCode.COLLECTION_OR_JUDGMENT: HmdaDenialCode.CREDIT_HISTORY,
    ReasonCode.FORECLOSURE_OR_REPOSSESSION: HmdaDenialCode.CREDIT_HISTORY,
    ReasonCode.BANKRUPTCY: HmdaDenialCode.CREDIT_HISTORY,
    ReasonCode.RECENT_INQUIRIES: HmdaDenialCode.CREDIT_HISTORY,
    ReasonCode.COLLATERAL_INSUFFICIENT: HmdaDenialCode.COLLATERAL,
    ReasonCode.OTHER_CREDIT_HISTORY: HmdaDenialCode.CREDIT_HISTORY,
    ReasonCode.OTHER_CREDIT_SCORE: HmdaDenialCode.CREDIT_HISTORY,
    ReasonCode.OTHER_UNVERIFIABLE_INFORMATION: HmdaDenialCode.UNVERIFIABLE_INFORMATION,
    ReasonCode.OTHER_INSUFFICIENT_CASH: HmdaDenialCode.INSUFFICIENT_CASH,
    ReasonCode.OTHER_MORTGAGE_INSURANCE_DENIED: HmdaDenialCode.MORTGAGE_INSURANCE_DENIED,
    ReasonCode.OTHER_LOAN_TERMS: HmdaDenialCode.OTHER,
}
