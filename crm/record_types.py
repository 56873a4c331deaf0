"""Names of the types of records, as they stand in history, feed and interface, and the model of each."""

from sqlalchemy import Table

from crm.models import (
    Account,
    Contact,
    DuplicateRule,
    IncomingHook,
    LandingPage,
    Lead,
    Lookup,
    MarketingList,
    Opportunity,
    Order,
    SavedView,
    Setting,
    User,
    Webhook,
)
from db.base import Base

MODELS: dict[str, type[Base]] = {
    "lead": Lead,
    "contact": Contact,
    "account": Account,
    "opportunity": Opportunity,
    "order": Order,
    "marketing_list": MarketingList,
    "saved_view": SavedView,
    "landing_page": LandingPage,
    "webhook": Webhook,
    "incoming_hook": IncomingHook,
    "duplicate_rule": DuplicateRule,
    "lookup": Lookup,
    "setting": Setting,
    "user": User,
}

_NAMES = {model: name for name, model in MODELS.items()}


def name_of(model: type[Base]) -> str:
    """Return the name of a model's type of record."""
    return _NAMES[model]


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, for Core statements."""
    table = model.__table__
    assert isinstance(table, Table)
    return table
