"""System settings."""

from crm import rights, settings
from tasks import active_process
from webui.api import answers
from webui.api.answers import Answer
from webui.api.routes import Routes
from webui.api.schemas import described
from webui.api.schemas.settings import NewSetting, Setting, SettingPath, SettingWithName
from webui.errors import InvalidRequest
from webui.transactions import work

routes = Routes("settings", "System settings.")


@routes.get("/settings", responses={200: described.list_of(SettingWithName)})
def find() -> Answer:
    """List all settings with their values."""
    rights.require(work().actor, "read", "setting")
    values = settings.everything(work().session)
    return answers.ok(
        [
            {"code": setting.code, "label": setting.field.label, "help": setting.help, "value": values[setting.code]}
            for setting in settings.ALL
        ]
    )


@routes.get("/settings/<code>", responses={200: Setting})
def show(path: SettingPath) -> Answer:
    """Show the value of a setting."""
    rights.require(work().actor, "read", "setting")
    return _answer(path.code)


@routes.put("/settings/<code>", responses={200: Setting})
def put(path: SettingPath, body: NewSetting) -> Answer:
    """Put a value, or null for none; it counts from the next start on."""
    rights.require(work().actor, "edit", "setting")
    if path.code == active_process.SETTING:
        active_process.activate(work(), _key(body.value))
    else:
        settings.put(work().session, path.code, body.value, work().actor.author())
    return _answer(path.code)


def _answer(code: str) -> Answer:
    return answers.ok({"value": settings.get(work().session, code)})


def _key(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise InvalidRequest({"value": ["Enter the key of a process, or null for none."]})
    return value or None
