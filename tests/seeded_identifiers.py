"""Random applications whose every identifier is known, so that a scan of bytes can look for it.

Names are made of syllables that no English text has, numbers are drawn for each application: where one is found, it
has got there from the application. Each is written in more than one way, in structured fields and in free text.
"""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from lending.application import LoanApplication
from random_applications import changes_of, drawn

_SYLLABLES = "zor vik qua dle jex wum pri fod gax yth kro bli snu vop dra fiz".split()
CONTROL = "Controlbank Unmasked"
"""A creditor's name that is nobody's secret: what is scanned must hold it wherever creditors are told of."""
LETTER_CONTROL = "$412.50"
"""A figure of every letter, which whoever is shown letters must have been shown."""


@dataclass(frozen=True, slots=True)
class Person:
    first: str
    last: str
    ssn: str
    """Nine digits."""
    born: date
    street: str
    email: str
    phone: str
    """Ten digits."""

    def values(self) -> tuple[str, ...]:
        """Every way in which a leak of this person is looked for, in lower case."""
        s, p, b = self.ssn, self.phone, self.born
        ways = (
            self.first,
            self.last,
            f"{s[:3]}-{s[3:5]}-{s[5:]}",
            f"{s[:3]} {s[3:5]} {s[5:]}",
            s,
            self.street,
            self.email,
            f"{p[:3]}-{p[3:6]}-{p[6:]}",
            f"({p[:3]}) {p[3:6]}-{p[6:]}",
            p,
            b.isoformat(),
            f"{b:%m/%d/%Y}",
            f"{b:%B} {b.day}, {b.year}",
            f"date({b.year}, {b.month}, {b.day})",
        )
        return tuple(way.lower() for way in ways)


@dataclass(frozen=True, slots=True)
class Seeded:
    application: LoanApplication
    people: tuple[Person, ...]
    accounts: tuple[str, ...]
    givers: tuple[str, ...] = ()
    """First and last name of whoever gave the gift, of whom an application tells nothing else."""

    def values(self) -> tuple[str, ...]:
        people = [value for person in self.people for value in person.values()]
        accounts = [form.lower() for number in self.accounts for form in (number, number.replace("-", ""))]
        return tuple(dict.fromkeys([*people, *accounts, *(name.lower() for name in self.givers)]))


def _word(random: Random) -> str:
    return "".join(random.choice(_SYLLABLES) for _ in range(3)).capitalize()


def person(random: Random) -> Person:
    first, last = _word(random), _word(random)
    return Person(
        first=first,
        last=last,
        ssn=f"{random.randint(101, 665)}{random.randint(10, 99)}{random.randint(1000, 9999)}",
        born=date(random.randint(1946, 2003), random.randint(1, 12), random.randint(1, 28)),
        street=f"{random.randint(100, 9999)} {_word(random)} {random.choice(['Street', 'Road', 'Ave', 'Lane'])}",
        email=f"{first}.{last}{random.randint(10, 99)}@example.com".lower(),
        phone=f"{random.randint(201, 989)}{random.randint(201, 989)}{random.randint(1000, 9999)}",
    )


def letter(random: Random, one: Person, accounts: tuple[str, ...]) -> str:
    """A letter in which a person says everything about themselves, some of it in another spelling."""
    s, p, b = one.ssn, one.phone, one.born
    return " ".join(
        [
            f"I, {one.first} {random.choice('ABCD')}. {one.last} ({one.last.upper()}, {one.first}), born {b:%B}",
            f"{b.day},",
            f"{b.year} ({b:%m/%d/%Y}), SSN {s[:3]}-{s[3:5]}-{s[5:]}, written also {s}, live at {one.street.upper()}.",
            f"Mr. {one.last}'s file paystub_{one.first}_{one.last}.pdf is with you. Write to {one.email} or call",
            f"({p[:3]}) {p[3:6]}-{p[6:]}; {p} works too. I paid from {' and '.join(accounts)} and from my account",
            f"{accounts[0].replace('-', '')}. The payment of {LETTER_CONTROL} was 30 days late once.",
        ]
    )


def seeded(number: int) -> Seeded:
    """The random application `number` with identifiers of its own."""
    random = Random(f"identifiers {number}")
    changes: dict[str, Any] = changes_of(number)
    changes.pop("borrowers.0.identity.birth_date", None)
    count = sum(1 for path in changes if path.startswith("borrowers.") and path.count(".") == 1)
    people = tuple(person(random) for _ in range(count))
    accounts: list[str] = []
    for borrower, one in enumerate(people):
        dashed = f"{one.ssn[:3]}-{one.ssn[3:5]}-{one.ssn[5:]}"
        changes[f"borrowers.{borrower}"]["identity"] = {
            "first_name": one.first,
            "last_name": one.last if number % 3 else one.last.upper(),
            "ssn": dashed if number % 2 else one.ssn,
            "birth_date": one.born.isoformat(),
            "email": one.email,
            "phone": f"{one.phone[:3]}-{one.phone[3:6]}-{one.phone[6:]}" if number % 2 else one.phone,
            "current_address": f"{one.street}, Springfield, IL 62701",
        }
        for income in changes[f"borrowers.{borrower}"]["incomes"]:
            for field in ("employer", "business"):
                if field in income:
                    income[field] = f"{one.last} & Sons, {one.street}"
    for record in (*changes["debts"], *changes["assets"]):
        numbered = f"{random.choice(['GX', 'SV', 'ACT', ''])}-{random.randint(10_000_000, 99_999_999)}".lstrip("-")
        accounts.append(numbered)
        record["account_number"] = numbered
    for debt in changes["debts"]:
        debt["creditor"] = f"{CONTROL} for {people[0].first} {people[0].last}"
    giver = person(random)
    for asset in changes["assets"]:
        if asset["kind"] in {"gift", "gift_of_equity"}:
            asset["institution"] = f"Aunt {giver.first} {giver.last}"
    only_told = f"QT-{random.randint(10_000_000, 99_999_999)}"  # an account that stands in the letter only
    told = (*accounts, only_told)
    street = f"{random.randint(100, 9999)} {_word(random)} Lane"
    changes["property.street"] = street
    changes["letters"] = [
        {
            "letter_id": "L1",
            "borrower_id": "B1",
            "subject": f"Late payment of {people[0].first} {people[0].last}, {people[0].ssn}",
            "text": f"{letter(random, people[0], told)} The house is {street}.",
        }
    ]
    changes["application_id"] = f"SCAN-{number}"
    given = any("Aunt" in str(asset.get("institution")) for asset in changes["assets"])
    return Seeded(drawn(changes), people, told, (giver.first, giver.last) if given else ())
