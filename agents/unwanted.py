"""What no narrative may hold, whatever it cites: identifiers, addresses, mark-up, words to a model, promises, bases."""

import re
import unicodedata

from llm.privacy import TOKEN, mask

_CASES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "an address of the internet",
        re.compile(r"https?:|\bwww\.|\b[\w-]+\.(?:com|org|net|gov|edu|io|info|us)\b|\S@\S", re.IGNORECASE),
    ),
    ("mark-up", re.compile(r"[<>{}`|\\]|\*\*|__|\]\(|^\s*(?:#|[-*\u2022] )|&\w+;")),
    (
        "words to a model",
        re.compile(
            r"\b(?:ignor(?:e|ing)|disregard\w*|overrid(?:e|ing)|instructions?|system prompts?|prompts?|"
            r"(?:language|ai) models?|an ai|assistant|chatbot|jailbreak\w*)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "a promise",
        re.compile(
            r"\b(?:guarantee[sd]?|promis(?:e[sd]?|ing)|assur(?:e[sd]?|ing)|certain to|sure to|no doubt|definitely|"
            r"will (?:surely|be approved|close|be funded|fund)|commit(?:s|ted)? to (?:lend|fund))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "a basis on which no credit decision may rest (12 CFR 1002.4(a))",
        re.compile(
            r"\b(?:race|racial|colou?r|religio(?:n|us)|national origin|nationality|ethnic\w*|sex|sexual|gender|"
            r"(?:fe)?males?|m[ae]n|wom[ae]n|married|unmarried|marital|divorced?|widow\w*|pregnan\w*|aged?|elderly|"
            r"young|old|public assistance|welfare)\b",
            re.IGNORECASE,
        ),
    ),
)


def unwanted_in(text: str, given: str) -> list[str]:
    """What is wrong with `text`, in words. `given` is the standard wording and evidence, whose own words may stand."""
    problems = []
    known = given.casefold()
    for what, pattern in _CASES:
        problems += [
            f'"{match[0]}" is {what}'
            for match in pattern.finditer(text)
            if not re.search(rf"(?<!\w){re.escape(match[0].casefold())}(?!\w)", known)
        ]
    problems += [f"{token} is no token of the material" for token in TOKEN.findall(text) if token not in given]
    if mask(text) != text:
        problems.append("the sentence holds what looks like an identifier")
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn"} for sign in text):
        problems.append("the sentence holds signs that cannot be seen")
    if any(_foreign(sign) for sign in text if sign not in given):
        problems.append("the sentence holds letters of another alphabet, which may pass for ours")
    return problems


def _foreign(sign: str) -> bool:
    return sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN")
