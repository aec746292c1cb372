"""Bytes to an XML tree of bounded size. Nothing is resolved, fetched or expanded on the way."""

import re
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

MAX_DEPTH = 64
MAX_ELEMENTS = 200_000


class MismoError(ValueError):
    """A file that is no MISMO message that can be read. The texts are for its sender and repeat no value."""

    def __init__(self, problem: str, remedy: str, record: str | None = None) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.record = problem, remedy, record


class _BoundedBuilder(TreeBuilder):
    """Stops before a document of hostile size has been built."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise MismoError("is nested too deeply", "A MISMO message has fewer than 64 levels: export it again.")
        if self._elements > MAX_ELEMENTS:
            raise MismoError("has too many elements", "Send one message for each application.")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parsed(data: bytes) -> Element:
    """The root of an XML document. Document types, entities and external references are refused, not resolved."""
    parser = DefusedXMLParser(target=_BoundedBuilder(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except ParseError as error:
        line, column = error.position
        place = f"line {line}, column {column + 1}"
        words = re.sub(r": line \d+, column \d+\Z", "", str(error))
        if words in ("no element found", "unclosed token"):
            raise MismoError("ends before it is complete", "It looks cut off: export it again.", place) from error
        raise MismoError(f"is not well-formed XML: {words}", "Correct it there, or export it again.", place) from error
    except DefusedXmlException as error:
        raise MismoError(
            "declares a document type or entities, which a MISMO message never needs and which are not resolved",
            "Remove the DOCTYPE declaration and write every value out.",
        ) from error
    except MismoError:
        raise
    except (ValueError, LookupError) as error:
        raise MismoError("declares an encoding that is not supported", "Save it as UTF-8.") from error
    return root
