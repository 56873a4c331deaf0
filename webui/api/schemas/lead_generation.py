"""Shapes of what brought a lead here."""

from datetime import datetime

from pydantic import BaseModel

from webui.api.reading import Body


class Extended(Body):
    """Extended lead information."""

    ad_campaign: str | None = None
    ad_banner: str | None = None
    lead_generation_form: str | None = None


class Submission(BaseModel):
    """A form that a lead came by, and what the person agreed to."""

    landing_page: str
    landing_page_id: int
    page: str | None
    utm: dict[str, str]
    address: str
    consent: str | None
    consented_at: datetime | None
    at: datetime


class Event(BaseModel):
    """Something that the visitor did: page_view or form_sent."""

    kind: str
    page: str
    title: str | None
    referrer: str | None
    utm: dict[str, str]
    at: datetime


class Website(BaseModel):
    """What is known of a lead from websites."""

    submissions: list[Submission]
    events: list[Event]
