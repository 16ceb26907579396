"""Whatever bytes come as a group, the importer takes them or refuses them in words, and writes all of it or nothing.

Two hundred tables in the suite; with OFQJ_DRILL set, five thousand.
"""

import io
import os
import resource
import time
import zipfile

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ofqj_portal.core.errors import DomainError
from ofqj_portal.core.imports import error_file, mended_table, read_table
from participants.imports import fields_for
from participants.models import Participant, Participation
from participants.queries.imports import pasted_again
from participants.services.imports import bring_table, import_people, plan_of
from participants.tests.conftest import BEFORE
from participants.tests.imports.tables import HEADER, TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MANY = 5000 if os.environ.get("OFQJ_DRILL") else 200
SLOWEST = 10.0

MEMORY = 400 * 1024  # kB, for a worker
AT_REST = 110 * 1024  # kB, what a worker takes before it imports anything; the drill itself takes more than that
PEAKS: list[int] = []
WORKBOOKS = sorted(content for content in TABLES.values() if content.startswith(b"PK"))
ODD_PARTS = [
    *(b"", b"1e999", b"<v/>", b"&#0;", b"]]>", b"\x00", b'r="ZZZ99999"', b'r="A1048577"', b't="s"', b't="d"'),
    *(b"-1", b"NaN", b"<c>", b"</row>", b'count="4000000000"', b"#REF!", b"<f>SUM(A1)</f>"),
]
CELLS = st.one_of(
    st.sampled_from(
        ["=1+1", "+x", "@SUM(A1)", "-1", "31/02/2001", "0", "-0", "1e999", "#N/A", "TRUE", "\u202eabc", "𝕏"]
    ),
    st.sampled_from(["9" * 400, "29/02/2001", "2001-13-01", "00/00/0000", "2958466", "Zoé", "é" * 101, "a@b", "\x00"]),
    st.text(max_size=30),
    st.dates().map(str),
)
ROWS = st.lists(st.lists(CELLS, max_size=9), max_size=6)
TYPED = st.tuples(ROWS, st.sampled_from(";,\t|")).map(
    lambda said: (
        HEADER.replace(";", said[1]).encode()
        + "\n".join(said[1].join(row) for row in said[0]).encode("utf-8", "surrogatepass")
    )
)


@st.composite
def broken(draw) -> bytes:
    """Take a good table and hurt its bytes: some changed, some gone, some twice, its end cut off."""
    content = bytearray(draw(st.sampled_from(sorted(TABLES.values()))))
    for place, how, byte in draw(
        st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from("cdix"), st.integers(0, 255)), max_size=12)
    ):
        at = place % max(len(content), 1)
        if how == "c" and content:
            content[at] = byte
        elif how == "d":
            del content[at : at + byte % 40]
        elif how == "i":
            content[at:at] = bytes([byte]) * (1 + place % 5)
        elif how == "x":
            content[at:at] = content[at : at + byte]
    return bytes(content[: draw(st.integers(0, len(content)))]) if draw(st.booleans()) else bytes(content)


@st.composite
def broken_inside(draw) -> bytes:
    """Take a good workbook and hurt one of its parts, so that the archive opens and what it holds is wrong."""
    source = zipfile.ZipFile(io.BytesIO(draw(st.sampled_from(WORKBOOKS))))
    target, stream = draw(st.sampled_from(source.namelist())), io.BytesIO()
    hurts = draw(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(ODD_PARTS), st.integers(0, 40)), max_size=6))
    with source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = bytearray(source.read(name))
            for place, odd, gone in hurts if name == target else []:
                at = place % (len(content) + 1)
                content[at : at + gone] = odd
            archive.writestr(name, bytes(content))
    return stream.getvalue()


def import_whatever(content, project, adviser):
    """Do what the pages do with these bytes: read, match, plan, hand the errors back, import the good rows."""
    table = read_table(content, fields_for(project.carrier))
    said = {"project": project, "structure": project.carrier, "table": table, "by": adviser}
    brought = bring_table(**said, now=BEFORE)
    plan = plan_of(brought, on=BEFORE.date())
    rows = [line.row for line in plan.lines]
    assert all(row.line > 0 and reason for row in rows for _column, reason in row.errors)
    error_file(brought.rows, rows)
    pasted_again(mended_table(brought.rows, rows))
    said = {"brought": brought, "seen": plan.fingerprint, "leave_wrong_rows": True}
    return import_people(**said, by=adviser, now=BEFORE, on=BEFORE.date())


@settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.one_of(broken(), broken_inside(), TYPED, st.binary(max_size=400)))
def test_no_table_breaks_the_importer_nor_comes_in_by_half(accepted, adviser, content):
    accepted.places = 1000
    accepted.save()
    started, before = time.process_time(), Participation.objects.count()
    done = None
    try:
        with transaction.atomic():
            done = import_whatever(content, accepted, adviser)
            assert Participation.objects.count() == before + done.added
            assert Participant.objects.count() == before + done.added
            transaction.set_rollback(True)
    except DomainError:
        assert done is None
    assert Participation.objects.count() == before
    assert time.process_time() - started < SLOWEST
    PEAKS.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    if MANY > 200:
        assert AT_REST + PEAKS[-1] - PEAKS[0] < MEMORY
