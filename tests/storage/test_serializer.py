import traceback
from collections import deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, TypedDict
from uuid import UUID

import pytest
from langchain_core.messages import HumanMessage
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.types import Command, Interrupt, Send
from pydantic import BaseModel, ConfigDict, Field, computed_field

from storage.errors import StateTypeError
from storage.serializer import StateSerializer
from storage.state_types import reachable


class Program(StrEnum):
    VA = "va"


class Lien(IntEnum):
    FIRST = 1


class Colour(Enum):
    RED = "red"


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Score(Frozen):
    bureau: Literal["a", "b"]
    value: int


class Borrower(Frozen):
    name: str
    born: date
    scores: tuple[Score, ...] = ()


class VeteranBorrower(Borrower):
    branch: str


class Figure(NamedTuple):
    name: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Trace:
    agent: str
    cost: Decimal
    figure: Figure
    program: Program


class Application(Frozen):
    amount: Annotated[Decimal, Field(gt=0)]
    borrowers: tuple[Borrower, ...]
    programs: frozenset[Program]
    lien: Lien
    figures: dict[str, Decimal | int | date | str]
    closing: date | None = None
    submitted: datetime = Field(alias="submittedAt")
    colour: Colour = Colour.RED

    @computed_field  # type: ignore[prop-decorator]
    @property
    def first_name(self) -> str:
        return self.borrowers[0].name


class State(TypedDict):
    application: Application
    traces: list[Trace]


BORROWER = Borrower(name="Ana Example", born=date(1980, 2, 29), scores=(Score(bureau="a", value=701),))
APPLICATION = Application(
    amount=Decimal("250000.50"),
    borrowers=(BORROWER,),
    programs=frozenset({Program.VA}),
    lien=Lien.FIRST,
    figures={"ltv": Decimal("80.10"), "closing": date(2026, 3, 1), "months": 12, "text": "2026-03-01"},
    submittedAt=datetime(2026, 2, 1, 8, 30, tzinfo=UTC),
)
TRACE = Trace("ratio", Decimal("0.0012"), Figure("dti", Decimal("41.50")), Program.VA)


def there_and_back(value: object, *models: type) -> object:
    serializer = StateSerializer(models or (State,))
    return serializer.loads_typed(serializer.dumps_typed(value))


def exactly(value: object) -> str:
    """Types and digits as well: `==` alone takes a list of `1` for one of `True`, and 1.50 for 1.5."""
    return repr(value)


@pytest.mark.parametrize(
    "value",
    [
        APPLICATION,
        BORROWER,
        TRACE,
        Program.VA,
        Lien.FIRST,
        Colour.RED,
        {"application": APPLICATION, "traces": [TRACE, TRACE]},
        (APPLICATION, (TRACE, [Program.VA])),
        {"nested": {"amount": Decimal("1.50"), "ids": {1, 2}, "order": deque([date(2026, 1, 2)])}},
        [None, True, 1, 1.5, "text", b"bytes", (), {}],
        {1: "one", "two": 2},
        timedelta(days=1, seconds=2),
        datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
        UUID(int=7),
        None,
        b"raw",
    ],
)
def test_a_value_of_the_state_comes_back_as_exactly_what_it_was(value: object) -> None:
    back = there_and_back(value)
    assert back == value
    assert exactly(back) == exactly(value)


@pytest.mark.parametrize(
    "value",
    [
        Interrupt(value=(APPLICATION, "review"), id="i"),
        Send("underwriting", {"application": APPLICATION}),
        Command(update={"application": APPLICATION}, resume=(Program.VA,)),
        HumanMessage("approve?"),
        Path("reports"),
    ],
)
def test_what_langgraph_keeps_for_itself_carries_our_types_too(value: object) -> None:
    assert there_and_back(value) == value


def test_the_library_alone_would_lose_what_is_kept_here() -> None:
    library = JsonPlusSerializer(allowed_msgpack_modules=None)
    assert library.loads_typed(library.dumps_typed((APPLICATION,))) != (APPLICATION,)


def test_an_error_is_kept_as_its_words() -> None:
    assert there_and_back(ValueError("no")) == "ValueError('no')"


def test_the_types_of_a_state_are_found_by_its_annotations() -> None:
    assert reachable([State]) == {Application, Borrower, Score, Program, Lien, Colour, Trace, Figure}


class Unlisted(Frozen):
    name: str = "x"


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        Unlisted(),
        [Unlisted()],
        {"deep": ({"er": Unlisted()},)},
        Interrupt(value=Unlisted(), id="i"),
        Send("node", Unlisted()),
        {Unlisted()},
        object(),
        lambda: None,
        Text("subclass"),
    ],
)
def test_a_type_that_the_state_does_not_name_is_refused_as_it_is_saved(value: object) -> None:
    with pytest.raises(StateTypeError, match="cannot be kept in a checkpoint"):
        StateSerializer([State]).dumps_typed(value)


def test_a_subclass_in_a_field_of_its_base_is_refused_until_it_is_named_and_then_kept_whole() -> None:
    veteran = VeteranBorrower(name="Ben Example", born=date(1975, 5, 5), branch="navy")
    application = APPLICATION.model_copy(update={"borrowers": (veteran,)})
    with pytest.raises(StateTypeError, match="VeteranBorrower"):
        StateSerializer([State]).dumps_typed(application)
    assert there_and_back(application, State, VeteranBorrower) == application


@pytest.mark.parametrize("key", [Program.VA, (1, 2), date(2026, 1, 1)])
def test_a_key_that_would_come_back_as_another_is_refused(key: object) -> None:
    with pytest.raises(StateTypeError, match="keys are plain"):
        StateSerializer([State]).dumps_typed({key: 1})


def test_a_number_too_large_for_the_format_is_refused() -> None:
    with pytest.raises(StateTypeError, match="cannot be kept"):
        StateSerializer([State]).dumps_typed({"n": 2**70})


def test_a_type_that_this_version_no_longer_has_is_refused_as_it_is_loaded() -> None:
    saved = StateSerializer([State]).dumps_typed({"deep": [(APPLICATION,)]})
    with pytest.raises(StateTypeError, match=r"holds a .*\.Application.*another version"):
        StateSerializer([Trace, Score, Borrower, Lien, Colour]).loads_typed(saved)


def test_a_value_that_no_longer_validates_is_refused_as_it_is_loaded() -> None:
    serializer = StateSerializer([State])
    bad = APPLICATION.model_copy(update={"amount": Decimal(-1)})
    saved = serializer.dumps_typed([bad])
    with pytest.raises(StateTypeError, match=r"Application cannot be read: amount: .*greater than 0") as error:
        serializer.loads_typed(saved)
    assert "Ana Example" not in "".join(traceback.format_exception(error.value))


def test_damaged_bytes_are_refused() -> None:
    serializer = StateSerializer([State])
    kind, content = serializer.dumps_typed([APPLICATION])
    with pytest.raises(StateTypeError, match=r"damaged|cannot be read"):
        serializer.loads_typed((kind, content[:-7]))
