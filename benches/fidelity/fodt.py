"""A flat OpenDocument text without its markup: paragraphs, headings, notes and cells."""

import re
from xml.etree import ElementTree

from markup import Piece

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def strip(path):
    """The pieces; these documents write their contents pages out."""
    body = ElementTree.parse(path).getroot().find(f"{OFFICE}body/{OFFICE}text")
    return list(pieces(body)), False


def pieces(body):
    for element in body.iter():
        if element.tag in (f"{TEXT}p", f"{TEXT}h"):
            for part in re.split("\x00", "".join(said(element))):
                yield Piece(part, element.tag.endswith("}h"))


def said(element):
    """The text of a paragraph; what breaks it is \\0. Notes are paragraphs of their own."""
    yield element.text or ""
    for child in element:
        name = child.tag.removeprefix(TEXT)
        if name == "note":
            yield "\x00"
        elif name in ("line-break", "tab"):
            yield "\x00"
        elif name == "s":
            yield " "
        else:
            yield from said(child)
        yield child.tail or ""
