"""Normal forms, keys and comparisons: what the rules take for equal, and what for alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.duplicates import compared, normal_forms
from crm.duplicates.compared import FIELDS
from crm.duplicates.comparison import Comparison, likeness
from crm.models.duplicate_triggers import COMPARED

NAMES = ("account_name", "contact_name")
ALIKE = Comparison(1, "lead", (), NAMES, 85)


def lead(**values: str) -> dict[str, list[str]]:
    return compared.forms("lead", {**dict.fromkeys(compared.columns("lead")), **values})


@pytest.mark.requirement("F6")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vizor", "VIZOR Ltd."),
        ("Vizor GmbH & Co. KG", "vizor and"),
        ("Société Générale S.A.", "Generale, Societe SA"),
        ("Łódź Meble sp. z o.o.", "Meble Lodz"),
        ("Große Straße AG", "GROSSE STRASSE"),
        ("O’Brien's, Inc", "obriens"),
        ("The Ship Company", "Ship"),
    ],
)
def test_names_of_organisations_are_equal_without_case_accents_legal_form_and_order(one: str, other: str) -> None:
    assert normal_forms.organisation(one) == normal_forms.organisation(other) != ""


@pytest.mark.requirement("F6")
def test_a_name_that_is_nothing_but_a_legal_form_keeps_it() -> None:
    assert normal_forms.organisation("AG") == "ag"
    assert normal_forms.organisation("Sa") != normal_forms.organisation("AG")


@pytest.mark.requirement("F6")
def test_other_values_have_one_form_however_they_are_written() -> None:
    assert normal_forms.phone("+48 (77) 149-52-19") == normal_forms.phone("0048 771495219") == "48771495219"
    assert normal_forms.email(" Maria@Vizor.example") == "maria@vizor.example"
    assert normal_forms.website("https://www.Vizor.example/shop?x=1") == normal_forms.website("vizor.example.")
    assert normal_forms.name("NGUYEN, María") == normal_forms.name("Maria Nguyen")
    assert lead(mobile_phone="---", email="") == {}


@given(st.text(max_size=60))
def test_a_form_is_its_own_form(text: str) -> None:
    assert normal_forms.name(normal_forms.name(text)) == normal_forms.name(text)


@pytest.mark.requirement("F6")
def test_either_phone_of_one_may_be_either_phone_of_the_other() -> None:
    rule = Comparison(1, "lead", ("phone",), (), 100)
    one, other = lead(mobile_phone="+48 1", business_phone="+48 2"), lead(mobile_phone="0048 2")
    assert rule.keys(one) & rule.keys(other)
    found = rule.match(one, other)
    assert found is not None
    assert (found.score, found.reason) == (100, "Equal phone")


@pytest.mark.requirement("F6")
def test_nothing_is_equal_to_what_is_not_there() -> None:
    rule = Comparison(1, "lead", ("email", "phone"), (), 100)
    assert rule.keys(lead(email="a@b.example")) == set()
    assert rule.match(lead(email="a@b.example"), lead(email="a@b.example")) is None
    assert likeness(lead(contact_name="Maria"), lead(account_name="Maria"), NAMES) == 0


@pytest.mark.requirement("F6")
@pytest.mark.parametrize("misspelt", ["Maria Nguyn", "Marya Nguyen", "Maria Mguyen"])
def test_a_misspelt_name_is_found_by_its_keys_and_alike(misspelt: str) -> None:
    one, other = lead(contact_name="Maria Nguyen"), lead(contact_name=misspelt)
    assert ALIKE.keys(one) & ALIKE.keys(other)
    assert ALIKE.match(one, other) is not None


@pytest.mark.requirement("F6")
def test_another_person_of_the_same_account_is_not_alike() -> None:
    one = lead(contact_name="Maria Nguyen", account_name="Vizor")
    assert ALIKE.match(one, lead(contact_name="Jan Kowalski", account_name="Vizor")) is None


@pytest.mark.requirement("F6")
def test_what_has_to_be_equal_beside_what_is_alike_narrows_the_keys_too() -> None:
    rule = Comparison(1, "account", ("country",), ("name",), 85)
    forms = {"name": ["vizor trading"], "country": ["PL"]}
    assert rule.keys(forms) & rule.keys({**forms, "country": ["DE"]}) == set()
    assert rule.match(forms, {**forms, "country": ["DE"]}) is None
    found = rule.match(forms, {**forms, "name": ["vizor tradin"]})
    assert found is not None
    assert found.reason.startswith("Equal country; name ")


@pytest.mark.requirement("F6")
def test_the_database_watches_every_column_that_rules_compare() -> None:
    assert {record_type: set(compared.columns(record_type)) for record_type in FIELDS} == {
        table: set(columns) for table, columns in COMPARED.items()
    }
