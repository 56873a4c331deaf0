"""The state of a dry run as its page carries it: packed into one text, in the address and in each form."""

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from db import clock
from engine import times
from tasks.dry_run import Trial
from webui.api.schemas.dry_run import MOST_STEPS, WalkStep
from webui.errors import MalformedRequest

LARGEST = 200_000
# Servers take addresses of 4,094 characters; a walk that needs more is kept in the page only.
LONGEST_ADDRESS = 3500
KEYS = {"version": int | None, "draft": bool, "values": dict, "copy_of": int | None, "began": str, "steps": list}


@dataclass(frozen=True, slots=True)
class WalkState:
    """What is tried, on which record, since when, and the steps taken so far."""

    began: datetime
    version: int | None = None
    draft: bool = False
    values: Mapping[str, Any] | None = None
    copy_of: int | None = None
    steps: tuple[Mapping[str, Any], ...] = ()

    def trial(self, key: str) -> Trial:
        """Return what to try."""
        return Trial(key, self.version, self.draft, self.values or {}, self.copy_of, self.began)

    def after(self, step: Mapping[str, Any]) -> "WalkState":
        """Return the state with one more step taken."""
        return replace(self, steps=(*self.steps, step))

    def packed(self) -> str:
        """Return the state as one text for addresses and forms."""
        data = {
            "version": self.version,
            "draft": self.draft,
            "values": dict(self.values or {}),
            "copy_of": self.copy_of,
            "began": times.text(self.began),
            "steps": list(self.steps),
        }
        return base64.urlsafe_b64encode(zlib.compress(orjson.dumps(data, default=str), 9)).decode().rstrip("=")


def fresh(version: int | None, *, draft: bool) -> WalkState:
    """Return the state of a walk that begins now."""
    return WalkState(clock.now().replace(microsecond=0), version, draft)


def unpack(text: str) -> WalkState:
    """Return the state that a text holds.

    Raises:
        webui.errors.MalformedRequest: it was not made by `packed`.
    """
    try:
        inflating = zlib.decompressobj()
        data = orjson.loads(inflating.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), LARGEST))
        if not _is_state(data):
            raise MalformedRequest("walk", "it does not hold the state of a dry run")
        fields = {**data, "began": times.moment(data["began"]), "steps": tuple(data["steps"])}
        return WalkState(**fields)
    except (binascii.Error, zlib.error, orjson.JSONDecodeError, ValueError) as error:
        raise MalformedRequest("walk", "the address or the form is not complete") from error


def _is_state(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and data.keys() == KEYS.keys()
        and all(isinstance(data[name], kind) for name, kind in KEYS.items())
        and len(data["steps"]) <= MOST_STEPS
        and all(WalkStep.model_validate(step) for step in data["steps"])
    )
