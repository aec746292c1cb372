"""A notice as a letter: the content that the result holds, with the day, and the name and address of the one it is for.

The name and the address come from the submission, because behind intake there are only tokens. Nothing else does, so a
letter says of the decision what the result says.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lending.application import LoanApplication
from lending.borrower import Borrower
from lending.notice import Notice, Party
from lending.notice_wording import TITLES, Section, in_words, sections_of


@dataclass(frozen=True, slots=True)
class Letter:
    """`lacks` is what a person has to add before it may be sent, `not_before` the latest day that it reports on.

    A letter with something `to_complete` says so on top.
    """

    application_id: str
    addressee: str
    title: str
    creditor: Party
    dated: date
    name: str
    address: tuple[str, ...]
    subject: tuple[str, ...]
    sections: tuple[Section, ...]
    send_by: date
    not_before: date
    lacks: tuple[str, ...]

    @property
    def to_complete(self) -> tuple[str, ...]:
        if not self.is_early:
            return self.lacks
        answered = "the application or the score that it reports on is of that day"
        return (*self.lacks, f"Date it {in_words(self.not_before)} or later: {answered}.")

    @property
    def day(self) -> str:
        return in_words(self.dated)

    @property
    def is_early(self) -> bool:
        return self.dated < self.not_before

    @property
    def is_late(self) -> bool:
        return self.dated > self.send_by


def letters_of(notices: Iterable[Notice], application: LoanApplication, dated: date) -> tuple[Letter, ...]:
    """`application` is the submission that the notices' result came from, with its names in clear."""
    people = {borrower.borrower_id: borrower for borrower in application.borrowers}
    names = {borrower_id: _name(borrower) for borrower_id, borrower in people.items()}
    known = {borrower_id: name for borrower_id, name in names.items() if name}
    return tuple(_letter(notice, people[notice.addressee], known, application, dated) for notice in notices)


def _letter(
    notice: Notice, borrower: Borrower, names: Mapping[str, str], application: LoanApplication, dated: date
) -> Letter:
    name = names.get(borrower.borrower_id)
    address = borrower.identity.current_address
    lacks = [] if name else ["Find out the applicant's name."]
    lacks += [] if address else ["Find out the applicant's address."]
    return Letter(
        application_id=notice.application_id,
        addressee=notice.addressee,
        title=TITLES[notice.kind],
        creditor=notice.creditor,
        dated=dated,
        name=name or "Applicant",
        address=_lines(address) if address else (),
        subject=_subject(application),
        sections=tuple(_named(section, names) for section in sections_of(_in_time(notice, dated))),
        send_by=notice.send_by,
        not_before=_not_before(notice, application),
        lacks=(*lacks, *(_with_names(item, names) for item in notice.to_complete)),
    )


def _not_before(notice: Notice, application: LoanApplication) -> date:
    """The day of the application or of the score that is quoted, whichever is later."""
    score = notice.report.score if notice.report else None
    return max(application.application_date, score.created_on) if score else application.application_date


def _in_time(notice: Notice, dated: date) -> Notice:
    """A notice that goes out late leaves as many days for an answer as one on its last day would have."""
    if notice.answer_by is None or dated <= notice.send_by:
        return notice
    return notice.model_copy(update={"answer_by": notice.answer_by + (dated - notice.send_by)})


def _name(borrower: Borrower) -> str:
    said = " ".join(filter(None, (borrower.identity.first_name, borrower.identity.last_name)))
    return " ".join(said.split())


def _lines(address: str) -> tuple[str, ...]:
    """As on an envelope: the lines that it has, or else the street on a line of its own."""
    lines = [line.strip().removesuffix(",") for line in address.splitlines() if line.strip(" \t,")]
    parts = lines if len(lines) > 1 else "".join(lines).split(",", 1)
    return tuple(line for line in (" ".join(part.split()) for part in parts) if line)


def _subject(application: LoanApplication) -> tuple[str, ...]:
    home = application.property
    place = ", ".join(filter(None, (home.street, home.city, f"{home.state} {home.postal_code or ''}".strip())))
    return (f"Application {application.application_id}", f"Property: {place}")


def _with_names(text: str, names: Mapping[str, str]) -> str:
    """`borrower B1` as the person is called; an id that is the beginning of another is not taken for it."""
    ids = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.sub(rf"\bborrower ({ids})(?![\w-]|\.\w)", lambda found: names[found[1]], text) if ids else text


def _named(section: Section, names: Mapping[str, str]) -> Section:
    return section.model_copy(update={"items": tuple(_with_names(item, names) for item in section.items)})
