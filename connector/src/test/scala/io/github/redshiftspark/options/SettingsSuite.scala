package io.github.redshiftspark.options

import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.sql._
import org.scalatest.funsuite.AnyFunSuite

class SettingsSuite extends AnyFunSuite {
  private val base = Map(
    "url" -> "jdbc:redshift://Host.example:5440/dev",
    "user" -> "u",
    "password" -> "p-secret",
    "dbtable" -> "sales.orders"
  )
  private val writing = base ++ Map("tempdir" -> "s3a://b/t/", "aws_iam_role" -> "arn:x")

  private def refused(options: Map[String, String]): InvalidOptionException =
    intercept[InvalidOptionException](Settings.forRead(options, Map.empty))

  test("an unknown option names the nearest known one") {
    assert(refused(base + ("dbtabel" -> "t")).getMessage.contains("Did you mean 'dbtable'?"))
  }

  test("options win over session confs, and a table over a default query") {
    val conf =
      Map("spark.redshift.dbtable" -> "other", "spark.redshift.query" -> "select 1", "spark.redshift.label" -> "l")
    val settings = Settings.forRead(base, conf)
    assert(settings.source === ReadSource.TableSource(TableName(Seq("sales", "orders"))))
    assert(settings.connection.label === Some("l"))
  }

  test("switches of single rules share the prefix, and are no options") {
    Settings.forRead(base, Map("spark.redshift.pushdown.Like.enabled" -> "false"))
  }

  test("missing and contradicting options are named") {
    assert(refused(base - "url").option === "url")
    assert(refused(base - "password").option === "password")
    assert(refused(base + ("query" -> "select 1")).option === "query")
    assert(refused(base - "dbtable").option === "dbtable")
    assert(refused(base + ("url" -> "jdbc:redshift://h/d;user=x")).option === "user")
    assert(refused(base + ("autopushdown" -> "maybe")).option === "autopushdown")
    assert(
      refused(base ++ Map("aws_iam_role" -> "a", "forward_spark_s3_credentials" -> "true")).option === "aws_iam_role"
    )
    assert(refused(base + ("temporary_aws_access_key_id" -> "a")).option.startsWith("temporary_aws_"))
    assert(refused(base + ("tempdir" -> "hdfs://x/y")).option === "tempdir")
  }

  test("writing needs a folder and a right on it, and Parquet its own Region") {
    def refusedWrite(options: Map[String, String]) =
      intercept[InvalidOptionException](Settings.forWrite(options, Map.empty)).option
    assert(refusedWrite(writing - "tempdir") === "tempdir")
    assert(refusedWrite(writing - "aws_iam_role") === "aws_iam_role")
    assert(refusedWrite(writing + ("tempdir_region" -> "eu-west-1")) === "tempdir_region")
    assert(
      Settings
        .forWrite(writing ++ Map("tempdir_region" -> "eu-west-1", "tempformat" -> "csv gzip"), Map.empty)
        .format ===
        CopyFormat.CsvGzip
    )
  }

  test("no error and no text of settings shows a secret") {
    val settings = Settings.forRead(base + ("jdbc.secretKey" -> "driver-secret"), Map.empty)
    assert(!settings.toString.contains("p-secret") && !settings.toString.contains("driver-secret"))
    assert(!refused(base + ("url" -> "nonsense?password=p-secret")).getMessage.contains("p-secret"))
  }

  test("one warehouse is known by where it lies, not by the text of its URL") {
    def id(url: String) = Settings.forRead(base + ("url" -> url), Map.empty).connection.warehouse
    assert(id("jdbc:redshift://Host.example:5439/dev") === id("jdbc:redshift://host.example/dev"))
    assert(id("jdbc:redshift://host.example/dev") !== id("jdbc:redshift://host.example/prod"))
  }

  test("the exported registry is complete") {
    OptionRegistry.all.foreach(spec => assert(ExportOptions.json.contains("\"" + spec.name + "\"")))
  }
}
