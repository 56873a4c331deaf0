"""Owner assignment: optional, and possible at any stage but the final ones."""

from collections.abc import Mapping
from typing import Any

from crm import leads, people
from engine.definition import FormField
from tasks import notices, owners
from tasks.actions.modelled import buttons, modelled_codes
from tasks.actions.refusals import ROLE
from tasks.actions.registry import Action, Subject, no_values, register

OF_OWNER = ("assign", "reassign")
OWNER = FormField("owner", "Owner", "user", required=True)
DISTRIBUTION = (
    FormField("owner", "Owner", "user"),
    FormField("sales_division", "Sales division", "lookup", lookup="sales-divisions"),
    FormField("need_type", "Need type", "lookup", lookup="customer-needs"),
    FormField("strategy", "Strategy", "long_text"),
    FormField("note", "Note", "long_text"),
    FormField("remind_owner", "Remind owner", "boolean"),
)


def require_owner_change(subject: Subject) -> None:
    """Refuse another owner to whoever may not do the actions that the model has for it: editing would go past them.

    Raises:
        crm.errors.NotAllowed: with the reason of the action that is open now, or would be.
    """
    modelled = [button for code, button in buttons(subject).items() if code in OF_OWNER]
    for button in [each for each in modelled if each.task is not None] or modelled:
        refusal = button.refusal(subject)
        if refusal is not None and refusal.kind == ROLE:
            raise refusal.error(subject.row.stage, [])


def _owner_field(subject: Subject) -> tuple[FormField, ...]:
    return (OWNER,)


def _distribution_fields(subject: Subject) -> tuple[FormField, ...]:
    return DISTRIBUTION


def _why_not_distribute(subject: Subject) -> str | None:
    """Say why not; where the model has actions for the owner of its own, this one would go past their conditions."""
    if not modelled_codes(subject).isdisjoint(OF_OWNER):
        return "the owner changes by the actions of its process"
    return _why_not_at_all(subject)


def _why_not_at_all(subject: Subject) -> str | None:
    if not subject.lead.active:
        return "the record is inactive"
    stage = subject.ladder.stage(subject.row.stage)
    return "the stage is a final one" if stage is not None and stage.final else None


def _why_not_assign(subject: Subject) -> str | None:
    if subject.lead.owner_id is not None:
        return "the lead has an owner already; reassign it"
    return _why_not_at_all(subject)


def _why_not_reassign(subject: Subject) -> str | None:
    if subject.lead.owner_id is None:
        return "the lead has no owner yet; assign one"
    return _why_not_at_all(subject)


def _assign(subject: Subject, values: dict[str, Any]) -> None:
    _change(subject, {"owner": values["owner"]})
    _tell_owner(subject, values["owner"], by_mail=False)


def _distribute(subject: Subject, values: dict[str, Any]) -> None:
    names = {"need_type": "customer_need", "note": "distribution_note"}
    fields = {names.get(name, name): value for name, value in values.items() if name != "remind_owner"}
    if fields.get("customer_need", "") is None:
        del fields["customer_need"]
    _change(subject, fields)
    owner = values.get("owner") or _present(subject)["owner"]
    if values.get("remind_owner") and owner:
        _tell_owner(subject, owner, by_mail=True)


def _change(subject: Subject, fields: dict[str, Any]) -> None:
    owners.change(subject.work, subject.lead, fields)


def _tell_owner(subject: Subject, login: str, *, by_mail: bool) -> None:
    work = subject.work
    owner_id = people.id_of(work.session, login)
    if owner_id is None or (owner_id == work.actor.id and not by_mail):
        return
    text = f"Lead {subject.lead.number} is yours: {subject.lead.title}"
    notices.tell(work.session, owner_id, "handed_over", text, subject.record, work.actor.author())
    if by_mail:
        notices.tell_by_mail(work.session, owner_id, text, subject.record)


def _present(subject: Subject) -> Mapping[str, Any]:
    lead = leads.as_names(subject.work.session, subject.record.id)
    return {
        "owner": lead["owner"],
        "sales_division": lead["sales_division"],
        "need_type": lead["customer_need"],
        "strategy": lead["strategy"],
        "note": lead["distribution_note"],
    }


register(Action("assign", "Assign owner", ("lead",), _owner_field, _why_not_assign, _assign, no_values))
register(Action("reassign", "Reassign", ("lead",), _owner_field, _why_not_reassign, _assign, _present))
register(
    Action("distribute", "Distribute", ("lead",), _distribution_fields, _why_not_distribute, _distribute, _present)
)
