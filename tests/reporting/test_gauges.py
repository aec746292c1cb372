"""A gauge never shows a figure on the wrong side of its limit, however near the two lie, and never invents a limit."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.result import PipelineResult
from lending.findings import Figure, FindingOutcome, Unit, figure
from lending.ratios import ratio_figures
from report_pages import Node, read_page
from reporting.dial import SEPARATION, Direction, Scale, dial, round_end
from reporting.gauges import SPECS, Gauge, gauges, number_of
from reporting.html import render_report
from told_results import told_result

_DIRECTIONS: tuple[Direction, ...] = ("at_most", "less_than", "at_least")
_ALLOWED = {"at_most": (-1, 0), "less_than": (-1,), "at_least": (0, 1)}
_LTV = "collateral.ltv"


def by_heading(result: PipelineResult) -> dict[str, Gauge]:
    return {gauge.heading: gauge for gauge in gauges(result)}


def measured(result: PipelineResult, rule_id: str, value: str, limit: str | None = None) -> PipelineResult:
    """The result with other numbers in one finding."""

    def renumbered(shown: Figure, number: str) -> Figure:
        return figure(shown.name, shown.label, Decimal(number), shown.unit)

    findings = []
    for finding in result.findings:
        if finding.rule_id == rule_id:
            assert finding.limit
            bound = renumbered(finding.limit, limit) if limit else finding.limit
            figures = (renumbered(finding.figures[0], value), *finding.figures[1:])
            findings.append(finding.model_copy(update={"figures": figures, "limit": bound}))
        else:
            findings.append(finding)
    return result.model_copy(update={"findings": tuple(findings)})


def drawn(result: PipelineResult) -> dict[str, Node]:
    return {node.one("h3").text: node for node in read_page(render_report(result)).all("figure", "gauge")}


def turn(gauge: Node, css_class: str) -> float:
    """Degrees to the right of straight up."""
    found = re.match(r"rotate\((-?[\d.]+) ", gauge.one("g", css_class).attrs["transform"])
    assert found
    return float(found[1])


class TestDial:
    numbers = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=6)

    @given(numbers, numbers.filter(lambda limit: limit >= 0), st.sampled_from(_DIRECTIONS))
    def test_the_needle_is_visibly_on_the_figures_side(
        self, value: Decimal, limit: Decimal, direction: Direction
    ) -> None:
        shown = dial(value, limit, direction, Scale(Decimal(0), Decimal(100), Decimal(150)))
        assert shown.limit is not None
        assert 0 <= shown.needle <= 1
        assert 0 <= shown.limit <= 1
        apart = shown.needle - shown.limit
        if value == limit:
            assert apart == 0
        elif value > limit:
            assert apart >= SEPARATION - 1e-9
        else:
            assert apart <= -SEPARATION + 1e-9

    @given(numbers)
    def test_without_a_limit_there_is_a_needle_and_no_zone(self, value: Decimal) -> None:
        shown = dial(value, None, "at_most", Scale(Decimal(0), Decimal(100), Decimal(150)))
        assert 0 <= shown.needle <= 1
        assert (shown.limit_degrees, shown.allowed_arc, shown.forbidden_arc) == (None, None, None)

    def test_a_figure_far_outside_rests_at_the_end_and_says_so(self) -> None:
        shown = dial(Decimal(4000), Decimal(50), "at_most", Scale(Decimal(0), Decimal(50), Decimal(100)))
        assert (shown.needle, shown.high, shown.beyond) == (1.0, Decimal(100), True)

    def test_a_rate_below_the_apor_lies_on_the_scale(self) -> None:
        shown = dial(Decimal("-0.4"), Decimal("2.25"), "less_than", Scale(Decimal(0), Decimal(3), Decimal(10)))
        assert shown.low <= Decimal("-0.4")
        assert not shown.beyond

    @pytest.mark.parametrize(
        ("wanted", "end"),
        [("118.75", "120"), ("100", "100"), ("100.01", "120"), ("11212.5", "12000"), ("2.8125", "3"), ("0", "1")],
    )
    def test_a_scale_ends_at_a_round_number_that_is_not_smaller(self, wanted: str, end: str) -> None:
        assert round_end(Decimal(wanted)) == Decimal(end)

    def test_zones_meet_at_the_limit_and_the_allowed_one_is_on_the_allowed_side(self) -> None:
        scale = Scale(Decimal(0), Decimal(100), Decimal(100))
        most, least = (dial(Decimal(10), Decimal(80), way, scale) for way in ("at_most", "at_least"))
        assert most.allowed_arc == least.forbidden_arc
        assert most.forbidden_arc == least.allowed_arc
        assert most.allowed_arc is not None
        assert most.allowed_arc.startswith("M20.0 92.0")


class TestSides:
    @pytest.mark.parametrize(
        ("rule_id", "heading", "value", "side", "allowed"),
        [
            (_LTV, "LTV", "95", 0, True),
            (_LTV, "LTV", "95.000001", 1, False),
            (_LTV, "LTV", "94.999999", -1, True),
            ("capacity.back_end_dti", "Back-end DTI", "50.000001", 1, False),
            ("capital.reserves", "Reserves", "0", 0, True),
            ("credit.minimum_score", "Credit score", "619", -1, False),
            ("credit.minimum_score", "Credit score", "620", 0, True),
            ("compliance.qm_price", "Spread over APOR", "2.25", 0, False),
            ("compliance.qm_price", "Spread over APOR", "2.249999", -1, True),
            ("compliance.qm_price", "Spread over APOR", "-0.5", -1, True),
            ("compliance.qm_points_and_fees", "Points and fees", "8970.01", 1, False),
        ],
    )
    def test_the_drawing_and_the_words_agree_with_the_numbers(
        self, rule_id: str, heading: str, value: str, side: int, allowed: bool
    ) -> None:
        result = measured(told_result(), rule_id, value)
        gauge, node = by_heading(result)[heading], drawn(result)[heading]
        assert (gauge.side, gauge.allowed) == (side, allowed)
        needle, mark = turn(node, "pointer"), turn(node, "limit-mark")
        assert (needle > mark) - (needle < mark) == side
        assert node.one("p", "side").text == gauge.side_words
        assert gauge.side_words.startswith(("below", "at", "above")[side + 1])
        assert node.one("p", "side").one("use").attrs["href"] == ("#icon-check" if allowed else "#icon-cross")

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"program": "fha"},
            {"loan.amount": "390000", "loan.mortgage_insurance_annual_percent": "1"},
            {"debts.0.monthly_payment": "4000"},
        ],
    )
    def test_every_gauge_shows_the_findings_own_figures(self, changes: Mapping[str, Any]) -> None:
        result = told_result(changes)
        for heading, gauge in by_heading(result).items():
            node = drawn(result)[heading]
            assert gauge.value is not None
            assert node.one("p", "value").text == gauge.value.display
            if gauge.finding and gauge.finding.limit:
                assert gauge.value == gauge.finding.figures[0]
                assert gauge.finding.limit.display in node.one("p", "against").text
                passed = gauge.finding.outcome is FindingOutcome.PASS
                assert gauge.allowed == passed
            else:
                assert gauge.limit is None


class TestWhatIsShown:
    def test_cltv_only_where_it_differs(self) -> None:
        second = {"lien_id": "L1", "balance": "40000", "monthly_payment": "250"}
        assert "CLTV" not in by_heading(told_result())
        shown = by_heading(told_result({"loan.subordinate_liens.0": second}))["CLTV"]
        assert shown.value is not None
        assert shown.value.display == "85.00%"
        assert shown.limit is not None

    def test_a_ratio_without_a_limit_says_why(self) -> None:
        front = by_heading(told_result())["Front-end DTI"]
        assert front.limit is None
        assert front.dial is not None
        assert front.dial.limit is None
        assert front.note == "The conventional program has no front-end limit."

    def test_where_underwriting_was_skipped_ratios_stand_without_limits(self) -> None:
        shown = by_heading(told_result({"loan.interest_only_months": 60}))
        assert shown["LTV"].limit is None
        assert shown["LTV"].note == "The rule was not run on this file."
        assert shown["Spread over APOR"].limit is not None
        assert "Credit score" not in shown

    def test_an_incomplete_file_has_no_gauges(self) -> None:
        result = told_result({"property.monthly_taxes": None})
        assert gauges(result) == ()
        assert "No ratio was computed" in read_page(render_report(result)).by_id("gauges").text

    def test_outside_the_qualified_mortgage_price_test_the_hoepa_threshold_stands_in(self) -> None:
        spread = by_heading(told_result({"program": "fha"}))["Spread over APOR"]
        assert spread.finding is not None
        assert spread.finding.rule_id == "compliance.hoepa_apr"
        assert spread.limit is not None

    def test_a_limit_in_another_unit_is_no_limit(self) -> None:
        result = measured(told_result(), _LTV, "75")
        odd = figure("maximum_ltv", "maximum LTV", Decimal(95), Unit.USD)
        findings = tuple(f.model_copy(update={"limit": odd}) if f.rule_id == _LTV else f for f in result.findings)
        assert by_heading(result.model_copy(update={"findings": findings}))["LTV"].limit is None

    @pytest.mark.parametrize("value", ["C6", "NaN", "Infinity", ""])
    def test_what_is_no_number_is_not_drawn(self, value: str) -> None:
        assert number_of(Figure(name="n", label="l", value=value, unit=Unit.PERCENT, display=value)) is None

    def test_every_picture_is_told_in_words_too(self) -> None:
        for gauge, node in zip(gauges(told_result()), drawn(told_result()).values(), strict=True):
            picture = node.one("svg", "dial")
            assert picture.attrs["role"] == "img"
            title = picture.one("title")
            assert picture.attrs["aria-labelledby"] == title.attrs["id"]
            assert title.text == gauge.described
            assert gauge.value is not None
            assert gauge.value.display in title.text

    def test_every_gauge_reads_a_ratio_that_exists(self) -> None:
        result = told_result()
        assert result.ratios
        assert {spec.ratio for spec in SPECS if spec.ratio} <= set(ratio_figures(result.ratios))
