"""Look-ups of similar leads among many, the whole table searched, and how well the rules find persons known to be the same."""

import time
from collections.abc import Iterable
from contextlib import suppress
from random import Random

import orjson
import psycopg

from bench import duplicate_quality
from bench.made_up_leads import Lead, made_up, misspelt
from bench.measures import figures
from bench.report import Row, at_most
from bench.sizes import Sizes
from bench.torture.people import PersonsMissing
from bench.workbench import Workbench
from crm.duplicates import compared, rules, search
from crm.duplicates.comparison import Comparison

LONGEST = 5.0
RANGE = 500
COLUMNS = dict.fromkeys(compared.columns("lead"))


def run(bench: Workbench, sizes: Sizes) -> list[Row]:
    """Measure quality where the data are installed, then fill the table of normal forms and look up in it."""
    rows: list[Row] = []
    with suppress(PersonsMissing):
        rows = duplicate_quality.rows(sizes.persons)
    with bench.baton.sessions() as session:
        comparisons = rules.comparisons(session, "lead")
    with psycopg.connect(bench.conninfo, autocommit=True) as connection:
        loading = _fill(connection, sizes.searched, comparisons)
    rows += [_look_ups(bench, sizes, comparisons), _whole_table(bench, sizes), loading]
    with psycopg.connect(bench.conninfo, autocommit=True) as connection:
        connection.execute("TRUNCATE compared_form, similarity")
    return rows


def _fill(connection: psycopg.Connection[tuple[object, ...]], count: int, comparisons: list[Comparison]) -> Row:
    """Write the forms of leads as the search would, but at once and before the index is built."""
    began = time.perf_counter()
    connection.execute("TRUNCATE compared_form, similarity")
    connection.execute("DROP INDEX ix_compared_form_keys")
    with connection.cursor().copy("COPY compared_form (record_type, record_id, forms, keys) FROM STDIN") as copy:
        for number, lead in enumerate(made_up(count), start=1):
            forms = forms_of(lead)
            keys = sorted({key for comparison in comparisons for key in comparison.keys(forms)})
            copy.write_row(("lead", number, orjson.dumps(forms).decode(), keys))
    connection.execute("CREATE INDEX ix_compared_form_keys ON compared_form USING gin (keys) WITH (fastupdate = off)")
    connection.execute("VACUUM ANALYZE compared_form")
    seconds = time.perf_counter() - began
    [size] = connection.execute("SELECT pg_total_relation_size('compared_form') / 1000000").fetchone() or (0,)
    return Row("normal forms and keys written", None, f"{count / seconds:,.0f} leads/s, {size} MB with index")


def forms_of(lead: Lead) -> dict[str, list[str]]:
    """Return what a made-up lead looks like to the rules."""
    return compared.forms("lead", {**COLUMNS, **lead})


def _look_ups(bench: Workbench, sizes: Sizes, comparisons: list[Comparison]) -> Row:
    chance = Random(7)
    leads = [misspelt(lead, chance) for lead in _some(made_up(sizes.searched), sizes.searched, sizes.requests * 4)]
    latencies, found = [], 0
    with bench.baton.sessions.begin() as session:
        session.execute(search.BY_INDEX)
        for number, lead in enumerate(leads):
            forms = forms_of(lead)
            began = time.perf_counter()
            pairs = search.look_up(session, "lead", 0, forms, comparisons)
            if number >= 3:
                latencies.append(time.perf_counter() - began)
            found += bool(pairs)
    measured = figures(latencies, sum(latencies))
    note = f"among {sizes.searched:,} leads, {found / len(leads):.0%} of misspelt copies found"
    return Row("look-up of one lead", measured, note, at_most(measured.p95, LONGEST, " ms", "p95"))


def _whole_table(bench: Workbench, sizes: Sizes) -> Row:
    count = min(sizes.searched, sizes.persons)
    latencies = []
    for first in range(1, count + 1, RANGE):
        began = time.perf_counter()
        with bench.baton.sessions.begin() as session:
            search.search(session, "lead", range(first, min(first + RANGE, count + 1)))
        latencies.append((time.perf_counter() - began) / RANGE)
    return Row(
        "whole table, one worker", figures(latencies, sum(latencies)), f"{count:,} of {sizes.searched:,} leads, by lead"
    )


def _some(leads: Iterable[Lead], of: int, wanted: int) -> list[Lead]:
    step = max(1, of // wanted)
    return [lead for number, lead in enumerate(leads) if number % step == 0][:wanted]
