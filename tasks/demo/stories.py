"""How far the made-up leads have come: one story for each place on the way, so that every page has something to show."""

from dataclasses import dataclass
from datetime import timedelta

from db import clock
from tasks.demo.walk import Story, Walk


def fresh(_walk: Walk, _seller: str) -> None:
    """Just came in."""


def in_contact(walk: Walk, seller: str) -> None:
    """Qualified; somebody has to call."""
    walk.act("marketeer", "assign", {"owner": seller})
    walk.act("marketeer", "qualify")
    walk.talk(seller)


def rescheduled(walk: Walk, seller: str) -> None:
    """Called, and asked to call again."""
    in_contact(walk, seller)
    again = clock.now() + timedelta(days=walk.random.uniform(-1, 6))
    values = {"rescheduled_to": again.isoformat(), "result_details": "In a meeting, asked to be called again."}
    walk.complete(seller, ("contact-customer", "rescheduled", values))


def doubtful(walk: Walk, seller: str) -> None:
    """Not interested for now; may be resumed."""
    in_contact(walk, seller)
    walk.complete(seller, ("contact-customer", "not-interested", {"result_details": "No budget this year."}))


def nurtured(walk: Walk, seller: str) -> None:
    """Back to marketing."""
    in_contact(walk, seller)
    walk.complete(seller, ("contact-customer", "back-to-distribution", {}))
    values = {"owner": seller, "strategy": "Invite to the next web seminar", "remind_owner": False}
    walk.complete("marketeer", ("distribution", "continue-nurturing", values))


def gone(walk: Walk, seller: str) -> None:
    """Not interested any more."""
    in_contact(walk, seller)
    walk.complete(seller, ("contact-customer", "back-to-distribution", {}))
    walk.complete("marketeer", ("distribution", "not-interested", {"note": "Bought elsewhere."}))


def refused(walk: Walk, _seller: str) -> None:
    """Cannot be worked on."""
    walk.act("marketeer", "disqualify", {"reason": "incorrect-data", "note": "The number belongs to somebody else."})


def handing_over(walk: Walk, seller: str) -> None:
    """Ready for sales; the handoff form is open."""
    in_contact(walk, seller)
    values = {"result_details": "Needs 40 seats before summer, decides together with the head of IT."}
    walk.complete(seller, ("contact-customer", "proceed-to-handoff", values))


def in_sale(walk: Walk, seller: str) -> None:
    """Handed over; the opportunity is being qualified."""
    handing_over(walk, seller)
    values = {"budget": str(walk.random.randrange(5, 90) * 1000), "sales_owner": seller}
    walk.complete(seller, ("handoff-details", None, values))
    walk.talk(seller)


def ordered(walk: Walk, seller: str) -> None:
    """Wanted to order at once."""
    in_contact(walk, seller)
    walk.complete(seller, ("contact-customer", "proceed-to-order", {}))


def presented(walk: Walk, seller: str) -> None:
    """The offer has been presented."""
    in_sale(walk, seller)
    sell(walk, seller, 3)


def proposed(walk: Walk, seller: str) -> None:
    """The proposal is being written."""
    in_sale(walk, seller)
    sell(walk, seller, 5)


def sold(walk: Walk, seller: str) -> None:
    """The need is satisfied."""
    in_sale(walk, seller)
    sell(walk, seller, 99)


def lost(walk: Walk, seller: str) -> None:
    """The opportunity was lost; the lead has to be decided on."""
    in_sale(walk, seller)
    sell(walk, seller, 2)
    walk.sell_on(seller, "lost")


def sell(walk: Walk, seller: str, steps: int) -> None:
    """Complete up to `steps` tasks of the opportunity."""
    for _ in range(steps):
        if not walk.sell_on(seller, "done"):
            return


@dataclass(frozen=True, slots=True)
class Cast:
    """A story, how many leads live it, and how many days ago they came in: unfinished work is young, most of it."""

    story: Story
    leads: int
    since_days: tuple[float, float]


CAST = (
    Cast(fresh, 22, (0.05, 9)),
    Cast(in_contact, 20, (0.3, 4)),
    Cast(rescheduled, 8, (2, 9)),
    Cast(doubtful, 5, (5, 60)),
    Cast(nurtured, 12, (3, 9)),
    Cast(gone, 6, (10, 90)),
    Cast(refused, 7, (1, 90)),
    Cast(handing_over, 8, (1.5, 5)),
    Cast(in_sale, 8, (3, 8)),
    Cast(ordered, 5, (2, 6)),
    Cast(presented, 6, (6, 14)),
    Cast(proposed, 5, (9, 20)),
    Cast(sold, 12, (20, 90)),
    Cast(lost, 4, (8, 16)),
)
