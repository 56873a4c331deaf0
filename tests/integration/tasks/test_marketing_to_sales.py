"""Marketing and sales qualified leads: the letter that is really sent, its template, and what the process may ask for."""

import pytest
from sqlalchemy import select

from crm import activities, lookups
from crm.errors import Invalid, NotAllowed
from crm.models import Opportunity, OutgoingMail
from engine.errors import ModelRefused
from tasks import leads, lookup_values, next_steps
from tasks.active_process import activate
from tests.desk import Desk

CONNECT = "Make a request to connect to the customer's social network, follow the page, like his posts"
CALL = (
    "Make a phone call, present our company, clarify needs and identify pain points that you can solve for"
    " this potential customer"
)
BANT = {"budget": "25000.00", "authority": "The head of IT", "need": "A quicker desk", "timeline": "By spring"}


@pytest.fixture(autouse=True)
def mql_sql(admin: Desk) -> None:
    """New leads run the process from marketing to sales."""
    with admin.work() as work:
        activate(work, "lead-mql-sql")


def enter(desk: Desk, **values: str) -> int:
    named = {"account_name": "Vizor", "contact_name": "Maria Nguyen", "email": "maria@vizor.example"}
    return desk.enter(**named | values)


def letter(desk: Desk, lead_id: int) -> dict[str, str]:
    """Return the welcome letter as its task shows it."""
    [task] = [task for task in desk.tasks(lead_id) if task["process"]["element"] == "welcome-letter"]
    return {field["name"]: field["value"] for field in desk.form(task["id"])["fields"]}


def leading_to(element: str, desk: Desk, lead_id: int) -> set[str]:
    """Return the open tasks after which an element comes next."""
    with desk.work() as work:
        return {
            step["task"]["process"]["element"]
            for step in next_steps.of(work, "lead", lead_id)
            if any(after["element"] == element for one in step["then"] for after in one["steps"])
        }


@pytest.mark.requirement("D1", "A8")
def test_a_lead_starts_by_itself_only_as_a_new_marketing_lead(sales: Desk) -> None:
    started = sales.lead(enter(sales))
    assert (started["stage"]["code"], started["status"], started["process"]["key"]) == ("mql", "new", "lead-mql-sql")
    for others in ({"status": "in-progress"}, {"stage": "sql"}, {"stage": "sql", "status": "on-hold"}):
        assert sales.lead(enter(sales, **others))["process"] is None
    assert "qualify" not in sales.offered(enter(sales, status="on-hold"))


@pytest.mark.requirement("D2")
def test_the_tasks_of_a_marketing_lead_are_suggestions_for_marketing_and_sales(marketeer: Desk) -> None:
    tasks = marketeer.tasks(enter(marketeer))
    assert {task["subject"] for task in tasks} == {"Welcome letter", CONNECT, CALL}
    assert {(task["suggested"], task["group"]) for task in tasks} == {(True, "crm_marketeer,crm_sales")}


@pytest.mark.requirement("D2")
def test_what_has_come_already_is_no_next_step_any_more(sales: Desk) -> None:
    lead_id = enter(sales)
    leading = {"welcome-letter", "social-network", "phone-call"}
    assert leading_to("qualify-for-sales", sales, lead_id) == leading
    sales.complete(lead_id, "phone-call")
    assert leading_to("qualify-for-sales", sales, lead_id) == set()
    assert leading_to("convert-to-opportunity", sales, lead_id) == {"qualify-for-sales"}


@pytest.mark.requirement("D2", "F8")
def test_completing_the_welcome_letter_sends_it_as_it_was_edited(marketeer: Desk) -> None:
    lead_id = enter(marketeer)
    proposed = letter(marketeer, lead_id)
    assert proposed["subject"] == "Welcome, Maria Nguyen"
    assert "Good day, Maria Nguyen," in proposed["body"]
    body = proposed["body"].replace("Good day, Maria Nguyen", "Dear Maria")
    marketeer.complete(lead_id, "welcome-letter", None, body=body)
    with marketeer.work() as work:
        [mail] = work.session.scalars(select(OutgoingMail)).all()
        [logged] = activities.of(work.session, "lead", lead_id)
    assert (mail.to, mail.subject, mail.body) == ("maria@vizor.example", "Welcome, Maria Nguyen", body)
    assert (mail.record_type, mail.record_id) == ("lead", lead_id)
    assert (logged["kind"], logged["direction"], logged["mail_id"]) == ("email", "outgoing", mail.id)


@pytest.mark.requirement("D2")
def test_a_letter_without_an_address_is_not_sent_until_the_lead_has_one(sales: Desk) -> None:
    lead_id = sales.enter(contact_name="Maria Nguyen")
    with pytest.raises(Invalid) as missing:
        sales.complete(lead_id, "welcome-letter")
    assert list(missing.value.errors) == ["email"]
    with sales.work() as work:
        leads.update(work, lead_id, {"email": "maria@vizor.example"})
    sales.complete(lead_id, "welcome-letter", None, subject="Welcome\r\nBcc: all@vizor.example")
    with sales.work() as work:
        [mail] = work.session.scalars(select(OutgoingMail)).all()
    assert (mail.to, mail.subject) == ("maria@vizor.example", "Welcome Bcc: all@vizor.example")


