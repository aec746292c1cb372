"""Writing MISMO: the message has the standard's shape, says plainly what it can, and refuses what it cannot hold."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from pydantic import BaseModel

from builders import REMOVED, application, borrower, debt
from every_field import drawn
from lending.application import LoanApplication
from lending.mismo import MAX_DEALS, read_deals, write_mismo
from lending.mismo34.tree import EXTENSION_NAMESPACE, LABEL, NAMESPACE, ULAD_NAMESPACE, XLINK
from lending.mismo34.writer.statement import statement
from lending.mismo34.xml import MismoError, parsed
from lending.obligations import DebtKind
from mismo_exports import reading

SEEDS = range(30)
NC_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*\Z")


def messages() -> Iterator[tuple[int, Element]]:
    """What is written of applications that hold every field."""
    for seed in SEEDS:
        if (one := drawn(seed)) is not None:
            yield seed, parsed(write_mismo(one))


def split(element: Element) -> tuple[str, str]:
    namespace, _, name = element.tag.rpartition("}")
    return namespace[1:], name


def texts(data: bytes, name: str) -> list[str]:
    """The texts of the standard's leaves of that name."""
    return [element.text or "" for element in parsed(data).iter(f"{{{NAMESPACE}}}{name}")]


def test_a_container_holds_its_elements_by_name_and_its_extension_last() -> None:
    """The standard's own sequence is that of names, but for a choice that comes first and details of a contact."""
    for seed, root in messages():
        for element in root.iter():
            if split(element)[0] != NAMESPACE:
                continue
            names = [split(child)[1] for child in element if split(child)[1] not in {"INDIVIDUAL", "LEGAL_ENTITY"}]
            plain = [name for name in names if name not in {"CONTACT_POINT_DETAIL", "EXTENSION"}]
            assert plain == sorted(plain, key=str.casefold), (seed, element.tag)
            assert "EXTENSION" not in names[:-1], (seed, element.tag)


def test_containers_hold_elements_and_other_elements_hold_texts() -> None:
    for seed, root in messages():
        for element in root.iter():
            namespace, name = split(element)
            if namespace != EXTENSION_NAMESPACE:
                container = re.fullmatch(r"[A-Z0-9_]+", name) is not None
                assert container or not len(element), (seed, name)
                assert bool((element.text or "").strip("\n ")) is not container or element.text == "\n", (seed, name)


def test_only_four_namespaces_are_used() -> None:
    for seed, root in messages():
        used = {split(element)[0] for element in root.iter()}
        assert used <= {NAMESPACE, ULAD_NAMESPACE, EXTENSION_NAMESPACE}, seed
        extensions = root.iter(f"{{{NAMESPACE}}}OTHER")
        assert all(split(child)[0] != NAMESPACE for other in extensions for child in other), seed


def test_siblings_of_one_name_are_numbered() -> None:
    for seed, root in messages():
        for element in root.iter():
            for one, next_one in pairwise(element):
                if one.tag == next_one.tag and split(one)[0] == NAMESPACE:
                    number = int(one.get("SequenceNumber", "0"))
                    assert next_one.get("SequenceNumber") == str(number + 1), (seed, one.tag)


def test_labels_are_names_of_their_own_and_every_arc_ends_at_one() -> None:
    """Whatever the identifiers are: some are no XML names, and some stand for objects of two kinds."""
    for seed, root in messages():
        labels = [element.attrib[LABEL] for element in root.iter() if LABEL in element.attrib]
        assert len(set(labels)) == len(labels), seed
        assert all(map(NC_NAME.match, labels)), seed
        arcs = list(root.iter(f"{{{NAMESPACE}}}RELATIONSHIP"))
        ends = {one.attrib[f"{{{XLINK}}}{end}"] for one in arcs for end in ("from", "to")}
        assert ends <= set(labels), seed
        assert all("_IsAssociatedWith_" in one.attrib[f"{{{XLINK}}}arcrole"] for one in arcs), seed


