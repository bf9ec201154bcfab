"""What crashed applications leave on S3 is found by name and age; nothing else is."""

from __future__ import annotations

import uuid
from typing import Any

OURS = "redshift-spark-app-1/{run}/part-00000.parquet"
LOOK_ALIKES = [
    "redshift-spark-app-1/notes.txt",
    "redshift-spark-app-1/{run}x/part-00000.parquet",
    "redshift-spark-app-1/{run}",
    "redshift-spark-app-2/archive/{run}/part-00000.parquet",
    "redshift-spark/{run}/part-00000.parquet",
    "Redshift-Spark-app-1/{run}/part-00000.parquet",
    "x-redshift-spark-app-1/{run}/part-00000.parquet",
    "{run}/part-00000.parquet",
    "deeper/redshift-spark-app-1/{run}/part-00000.parquet",
]


def test_only_old_runs_of_our_own_are_leftovers(spark: Any, redshift: Any) -> None:
    jvm = spark._jvm
    folder = f"{redshift.tempdir.rstrip('/')}/sweep-{uuid.uuid4().hex}"
    root = jvm.org.apache.hadoop.fs.Path(folder)
    files = root.getFileSystem(spark._jsc.hadoopConfiguration())
    ours = OURS.format(run=uuid.uuid4())
    names = [ours, *(name.format(run=uuid.uuid4()) for name in LOOK_ALIKES)]
    try:
        for name in names:
            files.create(jvm.org.apache.hadoop.fs.Path(f"{folder}/{name}")).close()
        sweep = jvm.io.github.redshiftspark.staging.Sweep
        hour, now = 3_600_000, jvm.java.lang.System.currentTimeMillis()
        assert sweep.leftovers(files, root, now - hour).size() == 0
        found = sweep.leftovers(files, root, now + hour)
        assert [found.apply(i).toString() for i in range(found.size())] == [f"{folder}/{ours.rsplit('/', 1)[0]}"]
    finally:
        files.delete(root, True)


def test_an_ending_application_removes_its_runs_alone(spark: Any, redshift: Any) -> None:
    jvm = spark._jvm
    folder = f"{redshift.tempdir.rstrip('/')}/ends-{uuid.uuid4().hex}"
    root = jvm.org.apache.hadoop.fs.Path(folder)
    conf = spark._jsc.hadoopConfiguration()
    files = root.getFileSystem(conf)
    own = [f"{folder}/{OURS.format(run=uuid.uuid4())}" for _ in range(2)]
    kept = {f"{folder}/{name.format(run=uuid.uuid4())}" for name in LOOK_ALIKES}
    try:
        for name in [*own, *kept]:
            files.create(jvm.org.apache.hadoop.fs.Path(name)).close()
        jvm.io.github.redshiftspark.staging.ApplicationFolder(folder, "app-1").delete(conf)
        listed = files.listFiles(root, True)
        found = set()
        while listed.hasNext():
            found.add(listed.next().getPath().toString())
        assert found == kept
    finally:
        files.delete(root, True)
