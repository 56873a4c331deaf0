"""Changes to the text of a model that leave everything else as its author wrote it."""

from engine.reading.editing.adding import NewStage, add_stage
from engine.reading.editing.names import rename, rename_stage, set_disabled
from engine.reading.editing.removal import remove_stage

__all__ = ["NewStage", "add_stage", "remove_stage", "rename", "rename_stage", "set_disabled"]
