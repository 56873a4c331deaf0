"""Which lookups there are, what each value carries beside code and name, and whose they are to edit."""

from dataclasses import dataclass

from crm.errors import UnknownLookup
from crm.fields import Field


@dataclass(frozen=True, slots=True)
class Kind:
    """One lookup. `of_leads`: crm_admin may edit it too. `attributes` are what a value carries beside its name."""

    name: str
    label: str
    of_leads: bool = False
    attributes: tuple[Field, ...] = ()


COLOUR = Field("colour", "Colour", max_length=30)
TIP = Field("tip", "Tip", "long_text", max_length=1000)
FINAL = Field("final", "Final", "boolean")

ALL = (
    Kind(
        "lead-stages",
        "Lead stages",
        of_leads=True,
        attributes=(
            FINAL,
            Field("ends_work", "Ends the work on the lead", "boolean"),
            Field("need_maturity", "Need maturity it sets", "lookup", lookup="need-maturities"),
            TIP,
            COLOUR,
        ),
    ),
    Kind(
        "lead-stage-transitions",
        "Available transitions between lead stages",
        of_leads=True,
        attributes=(
            Field("from", "From", "lookup", required=True, lookup="lead-stages"),
            Field("to", "To", "lookup", required=True, lookup="lead-stages"),
        ),
    ),
    Kind("lead-statuses", "Lead statuses", of_leads=True),
    Kind("need-maturities", "Need maturities", of_leads=True, attributes=(COLOUR,)),
    Kind("customer-needs", "Customer needs", of_leads=True),
    Kind(
        "lead-sources",
        "Lead sources",
        of_leads=True,
        attributes=(Field("channel", "Lead channel", "lookup", lookup="lead-channels"),),
    ),
    Kind("lead-channels", "Lead channels", of_leads=True),
    Kind("disqualification-reasons", "Disqualification reasons", of_leads=True),
    Kind(
        "mail-templates",
        "Mail templates",
        of_leads=True,
        attributes=(
            Field("subject", "Subject", required=True),
            Field("body", "Text", "long_text", required=True),
        ),
    ),
    Kind("sales-divisions", "Sales divisions"),
    Kind("sales-channels", "Sales channels", of_leads=True),
    Kind("selling-directions", "Selling directions"),
    Kind(
        "maintenance-periods",
        "Maintenance periods",
        attributes=(
            Field("starts", "Starts (HH:MM, UTC)", required=True, form="time"),
            Field("ends", "Ends (HH:MM, UTC)", required=True, form="time"),
        ),
    ),
    Kind(
        "opportunity-stages",
        "Opportunity stages",
        attributes=(
            FINAL,
            Field("outcome", "Outcome", "choice", choices=(("won", "Won"), ("lost", "Lost"))),
            TIP,
            COLOUR,
        ),
    ),
    Kind("order-statuses", "Order statuses", attributes=(FINAL, COLOUR)),
    Kind(
        "currencies",
        "Currencies",
        attributes=(
            Field("symbol", "Symbol", max_length=5),
            Field("rate", "Worth of one unit in the base currency", form="rate", max_length=30),
        ),
    ),
    Kind(
        "products",
        "Products",
        attributes=(
            Field("price", "Price", "money"),
            Field("description", "Description", "long_text"),
        ),
    ),
    Kind("countries", "Countries"),
    Kind("account-types", "Account types"),
    Kind("account-categories", "Account categories"),
    Kind("account-industries", "Account industries"),
    Kind("contact-types", "Contact types"),
    Kind("contact-roles", "Contact roles"),
    Kind("departments", "Departments"),
)

KINDS = {kind.name: kind for kind in ALL}


def kind(name: str) -> Kind:
    """Return the lookup of a name.

    Raises:
        crm.errors.UnknownLookup: there is none.
    """
    try:
        return KINDS[name]
    except KeyError:
        raise UnknownLookup(name) from None
