"""The setting “Lead management business process”."""

import pytest

from engine.models import ProcessVersion
from tasks.active_process import activate, active_key
from tasks.errors import ProcessNotFit
from tests.desk import Desk


@pytest.mark.requirement("A4")
def test_the_shipped_process_is_active_from_the_start(admin: Desk) -> None:
    with admin.work() as work:
        assert active_key(work.session) == "lead-management"


@pytest.mark.requirement("A4")
@pytest.mark.parametrize("key", ["no-such-process", "corporate-sale", "lead-handoff"])
def test_only_a_published_process_for_leads_can_be_chosen(admin: Desk, key: str) -> None:
    with pytest.raises(ProcessNotFit), admin.work() as work:
        activate(work, key)


@pytest.mark.requirement("A4")
def test_a_disabled_or_unpublished_process_cannot_be_chosen(admin: Desk) -> None:
    with admin.work() as work:
        activate(work, None)
        work.app.library.copy(work.session, "lead-management", "our-way", "Our way", None)
        work.app.library.disable(work.session, "lead-management")
    for key in ("lead-management", "our-way"):
        with pytest.raises(ProcessNotFit), admin.work() as work:
            activate(work, key)


@pytest.mark.requirement("A4")
def test_a_version_that_no_lead_can_start_cannot_be_chosen(admin: Desk) -> None:
    """It may have been published before that was checked."""
    with admin.work() as work:
        library = work.app.library
        library.copy(work.session, "lead-management", "our-way", "Our way", None)
        old = library.publish(work.session, "our-way", None)
        alone = ProcessVersion(
            process_id=old.process_id, number=2, xml=old.xml, checksum="", pins={}, stages=[],
            messages=[{"message": None, "element": "start", "condition": None}],
        )  # fmt: skip
        work.session.add(alone)
        work.session.flush()
        library.get(work.session, "our-way").current_version_id = alone.id
    with pytest.raises(ProcessNotFit, match="no lead can start it"), admin.work() as work:
        activate(work, "our-way")


@pytest.mark.requirement("A4")
def test_a_change_takes_effect_for_the_next_start(admin: Desk, sales: Desk) -> None:
    running = sales.qualified()
    with admin.work() as work:
        work.app.library.copy(work.session, "lead-management", "our-way", "Our way", None)
        work.app.library.publish(work.session, "our-way", None)
        activate(work, "our-way")
    later = sales.qualified()
    assert sales.lead(running)["process"]["key"] == "lead-management"
    assert sales.lead(later)["process"]["key"] == "our-way"
    sales.complete(running, "contact-customer", "back-to-distribution")
    assert sales.open_elements(running) == ["distribution"]
