"""A notice in words, as sections that text, HTML and PDF show alike. The only place where its sentences stand.

The ECOA notice is the regulation's; every other sentence is the lender's own and says what the section cited asks for.
"""

import re
from collections.abc import Iterator
from datetime import date

from lending.base import Frozen
from lending.notice import Notice, NoticeKind, Party, ReportUsed, ScoreUsed
from lending.tables.regulation_b import ECOA_NOTICE


class Fact(Frozen):
    """`values` stand on a line each where there is room."""

    label: str
    values: tuple[str, ...]


def _fact(label: str, *values: str | None) -> Fact:
    return Fact(label=label, values=tuple(value for value in values if value))


class Section(Frozen):
    """Shown in the order of its fields; `lead` introduces the items, which `numbered` puts in an order of weight.

    `rule` is the provision that asks for the section; None where it is the lender's own courtesy.
    """

    title: str
    rule: str | None = None
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    lead: str | None = None
    items: tuple[str, ...] = ()
    numbered: bool = False
    closing: str | None = None


TITLES = {
    NoticeKind.ADVERSE_ACTION: "Notice of action taken and statement of reasons",
    NoticeKind.COUNTEROFFER: "Notice of action taken, statement of reasons and counteroffer",
    NoticeKind.INCOMPLETENESS: "Notice of incomplete application",
}

_ACTIONS = {
    NoticeKind.ADVERSE_ACTION: "We have considered your application with care and cannot approve it.",
    NoticeKind.COUNTEROFFER: "We cannot approve your application on the terms that you asked for. We can offer you "
    "other terms, which are set out below.",
    NoticeKind.INCOMPLETENESS: "We cannot decide on your application yet, because it is incomplete.",
}

