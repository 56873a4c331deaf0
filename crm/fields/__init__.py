"""What can be entered for each type of record, described once for validation, interface and forms of pages."""

from crm.fields.field import Field
from crm.fields.registry import FIELDS, of, used_by_lookup

__all__ = ["FIELDS", "Field", "of", "used_by_lookup"]
