"""Stages of the opportunity."""

from typing import Any

from crm.seeds.seed import Seed


def _stage(code: str, name: str, tip: str, colour: str, **attributes: Any) -> Seed:
    return Seed(code, name, {"final": False, "tip": tip, "colour": colour} | attributes)


STAGES = (
    _stage("qualification", "Qualification", "Settle who sells, and learn what the client needs.", "blue"),
    _stage("presentation", "Presentation", "Prepare the presentation and give it.", "cyan"),
    _stage("proposal", "Proposal", "Agree a date, write the proposal, have it approved and present it.", "indigo"),
    _stage("contracting", "Contracting", "Prepare the contract, agree it, send it and have it signed.", "orange"),
    _stage("closed-won", "Closed won", "The contract is signed.", "green", final=True, outcome="won"),
    _stage("closed-lost", "Closed lost", "The client decided otherwise.", "red", final=True, outcome="lost"),
)
