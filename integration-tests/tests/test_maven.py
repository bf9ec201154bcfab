"""What ``sbt publishM2`` puts into a Maven repository: complete for users, for their lawyers, and for Maven Central."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jobs import ROOT

ARTIFACT = "redshift-spark-3.3_2.12"


@pytest.fixture(scope="module")
def published() -> Path:
    folder = next((ROOT / "target" / "m2" / "io" / "github" / "redshiftspark" / ARTIFACT).glob("*/"), None)
    assert folder is not None, "run 'make target/m2/.3.3' first"
    return folder


@pytest.fixture(scope="module")
def jar(published: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(of_kind(published, ".jar"))


@pytest.fixture(scope="module")
def bill(published: Path) -> Any:
    return json.loads(of_kind(published, "-cyclonedx.json").read_text(encoding="utf-8"))


def of_kind(published: Path, kind: str) -> Path:
    return published / f"{ARTIFACT}-{published.name}{kind}"


def test_sources_and_scaladoc_are_beside_the_jar(published: Path) -> None:
    sources = zipfile.ZipFile(of_kind(published, "-sources.jar")).namelist()
    assert "io/github/redshiftspark/catalog/RedshiftDataSource.scala" in sources
    pages = zipfile.ZipFile(of_kind(published, "-javadoc.jar")).namelist()
    assert any(page.endswith("redshiftspark/catalog/RedshiftDataSource.html") for page in pages)


def test_the_pom_brings_the_driver_and_scala_alone(published: Path) -> None:
    pom = ElementTree.parse(of_kind(published, ".pom")).getroot()
    brought = {
        dependency.findtext("{*}artifactId")
        for dependency in pom.findall("{*}dependencies/{*}dependency")
        if dependency.findtext("{*}scope", "compile") in ("compile", "runtime")
    }
    assert brought == {"scala-library", "redshift-jdbc42"}
    for asked_by_central in (
        "name",
        "description",
        "url",
        "licenses/{*}license/{*}name",
        "developers/{*}developer",
        "scm/{*}url",
    ):
        assert pom.find(f"{{*}}{asked_by_central}") is not None, asked_by_central


def test_bundled_code_is_relocated_and_comes_with_its_licence_and_notice(jar: zipfile.ZipFile) -> None:
    classes = [name for name in jar.namelist() if name.endswith(".class")]
    assert [
        name for name in classes if not name.startswith(("io/github/redshiftspark/", "org/apache/spark/sql/"))
    ] == []
    assert any(name.startswith("io/github/redshiftspark/shaded/software/amazon/awssdk/") for name in classes)
    assert "Apache License" in jar.read("META-INF/LICENSE").decode()
    assert "Apache License" in jar.read("META-INF/LICENSE.txt").decode()
    assert "AWS SDK for Java" in jar.read("META-INF/NOTICE.txt").decode()
    assert "Jackson" in jar.read("META-INF/NOTICE").decode()


def test_the_bill_of_materials_lists_what_is_bundled_and_what_is_brought(bill: Any) -> None:
    listed = {component["name"] for component in bill["components"]}
    assert bill["metadata"]["component"]["name"] == ARTIFACT
    assert {"scala-library", "redshift-jdbc42", "sts", "redshiftdata", "secretsmanager", "reactive-streams"} <= listed
    assert not any(name.startswith(("spark-", "scalatest")) for name in listed)
    for component in bill["components"]:
        assert component["licenses"], component["name"]
        assert any(one["alg"] == "SHA-256" for one in component["hashes"]), component["name"]
