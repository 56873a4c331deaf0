"""Element templates: what designers pick steps from, here and in Camunda Modeler."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, RootModel

from crm import rights
from tasks.operations import templates
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.transactions import work

routes = Routes("element templates", "Ready-made steps for designers of processes.")


class ElementTemplate(BaseModel):
    """One template, in the form that Camunda Modeler reads."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    name: str
    description: str
    category: dict[str, str] = Field(description="The area under which it is listed: id and name.")
    applies_to: list[str] = Field(alias="appliesTo")
    entries_visible: bool = Field(alias="entriesVisible")
    metadata: dict[str, bool] = Field(description="Whether the step takes further inputs: takesMore.")
    groups: list[dict[str, str]]
    properties: list[dict[str, Any]]


class ElementTemplates(RootModel[list[ElementTemplate]]):
    """All templates; as a file in a folder `.camunda/element-templates` they serve Camunda Modeler too."""


@routes.get("/element_templates", responses={200: ElementTemplates})
def find() -> Answer:
    """Return a template for each operation, and for user tasks with results."""
    rights.require(work().actor, "read", "process")
    return answers.ok(templates.element_templates(work().session))
