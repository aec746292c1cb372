"""Where two runs part: what they were given, what they found, decided and wrote, and what they cost."""

from collections.abc import Iterator, Mapping

from rich.console import Console
from rich.text import Text

from agents.case_file import CaseFile
from graph.kept import Kept
from lending.findings import Finding
from lending.ratios import ratio_figures
from reporting.layout import INDENT, grid, heading
from reporting.summary import milliseconds
from reporting.terminal import show
from reporting.trace_account import RunAccount, account_of

_HASH = 16
Row = tuple[str, str, str]
"""What differs, in the first run, in the second; "" where one has none of it."""


def differences(first: Kept, second: Kept) -> dict[str, tuple[Row, ...]]:
    """By section what differs between two runs; a section without a difference is not there."""
    one, other = account_of(first), account_of(second)
    sections = {
        "What they were given": _pairs(_given(one), _given(other)),
        "Ratios": _pairs(_ratios(first.case), _ratios(second.case)),
        "Findings": _pairs(_findings(first.case), _findings(second.case)),
        "Policy passages": _pairs(_passages(first.case), _passages(second.case)),
        "Decision": _pairs(_decision(one), _decision(other)),
        "Wording": tuple(_wording(first.case, second.case)),
        "Checks": _pairs(_checks(one), _checks(other)),
        "Calls to models, and time": _pairs(_spent(one), _spent(other)),
    }
    return {title: rows for title, rows in sections.items() if rows}


def print_differences(console: Console, first: Kept, second: Kept) -> None:
    console.print(Text(f"{first.found.run.thread_id}  and  {second.found.run.thread_id}", style="bold"))
    found = differences(first, second)
    for title, rows in found.items():
        heading(console, title)
        table = grid("left", "rest", "rest")
        for name, before, after in rows:
            table.add_row(name, Text(before or "-"), Text(after or "-"))
        show(console, table, INDENT)
    if not found.keys() - {"Calls to models, and time"}:
        show(console, Text("They were given the same, and came to the same in the same words."), INDENT)


def _pairs(first: Mapping[str, str], second: Mapping[str, str]) -> tuple[Row, ...]:
    names = dict.fromkeys((*first, *second))
    return tuple(
        (name, first.get(name, ""), second.get(name, "")) for name in names if first.get(name) != second.get(name)
    )


def _given(account: RunAccount) -> dict[str, str]:
    origin = account.origin
    hashes = {
        "application hash": origin.application_sha256,
        "rules hash": origin.rules_sha256,
        "policies hash": origin.corpus_sha256,
    }
    told = {name: value[:_HASH] for name, value in hashes.items() if value}
    told |= {"application": origin.application_id, "profile": origin.profile or "", "program": origin.program or ""}
    told |= {f"prompt {prompt.partition('@')[0]}": prompt for named in origin.prompts for prompt in named.split("+")}
    return told


def _ratios(case: CaseFile) -> dict[str, str]:
    return {name: figure.display for name, figure in ratio_figures(case.facts.ratios).items()} if case.facts else {}


def _findings(case: CaseFile) -> dict[str, str]:
    return {finding.rule_id: _said(finding) for finding in case.all_findings()}


def _said(finding: Finding) -> str:
    return f"{finding.outcome.value.replace('_', ' ')}: {finding.statement}"


def _passages(case: CaseFile) -> dict[str, str]:
    return {
        rule: f"{name} ({case.passages[name].text_sha256[:_HASH]})" if name in case.passages else name
        for rule, name in case.policy.items()
    }


def _decision(account: RunAccount) -> dict[str, str]:
    decision = account.decision
    told = {"outcome": (account.outcome or "none").replace("_", " "), "release": account.release or "not known"}
    if decision is None:
        return told
    told |= {f"condition {each.rule_id}": each.text for each in decision.conditions}
    told |= {f"reason {each.rule_id}": each.text for each in decision.principal_reasons}
    told |= {f"review {number}": each for number, each in enumerate(decision.review_items, start=1)}
    told |= {f"missing {number}": each for number, each in enumerate(decision.missing_items, start=1)}
    if decision.offer:
        told["offer"] = f"${decision.offer.loan_amount:,} over {decision.offer.term_months} months"
    return told


def _wording(first: CaseFile, second: CaseFile) -> Iterator[Row]:
    """Only the sentences that one of them has and the other has not."""
    for name in dict.fromkeys((*first.narratives, *second.narratives)):
        before, after = (
            [sentence.text for sentence in case.narratives[name].sentences] if name in case.narratives else []
            for case in (first, second)
        )
        gone = [text for text in before if text not in after]
        new = [text for text in after if text not in before]
        if gone or new:
            yield name, "\n".join(gone), "\n".join(new)


def _checks(account: RunAccount) -> dict[str, str]:
    return {check.name: f"{'passed' if check.passed else 'failed'}: {check.detail}" for check in account.checks}


def _spent(account: RunAccount) -> dict[str, str]:
    spent = account.spent.total
    known = {
        "calls": f"{spent.calls:,}, of which {spent.failed:,} failed",
        "tokens": f"{spent.tokens.input:,} in, {spent.tokens.output:,} out",
        "cost": spent.cost_words,
        "wall time": "" if account.wall_ms is None else milliseconds(account.wall_ms),
    }
    return known | {f"{name} model": f"{used.calls:,} calls" for name, used in account.spent.by_model.items()}
