"""Until when what is kept of an application may not be destroyed."""

from datetime import date

from lending.application import LoanApplication
from lending.deadlines import months_after
from lending.decision import Decision, Outcome
from lending.tables import regulation_b, regulation_z

_MAY_CLOSE = frozenset({Outcome.APPROVE, Outcome.APPROVE_WITH_CONDITIONS, Outcome.COUNTEROFFER, Outcome.REFER})
_MONTHS_A_YEAR = 12
_RECORDS = "records_kept_until"


def kept_until(application: LoanApplication, decision: Decision) -> date:
    """The last day on which the record has to be there: the longer of two periods (regulatory-policy 6.1).

    The one of Regulation B runs from the last day for the notice, and stands among the decision's deadlines; the one of
    Regulation Z runs from consummation, for which the expected closing stands, where the loan may close. Raises
    LookupError for an application of before the rules.
    """
    told = [deadline.last_day.value for deadline in decision.deadlines if deadline.name == _RECORDS]
    last = date.fromisoformat(str(told[0])) if told else _from(application.loan.expected_closing_date, application)
    if decision.outcome not in _MAY_CLOSE:
        return last
    closing = application.loan.expected_closing_date
    years = regulation_z.RETENTION_YEARS.on(closing).value
    return max(last, months_after(closing, years * _MONTHS_A_YEAR))


def _from(day: date, application: LoanApplication) -> date:
    return months_after(day, regulation_b.RETENTION_MONTHS.on(application.application_date).value)
