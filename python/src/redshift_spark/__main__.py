"""``python -m redshift_spark submit-args``: what to put behind spark-submit."""

import argparse

from redshift_spark._jars import HADOOP_AWS, jars, spark_line


def main() -> None:
    parser = argparse.ArgumentParser(prog="redshift_spark")
    parser.add_argument("command", choices=["submit-args"])
    parser.add_argument("--spark", help="Spark version (default: that of the installed pyspark)")
    chosen = parser.parse_args()
    line = spark_line(chosen.spark)
    print(f"--jars {','.join(jars(chosen.spark))} --packages org.apache.hadoop:hadoop-aws:{HADOOP_AWS[line]}")


if __name__ == "__main__":
    main()
