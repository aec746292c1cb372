import pytest

from policy_reading import kinds
from retrieval.chunking import ChunkSettings, chunk_document
from retrieval.documents import DocumentError, GivenMetadata
from retrieval.readers.xml import read_xml

LONG = "The creditor tells the applicant of the action that it took and of the reasons that it had. " * 8
REGULATION = f"""<?xml version="1.0" encoding="UTF-8"?>
<regulation xmlns="urn:of-the-test">
  <file><date>2025-01-02</date><volume>8</volume><title>CREDIT NOTICES</title>
    <effectiveDate>2025-03-01</effectiveDate></file>
  <part label="77">
    <tableOfContents><entry><subject>§ 77.9 Notices.</subject></entry></tableOfContents>
    <section label="77-9"><subject>§ 77.9 Notices.</subject>
      <paragraph marker="(a)"><title>When a notice is due.</title><content/>
        <paragraph marker="(1)"><title>Time.</title>
          <content>A <ref target="x">creditor</ref> gives notice within:</content>
          <paragraph marker="(i)"><content>30 days of the application; or</content></paragraph>
          <paragraph marker="(ii)"><content>90 days of a counteroffer.</content></paragraph>
        </paragraph>
        <paragraph marker="(2)"><content>{LONG}</content></paragraph>
      </paragraph>
      <paragraph marker="(b)"><content>Short.</content></paragraph>
    </section>
    <appendix><appendixTitle>Appendix C to Part 77—Forms</appendixTitle>
      <paragraph marker="1."><content>Use this form.</content></paragraph>
      <graphic><altText/><text>![](X.1)</text><url>https://example.test/x.gif</url></graphic>
    </appendix>
    <supplement><title>Supplement I to Part 77</title>
      <interp><title>Section 77.9—Notices</title>
        <interp><title>Paragraph 9(a)(1).</title>
          <comment marker="1."><title>Days.</title><content>Calendar days.</content></comment></interp>
      </interp>
    </supplement>
  </part>
</regulation>"""


def sections(xml: str) -> dict[str, str]:
    document = read_xml(xml.encode(), "reg.xml", GivenMetadata())
    return {chunk.section: chunk.passage.text for chunk in chunk_document(document, ChunkSettings(max_words=500))}


def test_labels_stand_in_the_numbers_of_sections() -> None:
    found = sections(REGULATION)
    assert list(found) == ["77.9(a)(1)", "77.9(a)(2)", "77.9(b)", "appendix-C", "9(a)(1)"]
    assert found["77.9(a)(1)"] == (
        "A creditor gives notice within:\n\n(i) 30 days of the application; or\n(ii) 90 days of a counteroffer."
    )
    assert found["9(a)(1)"] == "1. Days. Calendar days."


def test_headings_tell_the_whole_number() -> None:
    document = read_xml(REGULATION.encode(), "reg.xml", GivenMetadata())
    passage = chunk_document(document, ChunkSettings())[0].passage
    assert passage.passage_id == "reg@2025-03-01#77.9(a)(1)"
    assert passage.section_path == ("§ 77.9 Notices.", "77.9(a) When a notice is due.", "77.9(a)(1) Time.")


def test_a_record_gives_title_and_first_day_but_no_text() -> None:
    document = read_xml(REGULATION.encode(), "reg.xml", GivenMetadata())
    assert document.metadata.title == "CREDIT NOTICES"
    assert document.metadata.effective_from.isoformat() == "2025-03-01"
    for left_out in ("2025-01-02", "gif", "X.1"):
        assert left_out not in document.text
    assert document.text.count("77.9 Notices.") == 1


def test_a_number_that_is_taken_stands_behind_that_of_its_surroundings() -> None:
    document = read_xml(REGULATION.encode(), "reg.xml", GivenMetadata())
    numbers = [block.number for block in document.blocks if block.number]
    assert numbers.count("77.9") == 1
    assert "supplement-I.77.9" in numbers
    assert len(set(numbers)) == len(numbers)


def test_labels_in_titles_and_names_of_forms_are_numbers_too() -> None:
    xml = f"""<r><effectiveDate>2025-01-01</effectiveDate><appendix><title>Appendix E to Part 77</title>
    <sub><title>II. Duties</title><p marker="(a)"><q>{LONG}</q></p></sub>
    <sub><title>Form of the notice</title><p>{LONG}</p></sub>
    <sub><title>Form E-5—Sample</title><p>{LONG}</p></sub></appendix></r>"""
    given = GivenMetadata.model_validate({"effective_from": "2026-01-01"})
    document = read_xml(xml.encode(), "reg.xml", given)
    assert [(block.title, block.number) for block in document.blocks if block.kind == "heading"] == [
        ("Appendix E to Part 77", "appendix-E"),
        ("appendix-E.II Duties", "appendix-E.II"),
        ("appendix-E.II(a)", "appendix-E.II(a)"),
        ("Form of the notice", None),
        ("Form E-5—Sample", "form-E-5"),
    ]


def test_another_vocabulary_is_read_the_same_way() -> None:
    xml = """<DIV5 N="77" TYPE="PART"><HEAD>PART 77 NOTICES</HEAD><effectivefrom/>
    <DIV8 N="§ 77.1" TYPE="SECTION"><HEAD>§ 77.1 Scope.</HEAD><P>(a) <I>In general.</I> All <E T="03">creditors</E>.</P>
    <list><item>one</item><item>two</item></list>
    <table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table></DIV8></DIV5>"""
    given = GivenMetadata.model_validate({"effective_from": "2026-01-01"})
    document = read_xml(xml.encode(), "part-77.xml", given)
    assert kinds(document) == [
        ("heading", "PART 77 NOTICES"),
        ("heading", "§ 77.1 Scope."),
        ("prose", "(a) In general. All creditors."),
        ("item", "- one"),
        ("item", "- two"),
        ("table", "| a | b |\n|---|---|\n| 1 | 2 |"),
    ]
    assert [block.number for block in document.blocks[:2]] == [None, "77.1"]


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        ("<a><b></a>", "line 1, column 9: this is not well-formed XML"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "defines entities.*without a DOCTYPE"),
        ("<a>" * 200 + "</a>" * 200, "more than 100 deep"),
        ("<a><title>Only a title</title></a>", "effective_from|no words"),
        ("", "the file is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(xml: str, told: str) -> None:
    given = GivenMetadata.model_validate({"effective_from": "2026-01-01"})
    with pytest.raises(DocumentError, match=rf"reg\.xml: .*({told})"):
        read_xml(xml.encode(), "reg.xml", given)