def test_an_arc_joins_what_its_name_says() -> None:
    for seed, root in messages():
        names = {element.attrib[LABEL]: split(element)[1] for element in root.iter() if LABEL in element.attrib}
        for one in root.iter(f"{{{NAMESPACE}}}RELATIONSHIP"):
            start, _, end = one.attrib[f"{{{XLINK}}}arcrole"].rpartition("/")[2].partition("_IsAssociatedWith_")
            assert names[one.attrib[f"{{{XLINK}}}from"]] == start, seed
            assert names[one.attrib[f"{{{XLINK}}}to"]] == end, seed


def test_the_text_is_indented_and_escaped() -> None:
    said = application({"borrowers.0.identity.last_name": 'O\'Neil <& Sons> "]]>" Łódź 李'})
    data = write_mismo(said)
    assert data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<MESSAGE xmlns=')
    assert "<LastName>O'Neil &lt;&amp; Sons&gt; &quot;]]&gt;&quot; Łódź 李</LastName>".encode() in data
    assert all(re.match(rb"(  )*<", line) for line in data.splitlines())


def test_the_same_application_is_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from every_field import drawn; from lending.mismo import write_mismo;"
        "print(hashlib.sha256(b''.join(write_mismo(one) for one in map(drawn, range(6)) if one)).hexdigest())"
    )
    folders = os.pathsep.join(str(Path(__file__).parents[depth]) for depth in (1, 2))
    here = hashlib.sha256(b"".join(write_mismo(one) for one in map(drawn, range(6)) if one)).hexdigest()
    for hash_seed in ("1", "2"):
        told = subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", program],
            env={"PYTHONPATH": folders, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
            text=True,
        )
        assert told.stdout.strip() == here


def test_a_plain_purchase_says_little_in_our_extension() -> None:
    """So that what the standard has a point for does not end there unseen."""
    own = re.findall(r"<uw:(\w+)>[^<\s]", write_mismo(application()).decode())
    assert own == ["condition", "report_date"]


@pytest.mark.parametrize(
    ("kind", "more", "written"),
    [
        ("student_loan", {}, "Other"),
        ("student_loan", {"deferred_until": "2027-01-01"}, "DeferredStudentLoan"),
        ("charge_off", {}, "Other"),
        ("charge_account", {}, "Open30DayChargeAccount"),
        ("lease", {}, "LeasePayment"),
        ("mortgage", {}, "MortgageLoan"),
    ],
)
def test_a_debt_has_the_standard_s_type(kind: str, more: dict[str, str], written: str) -> None:
    data = write_mismo(application({"debts": [debt(kind=kind, **more)]}))
    assert texts(data, "LiabilityType") == [written]
    described = texts(data, "LiabilityTypeOtherDescription")
    assert described == ([kind.replace("_", " ").capitalize()] if written == "Other" else [])


def test_support_and_care_are_expenses() -> None:
    kinds = [DebtKind.ALIMONY, DebtKind.CHILD_SUPPORT, DebtKind.SEPARATE_MAINTENANCE, DebtKind.CHILD_CARE]
    debts = [debt(debt_id=f"D{number}", kind=kind) for number, kind in enumerate(kinds)]
    data = write_mismo(application({"debts": debts}))
    assert texts(data, "ExpenseType") == ["Alimony", "ChildSupport", "SeparateMaintenanceExpense", "ChildCare"]
    assert texts(data, "LiabilityType") == []


def test_demographics_stand_in_their_own_containers_and_nowhere_else() -> None:
    collected = {"borrower_id": "B1", "race": ["Asian"], "ethnicity": ["NotHispanicOrLatino"], "sex": ["Female"]}
    [deal] = read_deals(data := write_mismo(application(demographics=[collected])))
    assert texts(data, "HMDARaceType") == ["Asian"]
    assert deal.raw["demographics"] == [collected]
    assert b"Asian" not in re.sub(rb"<GOVERNMENT_MONITORING>.*?</GOVERNMENT_MONITORING>", b"", data, flags=re.DOTALL)


def test_lists_that_the_standard_parts_come_back_in_their_order() -> None:
    kinds = ["alimony", "revolving", "child_care", "installment"]
    mixed = [debt(debt_id=f"D{number}", kind=kind) for number, kind in enumerate(kinds)]
    [deal] = read_deals(data := write_mismo(one := application(debts=mixed)))
    assert b"<uw:debts>D0 D1 D2 D3</uw:debts>" in data
    assert LoanApplication.model_validate(deal.raw) == one
    assert b"uw:ORDER" not in write_mismo(application(debts=[mixed[1], mixed[3], mixed[0], mixed[2]]))


