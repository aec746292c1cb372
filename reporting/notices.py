"""The letters of a result, written as text, HTML and PDF. They name people, so only their owner may read the files."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from graph.result import PipelineResult
from lending.application import LoanApplication
from reporting.html import file_stem, render_letter
from reporting.letter import Letter, letters_of
from reporting.letter_text import text_of
from reporting.output import unwritable, write_whole

_NAMED = 3


def write_letters(
    result: PipelineResult, application: LoanApplication, dated: date, folder: Path
) -> tuple[Letter, ...]:
    """The letters that the result owes, each as three files; none before it is released, for it may still change.

    The primary applicant's are `<application id>.txt`, `.html` and `.pdf`, another borrower's are named
    `<application id>+<borrower id>`; no application id holds a plus sign. What comes back of them has no text,
    since a batch has thousands. Raises `OutputError`.
    """
    letters = letters_of(result.adverse_action, application, dated) if result.release == "released" else ()
    stem = file_stem(result.application_id)
    try:
        for number, letter in enumerate(letters):
            _write(letter, folder / (f"{stem}+{letter.addressee}" if number else stem))
    except OSError as error:
        raise unwritable(folder, "--notices", error) from None
    return tuple(replace(letter, sections=()) for letter in letters)


def _write(letter: Letter, path: Path) -> None:
    from reporting.letter_pdf import pdf_of  # noqa: PLC0415 - the PDF engine, needed only where there is a letter

    for ending, content in (
        ("txt", text_of(letter).encode()),
        ("html", render_letter(letter).encode()),
        ("pdf", pdf_of(letter)),
    ):
        write_whole(path.with_name(f"{path.name}.{ending}"), content, private=True)


def problems_of(letters: Sequence[Letter]) -> Iterator[str]:
    """What keeps letters from being sent as they are, a line for each kind of lack; without anybody's name."""
    unfinished = [letter.application_id for letter in letters if letter.lacks]
    if unfinished:
        yield (
            f"Notices: {len(unfinished)} of {len(letters)} lack something that the law asks for, as each says on top: "
            f"{_some(unfinished)}."
        )
    early = [letter.application_id for letter in letters if letter.is_early]
    if early:
        yield (
            f"Notices: {len(early)} of {len(letters)} bear a day before the application or the score that they report "
            f"on: {_some(early)}. --notice-date sets the day."
        )
    late = [letter.application_id for letter in letters if letter.is_late]
    if late:
        yield (
            f"Notices: {len(late)} of {len(letters)} bear a day after their last one: {_some(late)}. "
            "--notice-date sets the day."
        )


def _some(identifiers: Sequence[str]) -> str:
    more = f" and {len(identifiers) - _NAMED} more" if len(identifiers) > _NAMED else ""
    return f"{', '.join(identifiers[:_NAMED])}{more}"


def summary_of(letters: Sequence[Letter], folder: Path) -> str:
    if not letters:
        return "Notices: none is owed"
    count = "1 letter" if len(letters) == 1 else f"{len(letters)} letters"
    return f"Notices: {count} in {folder}, each as text, HTML and PDF"