@pytest.mark.requirement("D2")
def test_a_letter_that_is_not_written_yet_follows_its_template_and_its_lead(sales: Desk, crmadmin: Desk) -> None:
    lead_id = enter(sales)
    with crmadmin.work() as work:
        welcome = lookups.value(work.session, "mail-templates", "welcome")
        assert welcome is not None
        texts = {
            "subject": "${lead.account_name}: ${sender.name} says hello",
            "body": "${lead.expected_close_date[:4]}",
        }
        lookup_values.update(work, welcome, {"attributes": texts}, None)
    with sales.work() as work:
        leads.update(work, lead_id, {"account_name": "Vizor Ltd"})
    filled = letter(sales, lead_id)
    assert filled["subject"].startswith("Vizor Ltd: ")
    assert filled["body"] is None, "a lead without a date has no year to put in"


@pytest.mark.requirement("D2")
def test_a_template_is_refused_where_it_could_never_be_filled_in(crmadmin: Desk, sales: Desk) -> None:
    texts = {"subject": "${lead.nmae}", "body": "${secret} and ${open('x')}"}
    given = {"name": "Follow-up", "attributes": texts}
    with crmadmin.work() as work, pytest.raises(Invalid) as refused:
        lookup_values.create(work, "mail-templates", given)
    assert set(refused.value.errors) == {"attributes.subject", "attributes.body"}
    fit = {"name": "Follow-up", "attributes": {"subject": "About ${lead.title}", "body": "Hello"}}
    with crmadmin.work() as work:
        assert lookup_values.create(work, "mail-templates", fit).code == "follow_up"
        with pytest.raises(Invalid, match="code"):
            lookup_values.create(work, "mail-templates", fit | {"code": "second-letter"})
    with sales.work() as work, pytest.raises(NotAllowed):
        lookup_values.create(work, "mail-templates", {"name": "Mine", "attributes": {"subject": "A", "body": "B"}})


@pytest.mark.requirement("D2")
def test_a_model_that_asks_for_an_unknown_template_is_not_published(designer: Desk) -> None:
    with designer.work() as work:
        library = work.app.library
        draft = (library.get(work.session, "lead-mql").draft or "").replace("templates.welcome", "templates.hello")
        library.save_draft(work.session, "lead-mql", draft, None)
        with pytest.raises(ModelRefused, match="hello"):
            library.publish(work.session, "lead-mql", work.actor.id)


@pytest.mark.requirement("D7")
def test_budget_authority_need_and_timeline_are_asked_for_where_the_model_says_so(sales: Desk, designer: Desk) -> None:
    with designer.work() as work:
        library, convert = work.app.library, '<bpmn:userTask id="convert-to-opportunity"'
        before, task, after = (library.get(work.session, "lead-sql").draft or "").partition(convert)
        asked = '<camunda:properties>\n<camunda:property name="requires" value="budget,authority,need,timeline"/>'
        after = after.replace("</camunda:formData>\n        <camunda:properties>", f"</camunda:formData>\n{asked}", 1)
        library.save_draft(work.session, "lead-sql", before + task + after, None)
        for key in ("lead-sql", "lead-mql-sql"):
            library.publish(work.session, key, work.actor.id)
    lead_id = enter(sales)
    sales.act(lead_id, "move_to_stage", stage="sql")
    with pytest.raises(Invalid) as missing:
        sales.complete(lead_id, "convert-to-opportunity")
    assert set(missing.value.errors) == BANT.keys()
    with sales.work() as work:
        leads.update(work, lead_id, BANT)
    sales.complete(lead_id, "convert-to-opportunity")
    lead = sales.lead(lead_id)
    assert (lead["stage"]["code"], lead["authority"], lead["need"]) == ("converted", BANT["authority"], BANT["need"])


@pytest.mark.requirement("D4", "D7")
def test_as_shipped_nothing_but_the_form_is_asked_for(sales: Desk) -> None:
    lead_id = enter(sales)
    sales.act(lead_id, "move_to_stage", stage="sql")
    sales.complete(lead_id, "convert-to-opportunity")
    assert sales.lead(lead_id)["stage"]["code"] == "converted"
    assert sales.open_elements(lead_id, of="opportunity") == ["set-owner"]


@pytest.mark.requirement("D4")
def test_the_group_that_is_responsible_may_convert_too(marketeer: Desk, sales: Desk) -> None:
    lead_id = enter(sales, assignees_group="crm_marketeer")
    sales.act(lead_id, "move_to_stage", stage="sql")
    marketeer.complete(lead_id, "convert-to-opportunity")
    assert sales.lead(lead_id)["stage"]["code"] == "converted"


@pytest.mark.requirement("D4", "D5")
def test_a_lead_converted_again_brings_its_open_opportunity_up_to_date(sales: Desk) -> None:
    lead_id = enter(sales)
    sales.act(lead_id, "move_to_stage", stage="sql")
    sales.complete(lead_id, "convert-to-opportunity", potential_value="1200")
    before = sales.lead(lead_id)["opportunity_id"]
    sales.act(lead_id, "move_to_stage", stage="sql")
    meeting = "2031-03-01T09:00:00Z"
    sales.complete(lead_id, "convert-to-opportunity", potential_value="900", next_meeting=meeting)
    assert sales.lead(lead_id)["opportunity_id"] == before
    with sales.work() as work:
        opportunity = work.session.get_one(Opportunity, before)
        assert (opportunity.stage, opportunity.amount) == ("presentation", 900)
        assert opportunity.next_meeting is not None
    assert sales.open_elements(lead_id, of="opportunity") == ["prepare-presentation"]
    sales.act(lead_id, "move_to_stage", stage="sql")
    sales.complete(lead_id, "convert-to-opportunity", next_meeting=meeting)
    assert sales.open_elements(lead_id, of="opportunity") == ["prepare-presentation"], "it has come as far already"
