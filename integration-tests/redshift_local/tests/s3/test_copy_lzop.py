"""COPY of files that the lzop tool has packed (dg/copy-parameters-file-compression)."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from ..conftest import Run
from .loading import load

# 300 lines, "1|value" to "300|value", by lzop 1.04 -9.
PACKED = base64.b64decode(
    "iUxaTwANChoKEEAgoAlAAwkDAAABAACBpGsIOToAAAAAB3JlcC50eHRVkgZRAAALTAAABDBHXbdtGjF8dmFsdWUKMt0AM90ANN0ANd0ANt0AN9"
    "0AON0AOd4AMTDgAeUKMekKMe0KMfEKMfUKMfkKMf0KMeELMeULMuULMiesAuULMuULMuULMuULMuULMuULMuULMuULM+ULM+ULMycYBOULM+UL"
    "M+ULM+ULM+ULM+ULM+ULNOULNOULNOULNCeEBeULNOULNOULNOULNOULNOULNeULNeULNeULNeULNSfwBuULNeULNeULNeULNeULNuULNuULNu"
    "ULNuULNuULNidcCOULNuULNuULNuULN+ULN+ULN+ULN+ULN+ULN+ULNyfICeULN+ULN+ULOOULOOULOOULOOULOOULOOULOOULOCc0C+ULOOUL"
    "OeULOeULOeULOeULOeULOeULOeULOeULOSegDCikDCepDDAnrQwwJ7EMMCe1DDAnuQwwJ70MMCfBDDAnxQwwJ8kMMCeMASk4DieMAShADihEDi"
    "hIDihMDihQDihUDihYDiddDjEnYg4xMijMDyeMASdtDjEncQ4xJ3UOMSd5DjEnfQ4xJ4EOMSeFDjEniQ4xJ44OMTMoYBEnjAEnmQ4xJ50OMSeh"
    "DjEnpQ4xJ6kOMSetDjEnsQ4xJ7UOMSe6DjE0KPQSJ4wBJ8UOMSfJDjEnzQ4xJ9EOMSfVDjEn2Q4xJ90OMSfhDjEn5g4xNSiIFCeMASfxDjEn9Q"
    "4xJ/kOMSf9DjEnAQ8xJwUPMScJDzEnDQ8xJxIPMTYoHBYnjAEnHQ8xJyEPMSclDzEnKQ8xJy0PMScxDzEnNQ8xJzkPMSc+DzE3KLAXJ4wBJ0kP"
    "MSdNDzEnUQ8xJ1UPMSdZDzEnXQ8xJ2EPMSdlDzEnag8xOChEGSeMASd1DzEneQ8xJ30PMSeBDzEnhQ8xJ4kPMSeNDzEnkQ8xJ5YPMTko2Boo3B"
    "on4BonnQ8yJ50PMiedDzInnQ8yJ50PMiedDzInnQ8yJ50PMieeDzIxKHAcJ4wBJ50PMiedDzInnQ8yJ50PMiedDzInnQ8yJ50PMij8HSgAHikE"
    "HieMASgMHigQHigUHigYHigcHiggHiedDzInnQ8yJ54PMjMomB8njAEnnQ8yJ50PMiedDzInnQ8yJ50PMiedDzInnQ8yJ50PMieeDzI0KCwhJ4"
    "wBJ50PMiedDzInnQ8yJ50PMiedDzInnQ8yJ50PMiedDzInng8yNSjAIieMASedDzInnQ8yJ50PMiedDzInnQ8yJ50PMiedDzInnQ8yJ54PMjYo"
    "VCQnjAEnnQ8yJ50PMiedDzInnQ8yJ50PMiedDzInnQ8yJ50PMieeDzI3KOglJ4wBJ50PMiedDzInnQ8yJ50PMiedDzInnQ8yJ50PMiedDzInng"
    "8yOCh8JyeMASedDzInnQ8yJ50PMiedDzInnQ8yJ50PMiedDzInnQ8yJ54PMjkoECkoFCnsDBEAAAAAAAA="
)


@pytest.fixture
def table(run: Run) -> Iterator[str]:
    run("CREATE TABLE packed (i INTEGER, v VARCHAR(8))")
    yield "packed"
    run("DROP TABLE packed")


def test_packed_lines_load(run: Run, s3: Any, table: str) -> None:
    load(run, s3, table, PACKED, "LZOP")
    assert run("SELECT count(*), sum(i), min(v), max(v) FROM packed") == [(300, 45150, "value", "value")]


@pytest.mark.parametrize(
    "body",
    [b"1|a\n", PACKED[:40], PACKED[:-10], PACKED[:200] + b"?" + PACKED[201:]],
    ids=["plain", "no header", "cut off", "spoilt"],
)
def test_what_cannot_be_unpacked_fails_the_load(run: Run, s3: Any, table: str, body: bytes) -> None:
    with pytest.raises(DriverError):
        load(run, s3, table, body, "LZOP")
    assert run("SELECT count(*) FROM packed") == [(0,)]
