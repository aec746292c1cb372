"""Whether the APR that was disclosed is exact enough, 12 CFR 1026.22(a)."""

from lending.comparisons import not_applicable, stated
from lending.compliance.coverage import BUSINESS_PURPOSE, apr, is_consumer_credit
from lending.disclosure import within_tolerance
from lending.findings import Finding, FindingOutcome, Unit, figure
from lending.payment_schedule import has_irregular_amounts, payment_streams, rate_path
from lending.rules import Case
from lending.tables.disclosure import APR_TOLERANCE


def apr_tolerance(case: Case) -> Finding:
    """A disclosed APR outside the tolerance is disclosed again; a loan whose payments change has the wider one."""
    rule_id = "compliance.apr_tolerance"
    question = "How exact must the disclosed annual percentage rate be?"
    row, loan = APR_TOLERANCE.on(case.closing), case.application.loan
    if not is_consumer_credit(case) or loan.disclosed_apr_percent is None:
        why = BUSINESS_PURPOSE if loan.disclosed_apr_percent is not None else "No APR has been disclosed yet."
        return not_applicable(rule_id, question, why, row.citation)
    irregular = has_irregular_amounts(payment_streams(loan, rate_path(loan)))
    exact = within_tolerance(loan.disclosed_apr_percent, case.facts.pricing.apr, case.closing, irregular=irregular)
    allowed = row.value.irregular if irregular else row.value.regular
    shown = (
        figure("disclosed_apr", "disclosed APR", loan.disclosed_apr_percent, Unit.RATE),
        apr(case),
        figure("apr_tolerance", "tolerance", allowed, Unit.RATE),
    )
    return stated(
        rule_id,
        FindingOutcome.PASS if exact else FindingOutcome.CONDITION,
        question,
        f"The disclosed APR of {shown[0].display} lies {'within' if exact else 'outside'} the tolerance of "
        f"{shown[2].display} around the APR of {shown[1].display}.",
        row.citation,
        figures=shown,
        needs=None if exact else "Correct the disclosed APR and disclose it again before closing.",
        due=None if exact else "prior_to_closing",
    )


RULES = (apr_tolerance,)
