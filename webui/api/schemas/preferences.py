"""Shapes of how the caller is told things, and of the secret address of their calendar."""

from typing import Annotated

from pydantic import BaseModel, Field

from crm import notification_preferences as preferences
from webui.api.reading import Body

EVENTS = ", ".join(preferences.EVENTS)
Channels = Annotated[
    dict[str, list[str]],
    Field(description=f"Channels ({', '.join(preferences.CHANNELS)}) by event ({EVENTS}); an empty list: none."),
]
Hour = Annotated[str | None, Field(description="Time of day as HH:MM; null: no quiet hours.")]


class Preferences(BaseModel):
    """How somebody is told things."""

    channels: Channels
    quiet_from: Hour
    quiet_until: Hour
    digest_hour: int = Field(description="The hour of the day at which the digest is sent, 0 to 23.")
    time_zone: str | None = Field(description="Name of the zone, such as Europe/Warsaw; null: the site's.")


class NewPreferences(Body):
    """How the caller is to be told things; what is left out stays as it is."""

    channels: Channels = Field(default_factory=dict)
    quiet_from: Hour = None
    quiet_until: Hour = None
    digest_hour: int = Field(8, description="The hour of the day at which the digest is sent, 0 to 23.")
    time_zone: str | None = Field(None, description="Name of the zone, such as Europe/Warsaw; null: the site's.")


class CalendarAddress(BaseModel):
    """The secret address of the caller's calendar; it is shown this once."""

    address: str
