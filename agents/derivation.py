"""Whether a record's figures, findings and decision follow from its application: the rules run again, to the byte."""

from agents.case_file import Check
from agents.record import ExaminationRecord
from lending.core import decided, underwrite
from storage.canonical import canonical_json


def derivation(record: ExaminationRecord) -> Check:
    """The rules give the recorded facts, findings and decision again, to the byte."""
    name = "derivation"
    if record.decision is None:
        return Check(name=name, passed=False, detail="the record holds no decision")
    failures = record.case().result_failures()
    if failures or record.application is None:
        again = decided(record.application, record.case().stages(), failures)
        same = canonical_json(again) == canonical_json(record.decision)
        words = "results are missing and the outcome follows from that"
        return Check(name=name, passed=same, detail=words if same else "the outcome does not follow from the record")
    derived = underwrite(record.application, record.assessment.asked if record.assessment else None)
    for part, now, then in (
        ("facts", derived.facts, record.facts),
        ("intake findings", derived.intake, record.intake_findings),
        ("compliance findings", derived.compliance, record.compliance_findings),
        ("underwriting findings", derived.underwriting, record.case().weighed_findings()),
        ("decision", derived.decision, record.decision),
    ):
        if canonical_json(now) != canonical_json(then):
            return Check(name=name, passed=False, detail=f"the {part} cannot be derived again from the record")
    return Check(name=name, passed=True, detail="facts, findings and decision were derived again, to the byte")
