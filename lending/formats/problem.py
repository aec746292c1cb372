"""What could not be read, told to the person who sent it: where, what is wrong, what to do."""

from lending.base import Frozen
from lending.formats.wording import printable


class InputProblem(Frozen):
    """One thing to correct.

    `source` is the file's name as it was given, `record` the place of the application in it ("line 3"), `field` the
    dotted path inside the application ("borrowers[0].incomes[1].pay"). `problem` and `remedy` never repeat a value of
    an identity field, an account number or anything that looks like a Social Security number.
    """

    source: str
    record: str | None = None
    application_id: str | None = None
    field: str | None = None
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.source, self.record, self.application_id, self.field) if part)
        return printable(f"{place}: {self.problem} - {self.remedy}", limit=2_000)
