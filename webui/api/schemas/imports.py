"""Shapes of imports."""

from typing import Any

from flask_openapi3.models import RawModel
from pydantic import BaseModel, Field

MULTIPART = "multipart/form-data"
MAPPING = (
    "How to read the file, as JSON: `{columns: {column: field}, defaults: {field: value}, key: email | mobile_phone | "
    "name_and_account | external_number, existing: skip | update | add, dates: iso | day-first | month-first | "
    "year-first | names, decimal: “.” or “,”, start: whether processes start, sheet, encoding, delimiter}`. What is "
    "missing is guessed, or as a saved mapping has it that is named by `{name}`."
)


class ImportFile(RawModel):
    """A file, and how to read it."""

    mimetypes: list[str] = [MULTIPART]  # noqa: RUF012 - as the library declares it


class Begun(BaseModel):
    """An import that goes on in the background."""

    job: int = Field(description="See `GET /jobs/{id}`.")
    mapping: dict[str, Any] = Field(description=MAPPING)
