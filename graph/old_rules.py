"""A decision derived again by the very rules that made it, whatever the rules are today.

They are unpacked from the archive under the hash that the record names, and run in a process of their own.
"""

import asyncio
import io
import json
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from agents.versions import sha256_of_archive
from storage.canonical import canonical_json

_ROOT = Path(__file__).resolve().parents[1]
_PARTS = ("facts", "intake_findings", "compliance_findings", "underwriting_findings", "decision")

_DERIVE = """
import json, sys
sys.path[:0] = sys.argv[1:3]
from lending.application import LoanApplication
from lending.core import underwrite
from lending.weighing import Asked
from storage.canonical import canonical_json
told = json.load(sys.stdin)
asked = Asked.model_validate(told["asked"]) if told["asked"] else None
done = underwrite(LoanApplication.model_validate(told["application"]), asked)
print(canonical_json({
    "facts": done.facts, "intake_findings": done.intake, "compliance_findings": done.compliance,
    "underwriting_findings": done.underwriting, "decision": done.decision,
}))
"""


class OldRulesError(ValueError):
    """The archive is not what its hash says, or its rules cannot be run by this Python."""


async def derived_by(archive: bytes, sha256: str, document: str) -> tuple[str, ...]:
    """The parts of the record that these rules do not give again, to the byte; none where all are the same.

    Raises OldRulesError.
    """
    if sha256_of_archive(archive) != sha256:
        raise OldRulesError(f"the rules that are kept under {sha256[:12]} have another hash: they were changed")
    record: dict[str, Any] = json.loads(document)
    assessment = record.get("assessment") or {}
    record["underwriting_findings"] += assessment.get("findings", [])
    question = json.dumps({"application": record["application"], "asked": assessment.get("asked")})
    with tempfile.TemporaryDirectory() as folder:
        await asyncio.to_thread(zipfile.ZipFile(io.BytesIO(archive)).extractall, folder)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _DERIVE,
            folder,
            str(_ROOT),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        told, errors = await process.communicate(question.encode())
    if process.returncode != 0:
        last = errors.decode(errors="replace").strip().splitlines()[-1:] or ["no word"]
        raise OldRulesError(f"the rules {sha256[:12]} cannot be run any more: {last[0]}")
    again = json.loads(told)
    return tuple(part for part in _PARTS if canonical_json(again[part]) != canonical_json(record[part]))
