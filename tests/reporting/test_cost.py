"""The cost of credit, as the core reckons it, on the page and in the JSON."""

import json

import pytest

from graph.result import PipelineResult
from report_pages import page_of
from reporting.cost import cost_of_credit, payments_of
from told_results import told_result


def test_the_cost_is_that_of_the_loan_asked_for() -> None:
    """300,000 at 6.5 percent: 360 payments of 1,896.20, 682,633.47 in all, and 1,000 paid at closing."""
    result = told_result()
    assert {item.label: item.display for item in cost_of_credit(result)} == {
        "annual percentage rate": "6.532%",
        "finance charge": "$383,633.47",
        "amount financed": "$299,000",
        "total of payments": "$683,633.47",
        "total interest percentage (TIP)": "127.544%",
    }
    assert payments_of(result) == (("1 to 360", "$1,896.20"),)


def test_the_page_labels_it_as_no_disclosure() -> None:
    panel = page_of(told_result()).by_id("cost")
    assert "It is not a disclosure to the applicant and replaces none." in panel.text
    assert "finance charge $383,633.47" in panel.text
    assert "1 to 360 $1,896.20" in panel.text


def test_the_last_payment_of_a_balloon_stands_alone() -> None:
    payments = payments_of(told_result({"loan.balloon_due_month": 84}))
    assert [which for which, _ in payments] == ["1 to 83", "84"]


def test_the_json_holds_it_as_exact_text() -> None:
    told = json.loads(told_result().model_dump_json())["disclosure"]
    assert (told["finance_charge"], told["amount_financed"], told["irregular"]) == ("383633.47", "299000.00", False)


@pytest.mark.parametrize("shown", [told_result({"property.monthly_taxes": None}), told_result(application=None)])
def test_a_file_without_its_figures_has_no_cost(shown: PipelineResult) -> None:
    assert cost_of_credit(shown) == ()
    assert payments_of(shown) == ()
    assert "did not reach the point at which its cost is reckoned" in page_of(shown).by_id("cost").text
