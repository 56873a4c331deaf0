"""The shipped rules that propose who looks after a lead, and which part of sales it belongs to."""

from pathlib import Path
from typing import Any

import pytest

import processes
from engine.reading.decisions import read_decision_model

FILE = Path(processes.__path__[0]) / "lead-management" / "lead-distribution-rules.dmn"
LEAD = {"budget": None, "source": None, "customer_need": "software", "owner": None, "sales_owner": None}


@pytest.mark.requirement("B8")
@pytest.mark.parametrize(
    ("lead", "owner", "division"),
    [
        ({}, "sales", None),
        ({"owner": "sales2"}, "sales2", None),
        ({"budget": 5000, "owner": "sales2"}, "sales2", "direct-sales"),
        ({"budget": 100000, "sales_owner": "manager", "owner": "sales2"}, "manager", "key-accounts"),
        ({"budget": 100000, "source": "partner"}, "sales", "key-accounts"),
        ({"budget": 99999.5, "source": "partner"}, "sales", "partner-sales"),
        ({"customer_need": "renewal", "budget": 10}, "sales", "inside-sales"),
    ],
)
def test_the_first_rule_that_applies_proposes(lead: dict[str, Any], owner: str, division: str | None) -> None:
    rules = read_decision_model(FILE.read_text())
    proposal = rules.decision.decide({"lead": LEAD | lead, "actor": "sales"})
    assert proposal.value == {"owner": owner, "sales_division": division}


def test_the_rules_ask_for_nothing_but_the_lead() -> None:
    rules = read_decision_model(FILE.read_text())
    assert (rules.inputs, rules.outputs) == ({"lead"}, ("owner", "sales_division"))
