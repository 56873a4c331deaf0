"""The description of fields fits the tables, the lookups and the interface."""

import pytest

from crm import fields
from crm.fields import Field
from crm.lookups import KINDS
from crm.record_types import MODELS, table_of
from crm.seeds.planting import SEEDS

EVERY = [(kind, field) for kind, described in fields.FIELDS.items() for field in described]
TYPES = {"text", "long_text", "number", "money", "date", "datetime", "boolean", "choice", "lookup", "user", "record"}


@pytest.mark.parametrize(("kind", "field"), EVERY, ids=[f"{kind}.{field.name}" for kind, field in EVERY])
def test_every_field_has_its_column_and_a_known_type(kind: str, field: Field) -> None:
    table = table_of(MODELS[kind])
    assert field.column in table.c
    assert field.type in TYPES
    assert (field.lookup in KINDS) == (field.type == "lookup")
    assert (field.record in MODELS) == (field.type == "record")


@pytest.mark.parametrize(("kind", "field"), EVERY, ids=[f"{kind}.{field.name}" for kind, field in EVERY])
def test_a_field_that_may_be_emptied_has_a_column_that_may_be_empty(kind: str, field: Field) -> None:
    column = table_of(MODELS[kind]).c[field.column]
    titled_by_default = (kind, field.name) == ("lead", "title")
    assert column.nullable or field.required or field.defaulted or titled_by_default


def test_every_column_that_refers_to_another_record_has_its_field_or_is_set_by_a_service() -> None:
    by_services = {"opportunity_id", "order_id", "created_by"}
    for kind in ("lead", "contact", "account", "opportunity", "order"):
        entered = {field.column for field in fields.of(kind).values()}
        referring = {column.name for column in table_of(MODELS[kind]).c if column.foreign_keys}
        assert referring - by_services <= entered


def test_every_lookup_begins_with_values() -> None:
    assert set(SEEDS) == set(KINDS)
    for name, seeds in SEEDS.items():
        codes = [seed.code for seed in seeds]
        assert len(codes) == len(set(codes)), name
        known = {attribute.name for attribute in KINDS[name].attributes}
        for seed in seeds:
            assert set(seed.attributes) <= known


def test_seeds_refer_to_seeds() -> None:
    for name, seeds in SEEDS.items():
        for attribute in KINDS[name].attributes:
            if attribute.lookup:
                codes = {seed.code for seed in SEEDS[attribute.lookup]}
                referred = {seed.attributes.get(attribute.name) for seed in seeds} - {None}
                assert referred <= codes, (name, attribute.name)
