"""Safe XML: bounded in size and depth, without DTD, entities or references to anything outside the file."""

import re
from typing import NoReturn

from lxml import etree

from engine.errors import ModelRefused, Problem
from engine.reading.namespaces import BPMN, DMN, XINCLUDE, bpmn, line, local, namespace, nearest_id

MAX_BYTES = 5_000_000
MAX_DEPTH = 200
# Elements and attributes together. A tree of so many takes some 60 MB; the largest real models have a tenth of them.
MAX_PARTS = 300_000
LIBXML_TOO_DEEP = 114
# Atomic: a long prolog without a document type must not be tried in every possible way.
DOCTYPE = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE)


def read_tree(text: str) -> etree._Element:
    """Parse the text of a model into a tree that is safe to walk.

    Raises:
        ModelRefused: too large, too deep, not well formed, or with a DTD, entities or external references.
    """
    data = text.encode("utf-8", "replace")
    _refuse_large(data)
    doctype = DOCTYPE.match(text)
    if doctype:
        at = text.count("\n", 0, doctype.end()) + 1
        _refuse(at, "doctype", "The file declares a document type (DTD), which may hide entities: remove <!DOCTYPE …>.")
    root = _parse(data)
    _refuse_deep(root)
    _refuse_references(root)
    return root


def require_bpmn(root: etree._Element) -> None:
    """Refuse a tree that is not BPMN 2.0."""
    if root.tag == bpmn("definitions"):
        return
    if namespace(root) in DMN:
        message = "This is a DMN decision, not a BPMN process: upload it as a decision."
    else:
        message = (
            f"The file begins with <{local(root)}> of “{namespace(root) or 'no namespace'}”; a BPMN 2.0 model begins with"
            f" <definitions> of “{BPMN}”: export it as BPMN 2.0."
        )
    raise ModelRefused([Problem(nearest_id(root), line(root), "not-bpmn", message)])


def _refuse_large(data: bytes) -> None:
    """Measure by counting, before anything is built: a parsed tree takes up to thirty times the text."""
    if len(data) > MAX_BYTES:
        _refuse(
            None, "file-too-large", f"The file has {len(data):,} bytes, {MAX_BYTES:,} are allowed: split the model."
        )
    parts = data.count(b"<") - data.count(b"</") + data.count(b"=")
    if parts > MAX_PARTS:
        _refuse(
            None,
            "file-too-large",
            f"The file has {parts:,} elements and attributes, {MAX_PARTS:,} are allowed: split it.",
        )


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == LIBXML_TOO_DEEP:  # type: ignore[attr-defined]  # missing in the stubs
            _refuse_depth(error.lineno)
        _refuse(
            error.lineno or 1, "not-well-formed", f"The file is not well-formed XML: {error.msg}. Correct that place."
        )


def _refuse_deep(root: etree._Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            _refuse_depth(line(element))


def _refuse_references(root: etree._Element) -> None:
    for element in root.iter(bpmn("import"), f"{{{XINCLUDE}}}include"):
        target = element.get("location") or element.get("href") or "another file"
        message = (
            f"The model refers to “{target}”; nothing outside the file is read: remove the <{local(element)}> element."
        )
        raise ModelRefused([Problem(nearest_id(element), line(element), "external-reference", message)])


def _refuse_depth(at: int | None) -> NoReturn:
    _refuse(at, "too-deep", f"Elements are nested more than {MAX_DEPTH} deep: flatten the model.")


def _refuse(at: int | None, rule: str, message: str) -> NoReturn:
    raise ModelRefused([Problem(None, at, rule, message)])