def test_several_applications_are_the_deals_of_one_message() -> None:
    applications = [application(application_id=f"APP-{number}") for number in range(3)]
    result = reading(write_mismo(*applications))
    assert [one.application for one in result.applications] == applications
    assert [one.record for one in result.applications] == ["deal 1", "deal 2", "deal 3"]


@pytest.mark.parametrize("count", [0, MAX_DEALS + 1])
def test_a_message_has_a_deal_and_not_too_many(count: int) -> None:
    with pytest.raises(MismoError, match="deals") as refusal:
        write_mismo(*[application()] * count)
    assert "1,000" in refusal.value.remedy


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_a_character_that_xml_cannot_hold_is_refused_by_its_place_and_not_repeated(character: str) -> None:
    named = application({"borrowers.0.identity.last_name": "Sample"})
    person = named.borrowers[0]
    identity = person.identity.model_copy(update={"last_name": f"Sam{character}ple"})
    broken = named.model_copy(update={"borrowers": (person.model_copy(update={"identity": identity}),)})
    with pytest.raises(MismoError, match="LastName") as refusal:
        write_mismo(named, broken)
    assert refusal.value.record == "application 2"
    assert "Sam" not in refusal.value.problem


@pytest.mark.parametrize(
    "update",
    [
        pytest.param({"application_date": "no day"}, id="is no application"),
        pytest.param({"application_id": 'A"'}, id="is no identifier"),
    ],
)
def test_what_would_not_come_back_is_not_written(update: dict[str, object]) -> None:
    with pytest.raises(MismoError, match="would not come back") as refusal:
        write_mismo(application().model_copy(update=update))
    assert refusal.value.record == "application 1"


def test_placeholders_are_written_as_they_stand_and_refused_when_they_are_read() -> None:
    data = write_mismo(
        application({"borrowers.0.identity.ssn": "[[SSN_1]]", "borrowers.0.identity.birth_date": REMOVED})
    )
    assert b"[[SSN_1]]" in data
    [problem] = reading(data).problems
    assert "placeholder" in problem.problem


def test_two_borrowers_who_own_a_home_together_are_both_its_owners() -> None:
    home = {"property_id": "H1", "occupancy": "investment", "unpaid_balance": "90000", "owed_by": ["B2", "B1"]}
    mortgage = debt(kind="mortgage", balance="90000", property_id="H1")
    one = application({"borrowers.1": borrower("B2"), "owned_properties": [home], "debts": [mortgage]})
    root = parsed(write_mismo(one))
    arcs = [element.attrib for element in root.iter(f"{{{NAMESPACE}}}RELATIONSHIP")]
    joined = [(arc[f"{{{XLINK}}}from"], arc[f"{{{XLINK}}}to"]) for arc in arcs]
    assert {("H1", "B2"), ("H1", "B1")} <= set(joined)


def test_a_rent_that_the_standard_would_leave_out_is_stated_in_full() -> None:
    """Real estate that is sold earns nothing for a reader of the standard; our file says that it does."""
    home = {"property_id": "H1", "occupancy": "investment", "sold_by_closing": True}
    rent = {"kind": "rental", "income_id": "H1", "monthly_gross_rent": "900", "monthly_pitia": "0", "property_id": "H1"}
    one = application({"owned_properties": [home], "borrowers.0.incomes.1": rent})
    [deal] = read_deals(write_mismo(one))
    assert LoanApplication.model_validate(deal.raw) == one


class Extra(BaseModel):
    known: bool = True


class Holder(BaseModel):
    extra: Extra | None = None
    extras: tuple[Extra, ...] = ()


def test_an_object_of_nothing_but_defaults_is_told_from_none() -> None:
    """No model of today needs it; one of tomorrow may."""
    assert statement(Holder(extra=Extra(), extras=(Extra(),)), {}) == {
        "extra": {"known": "true"},
        "extras": [{"known": "true"}],
    }
    assert statement(Holder(), {"extra": {}, "extras": [{}], "other": "1"}) == {
        "other": None,
        "extra": None,
        "extras": None,
    }
