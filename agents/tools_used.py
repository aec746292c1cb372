"""A call to a tool and what it gave, as the record keeps them."""

from typing import Literal

from pydantic import Field

from lending.base import Frozen


class ToolCall(Frozen):
    """What the model asks a tool for. Numbers come as text, so that none is rounded on the way."""

    tool: Literal["reckon", "what_if", "search_policy"]
    loan_amount: str | None = Field(max_length=40, description="dollars such as 250000.00, or null")
    rate_percent: str | None = Field(max_length=40, description="such as 6.375, or null")
    term_months: int | None
    query: str | None = Field(max_length=300)


class ToolResult(Frozen):
    """One call and what it gave: `lines` are words of ours with figures of ours. `failed` says that it gave nothing."""

    name: str
    call: ToolCall
    lines: tuple[str, ...]
    failed: bool = False
