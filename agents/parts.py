"""The parts of a file that agents put into words: which agent writes each, and the standard wording of it."""

from collections.abc import Callable, Mapping

from agents import compliance, decision, intake, letter, ratio, underwriting
from agents.case_file import CaseFile
from agents.narrative import Sentence

Wording = Callable[[CaseFile], tuple[Sentence, ...]]

PARTS: Mapping[str, Mapping[str, Wording]] = {
    module.NAME: {module.NAME: module.wording} for module in (intake, ratio, compliance, underwriting)
} | {decision.NAME: {decision.NAME: decision.wording, letter.PART: letter.wording}}
"""Every agent that narrates, with its parts; its own narrative is the first of them."""

AUTHORS: Mapping[str, str] = {part: agent for agent, parts in PARTS.items() for part in parts}
