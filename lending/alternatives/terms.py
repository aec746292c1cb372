"""Levers of the loan itself: what a lender can offer and an applicant can ask for."""

from decimal import ROUND_CEILING, Decimal

from lending.alternatives.steps import Step, Steps, listed, percent_up, steps_of
from lending.application import LoanApplication
from lending.decision import Lever
from lending.facts import UnderwritingFacts
from lending.findings import Unit, figure
from lending.loan import Fee, FeeKind, LoanTerms, Purpose
from lending.money import HUNDRED, ZERO, share, to_cents
from lending.payments import MONTHS_A_YEAR
from lending.program import Program
from lending.programs import REGISTRY, rules_for
from lending.ratios import loan_to_values
from lending.tables.alternatives import GRID, Grid

_CHARGE = FeeKind.GOVERNMENT_UPFRONT_PREMIUM


def _with_loan(application: LoanApplication, **terms: object) -> LoanApplication:
    return application.model_copy(update={"loan": application.loan.model_copy(update=terms)})


def _with_charge(application: LoanApplication, *, always: bool = False) -> LoanApplication:
    """The application with its government premium or fee as the program prescribes it for these terms.

    A charge that the file does not list stays unlisted unless `always`: then the loan finances it.
    """
    fees = application.loan.fees
    if not always and not any(fee.kind is _CHARGE for fee in fees):
        return application
    program = rules_for(application)
    ltv, _, _ = loan_to_values(application)
    charge = program.insurance(application, ltv).upfront
    if any(fee.kind is _CHARGE for fee in fees):
        fees = tuple(fee.model_copy(update={"amount": charge}) if fee.kind is _CHARGE else fee for fee in fees)
    elif charge:
        fees = (*fees, Fee(name=f"{program.name} upfront charge", kind=_CHARGE, amount=charge, financed=True))
    return _with_loan(application, fees=fees)


def with_loan_amount(application: LoanApplication, amount: Decimal) -> LoanApplication:
    """The application with a base loan of `amount` and its government charge as the program then prescribes it.

    What a cash-out refinance lends less, it pays out less.
    """
    loan = application.loan
    cash = loan.cash_to_borrower
    if loan.purpose is Purpose.CASH_OUT_REFINANCE:
        cash = max(cash - (loan.amount - amount), min(cash, ZERO))
    return _with_charge(_with_loan(application, amount=amount, cash_to_borrower=cash))


def _step(amount: Decimal, grid: Grid) -> Decimal:
    """Dollars between two amounts that are tried."""
    exact = share(amount, grid.dollars_share_percent) / grid.dollars_step
    return exact.to_integral_value(rounding=ROUND_CEILING) * grid.dollars_step


def smaller_loan(application: LoanApplication, facts: UnderwritingFacts) -> Steps:
    """Round amounts below the loan asked for, down to the smallest share of it that is still offered."""
    del facts
    grid = GRID.on(application.application_date).value
    asked = application.loan.amount
    step = _step(asked, grid)
    highest = (asked / step).to_integral_value(rounding=ROUND_CEILING) - 1
    lowest = (share(asked, grid.smallest_loan_percent) / step).to_integral_value(rounding=ROUND_CEILING)

    def at(number: int) -> Step:
        amount = (highest - number) * step
        shown = [figure("loan_amount_instead", "loan amount", amount, Unit.USD)]
        words = f"a loan of {shown[0].display}"
        if application.loan.purpose is Purpose.CASH_OUT_REFINANCE and application.loan.cash_to_borrower > 0:
            cash = with_loan_amount(application, amount).loan.cash_to_borrower
            shown.append(figure("cash_to_borrower_instead", "cash to the borrower", cash, Unit.USD))
            words += f" with {shown[1].display} in cash"
        return Step(
            Lever.SMALLER_LOAN,
            words,
            tuple(shown),
            percent_up(asked - amount, asked),
            lambda given: with_loan_amount(given, amount),
        )

    return steps_of(int(highest - lowest) + 1, at, strains=True)


def lower_price(application: LoanApplication, facts: UnderwritingFacts) -> Steps:
    """A purchase price that the seller brings down, with the same loan."""
    del facts
    price = application.loan.purchase_price
    if application.loan.purpose is not Purpose.PURCHASE or price is None:
        return listed([])
    grid = GRID.on(application.application_date).value
    step = _step(price, grid)
    highest = (price / step).to_integral_value(rounding=ROUND_CEILING) - 1
    lowest = ((price - share(price, grid.price_reach_percent)) / step).to_integral_value(rounding=ROUND_CEILING)

    def at(number: int) -> Step:
        lower = (highest - number) * step
        shown = figure("purchase_price_instead", "purchase price", lower, Unit.USD)
        return Step(
            Lever.LOWER_PRICE,
            f"a purchase price of {shown.display}",
            (shown,),
            percent_up(price - lower, price),
            lambda given: _with_charge(_with_loan(given, purchase_price=lower)),
        )

    return steps_of(int(highest - lowest) + 1, at, strains=True)


