"""The demo data, told by the real process."""

import dataclasses

import pytest
from sqlalchemy import func, select

from crm.models import Lead
from engine.models import Incident
from tasks.demo import load
from tasks.errors import DemoRefused
from tasks.work import Baton


@pytest.mark.requirement("B1")
def test_the_demo_has_leads_in_every_stage_and_repeating_it_adds_none(baton: Baton) -> None:
    assert load(baton).leads > 100
    assert load(baton).leads == 0
    with baton.sessions() as session:
        stages = set(session.scalars(select(Lead.stage).distinct()))
        assert stages >= {
            "qualification",
            "nurturing",
            "handoff",
            "awaiting-sale",
            "satisfied",
            "not-interested",
            "disqualified",
        }
        assert session.scalar(select(func.count()).select_from(Incident)) == 0


def test_the_demo_is_refused_in_production(baton: Baton) -> None:
    settings = dataclasses.replace(baton.settings, environment="production")
    with pytest.raises(DemoRefused):
        load(dataclasses.replace(baton, settings=settings))