_TERMS = {
    "LTV": "LTV is the loan in proportion to the value of the property",
    "CLTV": "CLTV is all loans on the property in proportion to its value",
    "HCLTV": "HCLTV is all loans and whole credit lines on the property in proportion to its value",
    "DTI": "DTI is what is paid each month in proportion to income: for housing (front-end) or in all (back-end)",
    "PITIA": "PITIA is the whole monthly payment for housing, taxes and insurance included",
    "APR": "APR is the annual percentage rate",
    "APOR": "APOR is the average prime offer rate for loans of this kind",
}
"""What the abbreviations of the reasons stand for, in words for the applicant."""

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def in_words(day: date) -> str:
    """A date as a letter writes it, `April 1, 2026`, whatever language the machine speaks."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def _party(party: Party) -> Fact:
    return _fact(party.name, ", ".join(party.address), party.telephone)


def _action(notice: Notice) -> Section:
    incomplete = notice.kind is NoticeKind.INCOMPLETENESS
    return Section(
        title="Where your application stands" if incomplete else "Action taken",
        rule="12 CFR 1002.9(c)(2)" if incomplete else "12 CFR 1002.9(a)(2)",
        paragraphs=(_ACTIONS[notice.kind],),
        facts=(_fact("What you asked for", notice.requested),),
    )


def _reasons(notice: Notice) -> Section:
    used = {word for reason in notice.reasons for word in re.findall(r"[A-Z]+", reason.text)}
    explained = [words for term, words in _TERMS.items() if term in used]
    return Section(
        title="Principal reasons for our decision" if len(notice.reasons) > 1 else "Principal reason for our decision",
        rule="12 CFR 1002.9(a)(2)(i) and (b)(2)",
        items=tuple(reason.text for reason in notice.reasons),
        numbered=True,
        closing="; ".join(explained) + "." if explained else None,
    )


def _offer(notice: Notice, until: date) -> Section:
    return Section(
        title="What we can offer you",
        rule="12 CFR 1002.9(a)(1)(iv)",
        facts=tuple(_fact(term.label, term.value) for term in notice.offer),
        lead="The offer has these conditions:" if notice.offer_conditions else None,
        items=notice.offer_conditions,
        closing=(
            f"The offer is open until {in_words(until)}. To accept it, write to us or call us by that day at the "
            "address or the number below. If you do not accept it by then, your application is denied on the terms "
            "that you asked for, for the reasons above, and we will send no further notice."
        ),
    )


def _items(notice: Notice, until: date) -> Section:
    return Section(
        title="What we need from you",
        rule="12 CFR 1002.9(c)(2)",
        lead="To decide on your application we need this information:",
        items=notice.items,
        closing=(
            f"Please let us have all of it by {in_words(until)}. If we do not receive it by that day, we will give "
            "your application no further consideration."
        ),
    )


def _report(report: ReportUsed) -> Section:
    several = len(report.agencies) > 1
    agency, named = ("agencies", "the agencies named below") if several else ("agency", "the agency named below")
    part = (
        f"Our decision rests in whole or in part on information in a credit report from {named}. The consumer "
        f"reporting {agency} did not make this decision and cannot tell you the specific reasons for it."
    )
    rights = (
        "Under the Fair Credit Reporting Act you have the right to know what your credit file holds. You can get a "
        f"free copy of your report from {named} if you ask for it within {report.request_days} days after you receive "
        "this notice. If anything in the report is inaccurate or incomplete, you have the right to dispute it with "
        f"{named}."
    )
    return Section(
        title="Your credit report",
        rule="15 USC 1681m(a)(3) and (4)",
        paragraphs=(part, rights),
        facts=tuple(_party(agency) for agency in report.agencies),
    )


def _score(score: ScoreUsed) -> Section:
    use = (
        "We used your credit score in making our decision."
        if score.decided
        else "We also obtained your credit score and considered it in making our decision."
    )
    what = (
        "The score is a number that reflects the information in your credit report, and it can change as that "
        "information changes."
    )
    return Section(
        title="Your credit score",
        rule="15 USC 1681m(a)(2)",
        paragraphs=(f"{use} {what}",),
        facts=(
            _fact("Your credit score", f"{score.score} ({score.model})"),
            _fact("Date of the score", in_words(score.created_on)),
            _fact("Range of scores", f"from a low of {score.lowest} to a high of {score.highest}"),
            _fact("Source of the score", score.source),
        ),
        lead="Key factors that adversely affected your credit score:" if score.key_factors else None,
        items=score.key_factors,
        numbered=True,
    )


def _outside(days: int) -> Section:
    told = (
        "Our decision may rest in whole or in part on information from someone other than a consumer reporting agency, "
        f"such as an employer. If you ask us in writing within {days} days after you receive this notice, we will tell "
        "you the nature of that information."
    )
    return Section(title="Information from others", rule="15 USC 1681m(b)(1)", paragraphs=(told,))


def _ecoa(notice: Notice) -> Section:
    return Section(
        title="Equal credit opportunity",
        rule="12 CFR 1002.9(b)(1)",
        paragraphs=(ECOA_NOTICE.format(agency=notice.agency.line),),
    )


def _questions(notice: Notice) -> Section:
    incomplete = notice.kind is NoticeKind.INCOMPLETENESS
    return Section(
        title="How to reach us",
        rule=None if incomplete else "12 CFR 1002.9(a)(2)",
        facts=(_party(notice.creditor),),
    )


def sections_of(notice: Notice) -> tuple[Section, ...]:
    """The whole notice but for its date, its letterhead and the applicant's name and address."""
    return tuple(_sections(notice))


def _sections(notice: Notice) -> Iterator[Section]:
    yield _action(notice)
    if notice.reasons:
        yield _reasons(notice)
    if notice.offer and notice.answer_by:
        yield _offer(notice, notice.answer_by)
    if notice.items and notice.answer_by:
        yield _items(notice, notice.answer_by)
    if notice.report:
        yield _report(notice.report)
        if notice.report.score:
            yield _score(notice.report.score)
    if notice.outside_request_days:
        yield _outside(notice.outside_request_days)
    if notice.kind is not NoticeKind.INCOMPLETENESS:
        yield _ecoa(notice)
    yield _questions(notice)
