"""Puts the connector's jars into the wheel; fails where there are none.

Every line's jar holds the same relocated AWS SDK, so the wheel has that part once, as a jar of its own.
"""

from __future__ import annotations

import glob
import os
import tempfile
import zipfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHARED = ("io/github/redshiftspark/shaded/", "META-INF/services/io.github.redshiftspark.shaded.", "mime.types")


class JarHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        folder = os.environ.get("REDSHIFT_SPARK_JARS", os.path.join(self.root, "..", "target", "jars"))
        jars = sorted(glob.glob(os.path.join(folder, "*.jar")))
        lines = [jar for jar in jars if os.path.basename(jar).startswith("redshift-spark-")]
        if not lines:
            raise RuntimeError(f"no jar in {folder}: run 'make build' first")
        self._work = tempfile.TemporaryDirectory()
        bundled = split(lines, self._work.name) + [jar for jar in jars if jar not in lines]
        for jar in bundled:
            build_data["force_include"][jar] = f"redshift_spark/jars/{os.path.basename(jar)}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self._work.cleanup()


def split(jars: list[str], folder: str) -> list[str]:
    """The jars without the SDK, and one jar of the SDK. Raises RuntimeError when it is not the same in all of them."""
    version = os.path.basename(jars[0]).split("_", 1)[1].split("-", 1)[1]
    sdk = os.path.join(folder, f"redshift-spark-sdk-{version}")
    made = [sdk]
    first: list[tuple[str, int]] = []
    for jar in jars:
        target = os.path.join(folder, os.path.basename(jar))
        made.append(target)
        with zipfile.ZipFile(jar) as source:
            entries = [entry for entry in source.infolist() if not entry.is_dir()]
            shared = [entry for entry in entries if entry.filename.startswith(SHARED)]
            identity = sorted((entry.filename, entry.CRC) for entry in shared)
            if not first:
                first = identity
                _copy(source, sdk, shared + [e for e in entries if e.filename.startswith(("META-INF/L", "META-INF/N"))])
            elif identity != first:
                raise RuntimeError(f"{jar} holds another AWS SDK than {jars[0]}: build all lines together")
            _copy(source, target, [entry for entry in entries if not entry.filename.startswith(SHARED)])
    return made


def _copy(source: zipfile.ZipFile, target: str, entries: list[zipfile.ZipInfo]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in entries:
            copy = zipfile.ZipInfo(entry.filename, entry.date_time)  # writing changes what it is given
            made.writestr(copy, source.read(entry), zipfile.ZIP_DEFLATED)
