"""The monthly payment on which ability to repay is determined (12 CFR 1026.43(c)(5))."""

from decimal import Decimal

from lending.base import Frozen
from lending.cash import note_amount
from lending.loan import LoanTerms
from lending.money import to_cents
from lending.payment_schedule import month_by_month, payment_streams
from lending.payments import QM_LOOK_AHEAD_MONTHS, fully_indexed_or_initial_rate, monthly_payment


class AtrPayment(Frozen):
    """Dollars, percent, months.

    `monthly` repays `principal` in `months` substantially equal payments at `rate_percent`. `balloon` is the balloon
    payment that the consumer must be able to make besides; None where the loan has none or the rule leaves it out.
    `basis` is a phrase for a sentence: "level payments over 360 months at ...".
    """

    monthly: Decimal
    rate_percent: Decimal
    principal: Decimal
    months: int
    balloon: Decimal | None
    basis: str


def atr_payment(loan: LoanTerms, *, higher_priced: bool) -> AtrPayment:
    """The payment by the loan's features, at the fully indexed or the initial rate, whichever is higher.

    Interest-only loans and loans with negative amortization repay what is owed at the recast over the months that
    remain then, (c)(5)(ii)(B) and (C). A balloon counts where it falls due within five years of the first payment, and
    on a higher-priced covered transaction always, (c)(5)(ii)(A). Raises ValueError where the loan may amortize
    negatively and its terms are not stated.
    """
    rate = fully_indexed_or_initial_rate(loan)
    terms = loan.negative_amortization_terms
    if loan.negative_amortization and terms is None:
        raise ValueError(
            "loan.negative_amortization_terms: state the maximum balance and the recast month, without which the "
            "ability-to-repay payment cannot be reckoned"
        )
    if terms is not None:
        principal, months = max(terms.maximum_balance, note_amount(loan)), loan.term_months - terms.recast_month
        words = f"the maximum balance over the {months} months after the recast"
    elif loan.interest_only_months:
        principal, months = note_amount(loan), loan.term_months - loan.interest_only_months
        words = f"the loan amount over the {months} months after the interest-only period"
    else:
        principal, months = note_amount(loan), loan.term_months
        words = f"level payments over {months} months"
    due = loan.balloon_due_month
    counts = due is not None and (higher_priced or due <= QM_LOOK_AHEAD_MONTHS)
    return AtrPayment(
        monthly=monthly_payment(principal, rate, months),
        rate_percent=rate,
        principal=principal,
        months=months,
        balloon=_last_payment(loan, rate) if counts else None,
        basis=f"{words} at the {_kind(loan, rate)} rate{', and the balloon payment' if counts else ''}",
    )


def _kind(loan: LoanTerms, rate: Decimal) -> str:
    if loan.arm is None:
        return "note"
    return "fully indexed" if rate > loan.note_rate_percent else "initial"


def _last_payment(loan: LoanTerms, rate: Decimal) -> Decimal:
    """The last regular payment and the balance behind it, due together, at `rate` throughout."""
    return to_cents(month_by_month(payment_streams(loan, ((loan.term_months, rate),)))[-1].amount)
