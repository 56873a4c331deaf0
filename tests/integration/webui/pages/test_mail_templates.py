"""The page of mail templates: who edits them, and what the preview shows while they are written."""

from collections.abc import Callable

import pytest

from tests.desk import Desk
from tests.integration.webui.pages.conftest import Visitor

PAGE, PREVIEW = "/settings/lookups/mail-templates", "/settings/mail-templates/preview"


@pytest.mark.requirement("D2")
def test_the_preview_is_what_the_newest_lead_would_get(
    visitor: Callable[[str], Visitor], desk: Callable[[str], Desk]
) -> None:
    crmadmin = visitor("crmadmin")
    assert "once there is a lead" in crmadmin.post(PREVIEW, {"subject": "Hello"}).text
    desk("sales").enter(contact_name="Maria Nguyen")
    shown = crmadmin.post(PREVIEW, {"subject": "Hello ${lead.contact_name}", "body": "From ${sender.name}"}).text
    assert "Hello Maria Nguyen" in shown
    assert "From " in shown
    assert "lacks something" in crmadmin.post(PREVIEW, {"subject": "${lead.email[0]}"}).text
    assert "has no “nmae”" in crmadmin.post(PREVIEW, {"subject": "${lead.nmae}"}).text


@pytest.mark.requirement("D2")
def test_a_template_is_saved_or_comes_back_with_what_is_wrong(visitor: Callable[[str], Visitor]) -> None:
    crmadmin = visitor("crmadmin")
    typed = {"name": "Follow-up", "code": "follow_up", "active": "on", "subject": "${lead.nmae}", "body": "Hello"}
    refused = crmadmin.post(f"{PAGE}/new", typed)
    assert refused.status_code == 422
    assert "has no “nmae”" in refused.text
    assert crmadmin.post(f"{PAGE}/new", typed | {"subject": "${lead.title}"}).status_code in (200, 303)
    assert "Follow-up" in crmadmin.get(PAGE).text


@pytest.mark.requirement("D2")
def test_sales_reads_templates_and_edits_none(visitor: Callable[[str], Visitor]) -> None:
    sales = visitor("sales")
    page = sales.get(PAGE)
    assert "Welcome letter" in page.text
    assert f"{PAGE}/new" not in page.text
    assert sales.post(PREVIEW, {"subject": "Hello"}).status_code == 403
