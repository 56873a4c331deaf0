"""Contacts and accounts like those that a lead names, to be linked instead of created anew."""

from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, true
from sqlalchemy.orm import Session

from crm import rights
from crm.models import Account, Contact, Lead
from crm.people import Actor

MOST = 20


def contacts(session: Session, lead: Lead, reader: Actor | None = None) -> list[dict[str, Any]]:
    """Return contacts with the lead's contact name and its e-mail or mobile phone, the first created first.

    Only what the `reader` may see is returned, and only such an account is named.

    Each is `{id, name, job_title, email, mobile_phone, account_id, account_name, reason}`.
    """
    if not lead.contact_name or not (lead.email or lead.mobile_digits):
        return []
    same_mail, same_phone = _same_mail(lead), Contact.mobile_digits == lead.mobile_digits
    query = (
        select(Contact, Account.name, same_mail.label("same_mail"))
        .outerjoin(Account, and_(Account.id == Contact.account_id, _seen(reader, Account)))
        .where(Contact.name_key == _key(lead.contact_name), Contact.active, or_(same_mail, same_phone))
        .where(_seen(reader, Contact))
        .order_by(Contact.created_at, Contact.id)
    )
    return [
        {
            "id": contact.id,
            "name": contact.name,
            "job_title": contact.job_title,
            "email": contact.email,
            "mobile_phone": contact.mobile_phone,
            "account_id": contact.account_id,
            "account_name": account_name,
            "reason": "equal name and e-mail" if by_mail else "equal name and mobile phone",
        }
        for contact, account_name, by_mail in session.execute(query.limit(MOST))
    ]


def accounts(session: Session, lead: Lead, reader: Actor | None = None) -> list[dict[str, Any]]:
    """Return accounts with the lead's account name, those of its country first, then the first created.

    Only what the `reader` may see is returned.

    Each is `{id, name, country, website, phone, reason}`.
    """
    if not lead.account_name:
        return []
    same_country = func.coalesce(Account.country == literal(lead.country), False)
    query = (
        select(Account, same_country.label("same_country"))
        .where(Account.name_key == _key(lead.account_name), Account.active, _seen(reader, Account))
        .order_by(same_country.desc(), Account.created_at, Account.id)
    )
    return [
        {
            "id": account.id,
            "name": account.name,
            "country": account.country,
            "website": account.website,
            "phone": account.phone,
            "reason": "equal name and country" if by_country else "equal name",
        }
        for account, by_country in session.execute(query.limit(MOST))
    ]


def _seen(reader: Actor | None, model: type[Account | Contact]) -> ColumnElement[bool]:
    return true() if reader is None else rights.visible(reader, model)


def _key(name: str) -> ColumnElement[str]:
    """Return the key of a name as `crm.models.columns.key_of` makes it: by the database, so that both agree."""
    return func.lower(func.btrim(func.regexp_replace(literal(name), r"\s+", " ", "g")))


def _same_mail(lead: Lead) -> ColumnElement[bool]:
    mail = func.lower(literal(lead.email or ""))
    either = or_(func.lower(Contact.email) == mail, Contact.further_emails.contains([(lead.email or "").lower()]))
    return func.coalesce(and_(mail != "", either), False)
