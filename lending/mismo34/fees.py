"""LOAN / FEE_INFORMATION: closing costs, and what each counts as under Regulation Z."""

from lending.loan import FeeKind
from lending.mismo34 import maps
from lending.mismo34.entries import Entry
from lending.mismo34.tree import Container
from lending.mismo34.values import Sourced, flag


def fees(fee: Container) -> list[Entry]:
    """One closing cost, as one entry for each of its payments: who pays decides what it counts in."""
    detail = fee.one("FEE_DETAIL")
    kind, name = detail.leaf("FeeType"), detail.leaf("FeeTypeOtherDescription") | detail.leaf("FeeDescription")
    payments = fee.all("FEE_PAYMENTS/FEE_PAYMENT")
    amount = detail.leaf("FeeActualTotalAmount") | detail.leaf("FeeEstimatedTotalAmount")
    common: dict[str, object] = {"name": name | kind, "kind": _fee_kind(kind, detail.leaf("FeePaidToType"))}
    if not payments:
        return [Entry(fee, "FEE", {**common, "amount": amount})]
    return [
        Entry(
            fee,
            "FEE",
            {
                **common,
                "amount": payment.leaf("FeeActualPaymentAmount") | payment.leaf("FeeEstimatedPaymentAmount"),
                "financed": flag(payment.leaf("PaymentFinancedIndicator")),
                "paid_by_borrower": _paid_by_borrower(payment.leaf("FeePaymentPaidByType")),
            },
        )
        for payment in payments
    ]


def _paid_by_borrower(payer: Sourced) -> Sourced:
    return payer if payer.value is None else Sourced(payer.text in ("Buyer", "Borrower"), payer.place)


def _fee_kind(kind: Sourced, paid_to: Sourced) -> Sourced:
    if kind.text in maps.FEES:
        return Sourced(maps.FEES[kind.text], kind.place)
    if kind.text in maps.GOVERNMENT_CHARGES:
        return Sourced(FeeKind.ESCROW_AND_OTHER, kind.place)
    if kind.text in maps.REAL_ESTATE_CHARGES and paid_to.text in (None, "ThirdPartyProvider", "Other"):
        return Sourced(FeeKind.THIRD_PARTY_REAL_ESTATE_CHARGE, kind.place)
    return Sourced(maps.PAID_TO.get(paid_to.text or "", FeeKind.THIRD_PARTY_FINANCE_CHARGE), kind.place)
