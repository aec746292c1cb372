"""A message of one or more deals: the standard's elements first, then what they leave out in our extension."""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from lending.application import LoanApplication
from lending.mismo34.deal import ORDER, drafted
from lending.mismo34.entries import Entry
from lending.mismo34.tree import Container
from lending.mismo34.values import settled
from lending.mismo34.writer.borrowers import write_borrowers
from lending.mismo34.writer.debts import write_debts
from lending.mismo34.writer.holdings import write_assets, write_real_estate
from lending.mismo34.writer.ledger import Ledger
from lending.mismo34.writer.loan import write_loan
from lending.mismo34.writer.nodes import Node, extend, serialised
from lending.mismo34.writer.property import write_property
from lending.mismo34.writer.statement import statement
from lending.mismo34.xml import MismoError

REFERENCE_MODEL = "3.4.032420160128"

_STAND_APART = {
    "APPLICATION": ("borrowers", "debts", "assets", "owned_properties", "property", "loan"),
    "BORROWER": ("incomes",),
    "LOAN": ("fees", "subordinate_liens"),
}
"""Fields that have elements of their own."""


def message(applications: Sequence[LoanApplication]) -> bytes:
    """Raises `MismoError`, with the place of the application as its record, where it holds what XML cannot hold."""
    root = Node.named("MESSAGE")
    root.element.set("MISMOReferenceModelIdentifier", REFERENCE_MODEL)
    root.add("ABOUT_VERSIONS/ABOUT_VERSION").put("DataVersionName", "Underwright")
    for number, application in enumerate(applications, start=1):
        try:
            _write_deal(root.add("DEAL_SETS/DEAL_SET/DEALS/DEAL"), application)
        except MismoError as error:
            raise MismoError(error.problem, error.remedy, f"application {number}") from None
    return serialised(root.element)


def _write_deal(deal: Node, application: LoanApplication) -> None:
    ledger = Ledger(application)
    ledger.bind(deal, "APPLICATION", application)
    people = write_borrowers(deal, application, ledger)
    write_assets(deal, application.assets, ledger)
    homes = write_real_estate(deal, application, people, ledger)
    write_debts(deal, application.debts, homes, ledger)
    write_loan(deal, application, ledger)
    write_property(deal, application, ledger)
    ledger.write_arcs(deal)
    _complete(deal, application, ledger)


def _complete(deal: Node, application: LoanApplication, ledger: Ledger) -> None:
    """Reads back what was written and puts into our extension what that does not say."""
    draft = drafted(Container.deal(deal.element))
    incomes = [entry for one in draft.people for entry in one.incomes]
    others = [draft.deal, draft.property, draft.loan, *(one.entry for one in draft.people)]
    for entry in [*others, *incomes, *draft.debts, *draft.assets, *draft.owned, *draft.liens, *draft.fees]:
        _state(entry, ledger)
    lists: dict[str, tuple[list[Entry], Iterable[BaseModel]]] = {
        "incomes": (incomes, [income for borrower in application.borrowers for income in borrower.incomes]),
        "debts": (draft.debts, application.debts),
        "liens": (draft.liens, application.loan.subordinate_liens),
    }
    order: dict[str, object] = {}
    for name, (entries, wanted) in lists.items():
        identifiers = [_identifier(one) for one in wanted]
        found = (ledger.bound(entry) for entry in entries)
        if [_identifier(one) for one in found if one is not None] != identifiers:
            order[name] = " ".join(identifiers)
    if order:
        extend(deal.element, ORDER, order)


def _identifier(one: BaseModel) -> str:
    name = next(name for name in type(one).model_fields if name.endswith("_id"))
    return str(getattr(one, name))


def _state(entry: Entry, ledger: Ledger) -> None:
    """An entry that stands for none of our objects, such as the rent of a home that earns none, is left as it is."""
    wanted = ledger.bound(entry)
    if wanted is None or entry.container.element is None:
        return
    read = settled(entry.fields, {})
    assert isinstance(read, dict)  # noqa: S101 - a mapping settles to a mapping; for the type checker
    own = statement(wanted, read, _STAND_APART.get(entry.kind, ()))
    if not own and entry.why_not is not None:
        own = statement(wanted, {})
    if own:
        extend(entry.container.element, entry.kind, own)
