from decimal import Decimal

import pytest

from db.connection import conninfo, dump_json, normalise


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_an_address_leads_to_our_driver(scheme: str) -> None:
    url = normalise(f"{scheme}://ann:s%40cret@db.example:6000/baton")
    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.password, url.host, url.port, url.database) == (
        "ann",
        "s@cret",
        "db.example",
        6000,
        "baton",
    )


def test_psycopg_gets_the_address_in_its_own_spelling() -> None:
    assert conninfo("postgresql+psycopg://ann:s%40cret@/baton?host=/run/pg") == (
        "postgresql://ann:s%40cret@/baton?host=%2Frun%2Fpg"
    )


def test_money_becomes_a_decimal_string() -> None:
    assert dump_json({"amount": Decimal("12.50")}) == '{"amount":"12.50"}'


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(TypeError):
        dump_json({"what": object()})
