"""Contacts: the people at customers."""

from crm import filters
from crm.models import Contact
from crm.paging import Listing
from crm.records import Service

LISTING = Listing(
    Contact,
    {
        "q": filters.words("contact", Contact.id),
        "account_id": filters.number("account_id", Contact.account_id),
        "owner": filters.person(Contact.owner_id),
        "email": filters.email(Contact.email),
        "country": filters.code(Contact.country),
        "role": filters.code(Contact.role),
        "type": filters.code(Contact.type),
        "active": filters.flag("active", Contact.active),
    },
)
CONTACTS = Service(LISTING)

create, update = CONTACTS.create, CONTACTS.update
get, find, as_dict = CONTACTS.get, CONTACTS.find, CONTACTS.as_dict
