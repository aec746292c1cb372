"""A letter as plain text, for a terminal, an e-mail or a printer that knows nothing else."""

from collections.abc import Iterator
from textwrap import wrap

from lending.notice_wording import Section
from reporting.letter import Letter
from reporting.visible import visible

_WIDTH = 78
_NOT_YET = "NOT TO BE SENT YET. Before this notice goes out:"


def text_of(letter: Letter) -> str:
    lines = list(_lines(letter))
    return str(visible("\n".join(lines))) + "\n"


def _lines(letter: Letter) -> Iterator[str]:
    if letter.to_complete:
        yield _NOT_YET
        for item in letter.to_complete:
            yield from _wrapped(item, "- ")
        yield "=" * _WIDTH
        yield ""
    yield letter.creditor.name.upper()
    yield from letter.creditor.address
    if letter.creditor.telephone:
        yield letter.creditor.telephone
    yield from ("", letter.day, "", letter.name, *letter.address, "")
    yield from letter.subject
    yield from ("", letter.title.upper(), "", f"Dear {letter.name}:")
    for section in letter.sections:
        yield from _section(section)


def _wrapped(text: str, mark: str = "") -> list[str]:
    return wrap(text, _WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False) or [mark]


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield section.title.upper()
    for paragraph in section.paragraphs:
        yield from _wrapped(paragraph)
    for fact in section.facts:
        yield from _wrapped(f"{fact.label}: {'; '.join(fact.values)}", "  ")
    if section.lead:
        yield from _wrapped(section.lead)
    for number, item in enumerate(section.items, start=1):
        yield from _wrapped(item, f"  {number}. " if section.numbered else "  - ")
    if section.closing:
        yield from _wrapped(section.closing)
