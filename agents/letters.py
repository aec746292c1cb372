"""What a model says that a letter of explanation states, and whether that stands in the letter.

A fact is believed only where it can be shown: its quote stands in that very letter, word for word, and its day and its
amount stand in the quote. It is shown to the person who reads the letter and changes nothing else.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from agents.written_figures import amounts_in, dates_in
from lending.application import Letter
from lending.base import MAX_DOLLARS, Day, Frozen, Identifier, Money

LONGEST_QUOTE = 600
_FEWEST_WORDS = 3
_TYPOGRAPHIC = str.maketrans("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014\u2212", "''\"\"-----")
"""One character for one, so that a place in the plain text is the same place in the letter's own."""
_UNCUT = re.compile(r"\[\[?[A-Z]+(?:_\d+)?\]\]?|[$-]*\w+(?:[.,'/:-]\w+)*")
"""What a quote may not begin or end inside of: a token, a label of the masker, a number, a word."""
_PLAIN_AMOUNT = re.compile(r"\$?(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?\Z")


class Topic(StrEnum):
    """What a fact is about. None of them names a ground on which credit may not be judged (12 CFR 1002.4(a))."""

    LATE_PAYMENT = "late_payment"
    CREDIT_INQUIRY = "credit_inquiry"
    LARGE_DEPOSIT = "large_deposit"
    EMPLOYMENT_GAP = "employment_gap"
    INCOME_CHANGE = "income_change"
    NEW_DEBT = "new_debt"
    DEBT_DISPUTE = "debt_dispute"
    BANKRUPTCY_OR_FORECLOSURE = "bankruptcy_or_foreclosure"
    ADDRESS = "address"
    OCCUPANCY = "occupancy"
    RELATIONSHIP_TO_SELLER = "relationship_to_seller"
    OTHER = "other"


class LetterFact(Frozen):
    """One thing that a letter states. `quote` is the letter's own text with runs of white space as one space.

    `occurred` is a day and `amount` US dollars, both None where the quote names none.
    """

    letter_id: Identifier
    topic: Topic
    quote: str = Field(min_length=1, max_length=LONGEST_QUOTE)
    occurred: Day | None = None
    amount: Money | None = None


class LetterReading(Frozen):
    """One letter of the file and what a model read in it.

    `read_by` is provider and model, None where no model's reading holds; `unread_because` then says why.
    """

    letter_id: Identifier
    borrower_id: Identifier
    subject: str
    facts: tuple[LetterFact, ...] = ()
    read_by: str | None = None
    unread_because: str | None = None


class DraftFact(Frozen):
    """A fact as a model states it, in words that nothing was checked of yet."""

    letter_id: str = Field(max_length=64)
    topic: Topic
    quote: str = Field(max_length=4 * LONGEST_QUOTE)
    occurred: str | None = Field(max_length=40, description="YYYY-MM-DD, or null")
    amount: str | None = Field(max_length=40, description="US dollars such as 1200.00, or null")


class Believed(NamedTuple):
    """The facts that hold, and what is wrong with the others, in words that repeat nothing of what a model wrote."""

    facts: tuple[LetterFact, ...]
    problems: tuple[str, ...]


def as_read(text: str) -> str:
    """`text` with every run of white space as one space: how letters are quoted."""
    return " ".join(text.split())


def believed(drafts: Iterable[DraftFact], letters: Mapping[str, Letter]) -> Believed:
    """Of what a model states about these letters, by letter_id, what holds. A fact said twice is kept once."""
    facts: dict[tuple[str, str, Topic], LetterFact] = {}
    problems: list[str] = []
    for number, draft in enumerate(drafts, start=1):
        fact, found = _fact_of(draft, letters)
        if fact:
            facts.setdefault((fact.letter_id, fact.quote, fact.topic), fact)
        problems += [f"fact {number}: {problem}" for problem in found]
    return Believed(tuple(facts.values()), tuple(problems))


def stands(fact: LetterFact, letter: Letter) -> bool:
    """Whether a fact holds against the letter: what whoever checks a record asks again."""
    draft = DraftFact(
        letter_id=fact.letter_id,
        topic=fact.topic,
        quote=fact.quote,
        occurred=fact.occurred.isoformat() if fact.occurred else None,
        amount=None if fact.amount is None else f"{fact.amount:f}",
    )
    return _fact_of(draft, {letter.letter_id: letter})[0] == fact


def _fact_of(draft: DraftFact, letters: Mapping[str, Letter]) -> tuple[LetterFact | None, list[str]]:
    letter = letters.get(draft.letter_id)
    if letter is None:
        return None, ["letter_id is none of the letters given"]
    quote, problem = _quoted(draft.quote, as_read(letter.text))
    if quote is None:
        return None, [problem]
    occurred, amount = _iso_day(draft.occurred), _dollars(draft.amount)
    problems = []
    if draft.occurred is not None and (occurred is None or occurred not in dates_in(quote)):
        problems.append("the day does not stand in the quote; write it as YYYY-MM-DD, or null")
    if draft.amount is not None and (amount is None or amount not in amounts_in(quote)):
        problems.append("the amount does not stand in the quote; write dollars such as 1200.00, or null")
    if problems:
        return None, problems
    fact = LetterFact(letter_id=letter.letter_id, topic=draft.topic, quote=quote, occurred=occurred, amount=amount)
    return fact, []


def _quoted(said: str, text: str) -> tuple[str | None, str]:
    """The letter's own text at the place quoted; where there is none, what is wrong with the quote."""
    said, plain = as_read(said).translate(_TYPOGRAPHIC), text.translate(_TYPOGRAPHIC)
    if not said or (len(said.split()) < _FEWEST_WORDS and said != plain):
        return None, f"the quote is too short to mean something; quote at least {_FEWEST_WORDS} words"
    if len(said) > LONGEST_QUOTE:
        return None, f"the quote is longer than {LONGEST_QUOTE} characters; quote only what states the fact"
    places = [found.start() for found in re.finditer(rf"(?={re.escape(said)})", plain)]
    if not places:
        return None, "the quote does not stand in that letter; copy it word for word"
    inside = {place for whole in _UNCUT.finditer(plain) for place in range(whole.start() + 1, whole.end())}
    for start in places:
        end = start + len(said)
        if start not in inside and end not in inside:
            return text[start:end], ""
    return None, "the quote cuts a word, a number or a token; begin and end it between words"


def _iso_day(said: str | None) -> date | None:
    try:
        day = date.fromisoformat(said) if said else None
    except ValueError:
        return None
    return day if day and date(1900, 1, 1) <= day <= date(2100, 12, 31) else None


def _dollars(said: str | None) -> Decimal | None:
    if said is None or not _PLAIN_AMOUNT.match(said.strip()):
        return None
    amount = Decimal(said.strip().removeprefix("$").replace(",", ""))
    return amount if amount <= MAX_DOLLARS else None
