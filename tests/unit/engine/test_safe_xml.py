"""Files that would harm or cannot be read are refused at once, with the place and what to do."""

import resource
import time

import pytest

from engine.errors import ModelRefused, Problem
from engine.reading.encoding import decode
from engine.reading.graph import read_model
from engine.reading.xml import MAX_BYTES, read_tree
from tests import bpmn
from tests.bpmn_forms import process, through

GOOD = process(through(("work", bpmn.user("work"))))
BOMB = '<?xml version="1.0"?>\n<!-- innocent -->\n<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n<x>&b;</x>'
SPY = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><x>&f;</x>'
INCLUDE = '<x xmlns:xi="http://www.w3.org/2001/XInclude">\n<xi:include href="file:///etc/hostname"/></x>'
IMPORT = GOOD.replace(
    "<process ", '<import importType="x" location="http://localhost/types.xsd" namespace="n"/><process ', 1
)
HOSTILE = {
    "doctype": (BOMB, 3),
    "not-well-formed": ("<a>\n<b></a>", 2),
    "too-deep": ("<a>\n" * 201 + "</a>" * 201, 201),
    "external-reference": (INCLUDE, 2),
    "not-bpmn": ("<html/>", 1),
}


def refused(source: str | bytes) -> Problem:
    with pytest.raises(ModelRefused) as caught:
        read_model(source)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


@pytest.mark.parametrize("rule", sorted(HOSTILE))
def test_hostile_files_are_refused_with_their_line(rule: str) -> None:
    source, line = HOSTILE[rule]
    problem = refused(source)
    assert (problem.rule, problem.line) == (rule, line)


@pytest.mark.parametrize(
    "source", [SPY, SPY.replace("SYSTEM", "PUBLIC 'p'"), SPY.lower().replace("<!doctype", "<!DocType")]
)
def test_entities_never_reach_the_file_system(source: str) -> None:
    assert refused(source).rule == "doctype"


def test_an_entity_nobody_declared_is_no_text() -> None:
    assert refused("<x>&hidden;</x>").rule == "not-well-formed"


def test_types_in_another_file_are_not_fetched() -> None:
    problem = refused(IMPORT)
    assert problem.rule == "external-reference"
    assert "types.xsd" in problem.message


@pytest.mark.parametrize(
    "source",
    [
        "<r>" + "x" * MAX_BYTES + "</r>",
        "<r>" + "<a/>" * 1_200_000 + "</r>",
        "<r " + " ".join(f'a{n}=""' for n in range(450_000)) + "/>",
        "<a>" * 400_000,
        "<!-- x -->" * 400_000 + "<a>",
        "<!-- x " * 500_000 + "<!DOCTYPE",
    ],
    ids=["long", "many elements", "many attributes", "never closed", "many comments", "open comments"],
)
def test_huge_files_are_refused_within_two_seconds_and_200_megabytes(source: str) -> None:
    before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    refused(source)
    assert time.perf_counter() - begin < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_depth_within_the_limit_is_fine() -> None:
    assert read_tree("<a>" * 200 + "</a>" * 200).tag == "a"


def test_files_in_other_encodings_are_read_and_kept_as_utf_8() -> None:
    named = GOOD.replace('name="work"', 'name="Müller anrufen"')
    for encoding in ("utf-8", "iso-8859-1", "utf-16", "utf-8-sig", "windows-1252"):
        declared = encoding.removesuffix("-sig")
        source = f'<?xml version="1.0" encoding="{declared}"?>\n{named}'.encode(encoding)
        assert read_model(source).nodes["work"].name == "Müller anrufen"
        assert decode(source).startswith('<?xml version="1.0" encoding="')
        assert read_model(decode(source)).nodes["work"].name == "Müller anrufen"


def test_bytes_that_are_no_text_are_refused_with_advice() -> None:
    problem = refused(GOOD.replace("work", "wörk").encode("latin-1"))
    assert problem.rule == "encoding"
    assert "UTF-8" in problem.message
    assert refused(b'<?xml version="1.0" encoding="utf-7"?><a/>').rule == "encoding"
    assert refused(b"").rule == "not-well-formed"


def test_control_characters_are_refused() -> None:
    assert refused(GOOD.replace('name="work"', 'name="wo\x00rk"')).rule == "not-well-formed"
