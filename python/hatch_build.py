"""Puts the connector's jars into the wheel; fails where there are none."""

import glob
import os
from typing import Any, Dict

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class JarHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:
        if version == "editable":
            return
        folder = os.environ.get("REDSHIFT_SPARK_JARS", os.path.join(self.root, "..", "target", "jars"))
        jars = sorted(glob.glob(os.path.join(folder, "*.jar")))
        if not jars:
            raise RuntimeError(f"no jar in {folder}: run 'make build' first")
        for jar in jars:
            build_data["force_include"][jar] = f"redshift_spark/jars/{os.path.basename(jar)}"
