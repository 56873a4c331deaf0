"""Amounts in the base currency, by the rates that the lookup of currencies holds."""

from decimal import ROUND_HALF_EVEN, Decimal

from sqlalchemy.orm import Session

from crm import lookups, settings

LOOKUP, RATE = "currencies", "rate"
CENT = Decimal("0.01")


def base(session: Session) -> str:
    """Return the code of the base currency, which amounts without their own are in."""
    return str(settings.get(session, "base-currency"))


def in_base(session: Session, amount: Decimal, currency: str | None) -> Decimal | None:
    """Return an amount in the base currency, to the cent; None where nobody entered a rate."""
    if currency is None or currency == base(session):
        return amount
    found = lookups.value(session, LOOKUP, currency)
    rate = found.attributes.get(RATE) if found else None
    return None if rate is None else (amount * Decimal(str(rate))).quantize(CENT, ROUND_HALF_EVEN)
