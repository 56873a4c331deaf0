"""Shapes of marketing lists."""

from typing import Annotated, Any

from pydantic import BaseModel, WithJsonSchema

from webui.api.reading import Body
from webui.api.schemas import described
from webui.api.schemas.common import Id, RecordPath
from webui.api.schemas.leads import STAGE

LIST = described.answer("marketing_list", members={"type": "integer", "description": "How many the caller may see."})


class Member(BaseModel):
    """A lead on a list."""

    id: int
    number: int
    title: str
    email: str | None
    stage: Annotated[Any, WithJsonSchema(STAGE)]
    owner: str | None


class NewMember(Body):
    """The lead to be put on a list."""

    lead_id: Id


class MemberPath(RecordPath):
    """The path of a lead on a list."""

    lead_id: Id