def _bought_down(loan: LoanTerms, note_rate: Decimal, points: Decimal) -> dict[str, object]:
    cost = to_cents(share(loan.amount, points))
    fee = Fee(name="Discount points that buy the rate down", kind=FeeKind.DISCOUNT_POINTS, amount=cost)
    undiscounted = loan.undiscounted_rate_percent or loan.note_rate_percent
    return {"note_rate_percent": note_rate, "undiscounted_rate_percent": undiscounted, "fees": (*loan.fees, fee)}


def rate_bought_down(application: LoanApplication, facts: UnderwritingFacts) -> Steps:
    """A lower note rate paid for with discount points, which count in the APR, in the fees and in the cash to close."""
    del facts
    grid = GRID.on(application.application_date).value
    step, loan = grid.rate_step_percent, application.loan
    per_step = step * grid.points_for_one_percent
    count = int(grid.most_points / per_step)

    def at(number: int) -> Step:
        rate, points = loan.note_rate_percent - (number + 1) * step, (number + 1) * per_step
        shown = (
            figure("note_rate_instead", "note rate", rate, Unit.RATE),
            figure("points_paid", "cost of the points", to_cents(share(loan.amount, points)), Unit.USD),
        )
        return Step(
            Lever.RATE_BOUGHT_DOWN,
            f"a note rate of {shown[0].display}, bought down for {shown[1].display}",
            shown,
            percent_up(points, HUNDRED),
            lambda given: _with_loan(given, **_bought_down(given.loan, rate, points)),
        )

    return steps_of(count if loan.note_rate_percent > count * step else 0, at, ordered=False)


def longer_term(application: LoanApplication, facts: UnderwritingFacts) -> Steps:
    """The next usual terms above the one asked for. Effort: one percent for each year that is added."""
    del facts
    asked = application.loan.term_months
    longer = [months for months in GRID.on(application.application_date).value.usual_terms_months if months > asked]

    def at(number: int) -> Step:
        months = longer[number]
        shown = figure("term_instead", "term", Decimal(months), Unit.MONTHS)
        return Step(
            Lever.LONGER_TERM,
            f"a term of {shown.display}",
            (shown,),
            percent_up(Decimal(months - asked) / MONTHS_A_YEAR, HUNDRED),
            lambda given: _with_charge(_with_loan(given, term_months=months)),
        )

    return steps_of(len(longer), at, ordered=False)


def plain_structure(application: LoanApplication, facts: UnderwritingFacts) -> Steps:
    """The same loan as one that is repaid in level payments and may be prepaid freely."""
    del facts
    loan = application.loan
    left_out = [
        words
        for words, there in (
            ("an interest-only period", loan.interest_only_months > 0),
            ("a balloon payment", loan.balloon_due_month is not None),
            ("negative amortization", loan.negative_amortization),
            ("a prepayment penalty", loan.prepayment_penalty is not None),
        )
        if there
    ]
    plain = {
        "interest_only_months": 0,
        "balloon_due_month": None,
        "negative_amortization": False,
        "negative_amortization_terms": None,
        "prepayment_penalty": None,
    }
    words = f"a loan without {' or '.join(left_out)}"
    return listed(
        [Step(Lever.PLAIN_STRUCTURE, words, (), Decimal(1), lambda given: _with_loan(given, **plain))]
        if left_out
        else []
    )


def other_program(application: LoanApplication, facts: UnderwritingFacts) -> Steps:
    """Each other program in the order of the registry."""
    del facts
    grid = GRID.on(application.application_date).value

    def asked_under(program: Program) -> Step:
        name = REGISTRY[program].name
        return Step(
            Lever.OTHER_PROGRAM,
            f"the {name} program",
            (),
            grid.program_effort_percent,
            lambda given: _with_charge(_without_charge(given).model_copy(update={"program": program}), always=True),
        )

    return listed([asked_under(program) for program in REGISTRY if program is not application.program])


def _without_charge(application: LoanApplication) -> LoanApplication:
    return _with_loan(application, fees=tuple(fee for fee in application.loan.fees if fee.kind is not _CHARGE))
