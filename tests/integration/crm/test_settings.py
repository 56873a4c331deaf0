import pytest
from sqlalchemy.orm import Session

from crm import history, settings
from crm.changes import Author
from crm.errors import Invalid, UnknownSetting
from crm.models import Setting
from tests.integration.crm.conftest import Crew


def test_a_setting_has_its_default_until_somebody_puts_a_value(session: Session, by: Author) -> None:
    assert settings.get(session, "base-currency") == "EUR"
    assert not settings.is_set(session, "base-currency")
    settings.put(session, "base-currency", "PLN", by)
    assert settings.get(session, "base-currency") == "PLN"
    assert settings.is_set(session, "base-currency")
    assert settings.everything(session)["base-currency"] == "PLN"


@pytest.mark.requirement("A4")
def test_no_value_at_all_can_be_put(session: Session, by: Author) -> None:
    code = "lead-management-business-process"
    settings.put(session, code, "lead-management", by)
    settings.put(session, code, None, by)
    assert settings.get(session, code) is None
    assert settings.is_set(session, code)


@pytest.mark.requirement("H2")
def test_history_tells_who_put_what(session: Session, by: Author) -> None:
    settings.put(session, "company-name", "Vizor", by)
    settings.put(session, "company-name", "Vizor Ltd", by)
    settings.put(session, "company-name", "Vizor Ltd", by)
    setting = session.query(Setting).filter_by(code="company-name").one()
    told = [(row["actor"], row["old"], row["new"]) for row in history.of(session, "setting", setting.id)]
    assert [row for row in told if "Vizor" in str(row)] == [("sofia", "Vizor", "Vizor Ltd"), ("sofia", None, "Vizor")]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("base-currency", "XXX"),
        ("base-currency", None),
        ("company-name", 5),
        ("mail-sender", "nobody"),
        ("record-visibility", "own"),
        ("record-visibility", {"crm_sales": "some"}),
        ("record-visibility", {"guests": "own"}),
    ],
)
def test_a_value_that_does_not_fit_is_refused(session: Session, by: Author, code: str, value: object) -> None:
    with pytest.raises(Invalid) as invalid:
        settings.put(session, code, value, by)
    assert set(invalid.value.errors) == {"value"}
    assert not settings.is_set(session, code)


def test_the_layer_above_may_refuse_a_value(session: Session, by: Author) -> None:
    def check(_session: Session, value: object) -> None:
        raise Invalid({"value": [f"no process {value}"]})

    with pytest.raises(Invalid, match="no process moon"):
        settings.put(session, "lead-management-business-process", "moon", by, check)


def test_an_unknown_setting_is_named(session: Session, crew: Crew) -> None:
    with pytest.raises(UnknownSetting, match="colour"):
        settings.get(session, "colour")
    with pytest.raises(UnknownSetting, match="colour"):
        settings.put(session, "colour", "red", crew.by("ada"))
