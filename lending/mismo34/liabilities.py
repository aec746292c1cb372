"""LIABILITIES and EXPENSES: what the borrowers owe, the liens on the subject of the loan apart from the rest."""

from dataclasses import dataclass, field

from lending.mismo34 import maps, points
from lending.mismo34.entries import Entry
from lending.mismo34.owned import Security
from lending.mismo34.tree import Container
from lending.mismo34.values import Sourced, flag, total, translated
from lending.obligations import DebtKind

_TOTAL = "BorrowerEstimatedTotalMonthlyLiabilityPayment"
_SUPPORT = "a support order or an agreement"


@dataclass(slots=True)
class Liabilities:
    """`payoff` is what the liens on the subject that the new loan pays off come to, `refinanced` what kind they are."""

    debts: list[Entry] = field(default_factory=list)
    liens: list[Entry] = field(default_factory=list)
    payoff: Sourced | None = None
    refinanced: Sourced | None = None


def liabilities(deal: Container, loan: Container, secured: dict[str, Security], *, refinance: bool) -> Liabilities:
    """Every liability and expense; those that are none of ours are entries that say why not."""
    found = Liabilities()
    paid_off: list[Sourced] = []
    deducted = loan.leaf("GOVERNMENT_LOAN/FHAAlimonyLiabilityTreatmentType")
    for number, liability in enumerate(deal.all("LIABILITIES/LIABILITY"), start=1):
        detail, label = liability.one("LIABILITY_DETAIL"), liability.label(f"D{number}")
        detail.understood("LiabilityPaymentIncludesTaxesInsuranceIndicator")
        on_subject = detail.says_yes("LiabilitySecuredBySubjectPropertyIndicator") or (
            label in secured and secured[label].property_id is None
        )
        leaves = flag(detail.leaf("LiabilityPayoffStatusIndicator")).value is True
        mortgage = maps.DEBTS.get(detail.leaf("LiabilityType").text or "") is DebtKind.MORTGAGE
        stays = detail.says_yes("SubjectLoanResubordinationIndicator") or (on_subject and mortgage and not leaves)
        if stays and not liability.extension("DEBT"):
            found.liens.append(_lien(liability, label))
            continue
        if refinance and on_subject and mortgage:
            paid_off.append(detail.leaf("LiabilityUnpaidBalanceAmount"))
            found.refinanced = found.refinanced or _program(detail.leaf("MortgageType"))
        found.debts.append(_liability(liability, label, secured.get(label)))
    for number, expense in enumerate(deal.all("EXPENSES/EXPENSE"), start=1):
        found.debts.append(_expense(expense, number, deducted))
    stated = deal.one("LIABILITIES").leaf("LIABILITY_SUMMARY/TotalSubjectPropertyPayoffsAndPaymentsAmount")
    found.payoff = (stated if refinance and stated.value is not None else None) or total(paid_off)
    return found


def _program(kind: Sourced) -> Sourced | None:
    return translated(kind, maps.PROGRAMS) if kind.value is not None else None


def _lien(liability: Container, label: str) -> Entry:
    """A lien on the subject that stays behind the new loan."""
    detail = liability.one("LIABILITY_DETAIL")
    fields: dict[str, object] = {
        "lien_id": label,
        "balance": detail.leaf("LiabilityUnpaidBalanceAmount"),
        "credit_limit": detail.leaf("HELOCMaximumBalanceAmount"),
        "monthly_payment": detail.leaf("LiabilityMonthlyPaymentAmount"),
    }
    return Entry(liability, "LIEN", fields)


def _liability(liability: Container, label: str, security: Security | None) -> Entry:
    detail = liability.one("LIABILITY_DETAIL")
    kind = detail.leaf("LiabilityType")
    holder = liability.leaf("LIABILITY_HOLDER/NAME/FullName")
    ours = None
    if kind.text == maps.OTHER:
        ours = maps.described(detail.leaf("LiabilityTypeOtherDescription").text, maps.DESCRIBED_DEBTS)
    fields: dict[str, object] = {
        "debt_id": label,
        "kind": Sourced(ours, kind.place) if ours else translated(kind, maps.DEBTS),
        "creditor": holder | Sourced("not stated", holder.place),
        **liability.points(points.LIABILITY),
    }
    why_not = None
    if kind.text == _TOTAL:
        why_not = f"{liability.place} is a total of the others and is left out"
    elif security is not None:
        fields["property_id"] = security.property_id
        if security.in_present_housing:
            fields["present_housing"] = True
    entry = Entry(liability, "DEBT", fields, why_not)
    if detail.says_yes("LiabilityExclusionIndicator") and "paid_by_other_for_12_months" not in entry.own:
        doubt = f"{liability.place} is marked as excluded, but is counted: the reason is not stated"
        liability.trace.doubts.append(doubt)
    return entry


def _expense(expense: Container, number: int, deducted: Sourced) -> Entry:
    kind, label = expense.leaf("ExpenseType"), expense.label(f"E{number}")
    if kind.text not in maps.EXPENSES:
        why_not = f"{expense.place} is not counted: this type of expense has no equivalent here"
        return Entry(expense, "DEBT", {"debt_id": label}, why_not)
    owed_to = expense.leaf("AlimonyOwedToName") | expense.leaf("ExpenseDescription")
    ours = translated(kind, maps.EXPENSES)
    fields: dict[str, object] = {
        "debt_id": label,
        "kind": ours,
        "creditor": owed_to | Sourced(_SUPPORT, owed_to.place),
        "balance": "0",
        **expense.points(points.EXPENSE),
    }
    if ours.value is DebtKind.ALIMONY and deducted.text == "ReductionToIncome":
        fields["deduct_from_income"] = Sourced(value=True, place=deducted.place)
    return Entry(expense, "DEBT", fields)
