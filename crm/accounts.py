"""Accounts: the customer organisations."""

from crm import filters
from crm.models import Account
from crm.paging import Listing
from crm.records import Service

LISTING = Listing(
    Account,
    {
        "q": filters.words("account", Account.id),
        "owner": filters.person(Account.owner_id),
        "email": filters.email(Account.email),
        "country": filters.code(Account.country),
        "industry": filters.code(Account.industry),
        "category": filters.code(Account.category),
        "type": filters.code(Account.type),
        "active": filters.flag("active", Account.active),
    },
)
ACCOUNTS = Service(LISTING)

create, update = ACCOUNTS.create, ACCOUNTS.update
get, find, as_dict = ACCOUNTS.get, ACCOUNTS.find, ACCOUNTS.as_dict
