package io.github.redshiftspark.options

import io.github.redshiftspark.{ConnectorBuild, InvalidOptionException, VersionMismatchException}
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

  test("a Python package of another version is refused before its options are read, both versions named") {
    val own = ConnectorBuild.version
    Settings.forRead(base + ("python_package_version" -> own), Map.empty)
    val newer = base ++ Map("python_package_version" -> "0.0.9", "an_option_of_then" -> "1")
    val settings = Seq[Map[String, String] => Any](
      Settings.forRead(_, Map.empty),
      Settings.forWrite(_, Map.empty),
      Settings.forConnection(_, Map.empty)
    )
    settings.foreach { read =>
      val refused = intercept[VersionMismatchException](read(newer))
      assert((refused.jarVersion, refused.packageVersion) === ((own, "0.0.9")))
      assert(refused.getMessage.contains(own) && refused.getMessage.contains("0.0.9"))
    }
    val session = Map("spark.redshift.python_package_version" -> "0.0.9")
    intercept[VersionMismatchException](Settings.forRead(base, session))
  }

  test("options win over session confs, and a table over a default query") {
    val conf =
      Map("spark.redshift.dbtable" -> "other", "spark.redshift.query" -> "select 1", "spark.redshift.label" -> "l")
    val settings = Settings.forRead(base, conf)
    assert(settings.source === ReadSource.TableSource(TableName(Seq("sales", "orders"))))
    assert(settings.connection.labels.label === Some("l"))
  }

  test("strings are compared as Spark does unless the option says otherwise") {
    def blanks(options: (String, String)*) = Settings.forRead(base ++ options, Map.empty).trailingBlanks
    assert(blanks() === TrailingBlanks.Exact)
    assert(blanks("trailing_blanks" -> "Ignored") === TrailingBlanks.Ignored)
    assert(refused(base + ("trailing_blanks" -> "no")).option === "trailing_blanks")
  }

  test("a label is cut off after 100 characters, and never inside one") {
    def label(text: String) = Settings.forRead(base + ("label" -> text), Map.empty).connection.labels.label
    assert(label("x" * 101) === Some("x" * 100))
    assert(label("x" * 81 + "\uD83D\uDE00" * 50).map(_.codePointCount(0, 119)) === Some(100))
  }

  test("what a session is for is known") {
    assert(Settings.forRead(base, Map.empty).connection.labels.operation === SessionOperation.Read)
    assert(Settings.forWrite(writing, Map.empty).connection.labels.operation === SessionOperation.Write)
  }

  test("a property that weakens TLS is found by its name, in the URL or among the driver's own") {
    def weakness(tail: String, options: (String, String)*) =
      Settings
        .forRead(base ++ options + ("url" -> s"jdbc:redshift://h/d$tail"), Map.empty)
        .connection
        .tlsWeakness
    assert(weakness("") === None)
    assert(weakness("?ssl=true&sslmode=verify-full") === None)
    assert(weakness("?SSL=False") === Some(TlsWeakness.Plain("ssl")))
    assert(weakness("", "jdbc.sslmode" -> "prefer") === Some(TlsWeakness.Plain("sslmode")))
    assert(weakness(";sslmode=require") === Some(TlsWeakness.Unchecked("sslmode")))
    assert(
      weakness("?sslfactory=com.amazon.redshift.ssl.NonValidatingFactory") === Some(TlsWeakness.Unchecked("sslfactory"))
    )
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
    val elsewhere = writing + ("tempdir_region" -> "eu-west-1")
    assert(refusedWrite(elsewhere + ("tempformat" -> "parquet")) === "tempdir_region")
    assert(Settings.forWrite(elsewhere, Map.empty).format === FormatChoice.Chosen(CopyFormat.CsvGzip))
    assert(Settings.forWrite(writing, Map.empty).format === FormatChoice.Fitting)
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

  private def connection(options: (String, String)*): ConnectionSettings =
    Settings.forConnection(options.toMap, Map.empty)
  private def refusedConnection(options: (String, String)*): String =
    intercept[InvalidOptionException](connection(options: _*)).getMessage

  test("every form of a URL for IAM says who logs in where") {
    val named =
      connection("url" -> "jdbc:redshift:iam://my-cluster:eu-west-1/dev?DbUser=Me&AutoCreate=true&DbGroups=a,b")
    val cluster = WarehouseName.Cluster("my-cluster")
    assert(named.channel === Channel.Jdbc(Endpoint.Named(cluster), Map.empty))
    assert(named.login === Login.ClusterUser(cluster, "Me", autoCreate = true, Seq("a", "b"), None))
    assert(named.aws.region === Some("eu-west-1"))
    val host = "c-1.abc.us-west-2.redshift.amazonaws.com"
    val federated =
      connection("url" -> s"jdbc:redshift:iam://$host:5440/dev;GroupFederation=true;IAMDuration=900;ssl=true")
    assert(federated.login === Login.Identity(WarehouseName.Cluster("c-1"), Some(900)))
    assert(federated.channel === Channel.Jdbc(Endpoint.Address(host, 5440), Map("ssl" -> Secret("true"))))
    assert(federated.aws.region === Some("us-west-2"))
    val workgroup = "wg.123456789012.us-east-1.redshift-serverless.amazonaws.com"
    assert(
      connection("url" -> s"jdbc:redshift:iam://$workgroup/dev").login === Login.Identity(
        WarehouseName.Workgroup("wg"),
        None
      )
    )
    assert(
      connection("url" -> "jdbc:redshift:iam://10.0.0.1:5439/dev?ServerlessWorkGroup=w").login ===
        Login.Identity(WarehouseName.Workgroup("w"), None)
    )
    val keys = connection(
      "url" -> "jdbc:redshift:iam://c:us-east-1/dev?DbUser=u&AccessKeyID=AKIAX&SecretAccessKey=hush&SessionToken=tok"
    )
    assert(keys.aws.keys.exists(_.sessionToken.contains(Secret("tok"))))
    assert(!keys.toString.contains("hush") && !keys.toString.contains("AKIAX"))
  }

  test("what a URL for IAM lacks or cannot have is named") {
    assert(refusedConnection("url" -> "jdbc:redshift:iam://c:us-east-1/dev").contains("DbUser"))
    assert(refusedConnection("url" -> "jdbc:redshift:iam://10.0.0.1:5439/dev?DbUser=u").contains("ClusterID"))
    assert(refusedConnection("url" -> "jdbc:redshift:iam://c:us-east-1/dev?DbUser=u&ssl=false").contains("TLS"))
    assert(
      refusedConnection("url" -> "jdbc:redshift:iam://c:us-east-1/dev?DbUser=u&plugin_name=x").contains("aws_profile")
    )
    assert(
      refusedConnection("url" -> "jdbc:redshift:iam://c:us-east-1/d?DbUser=u&AccessKeyID=a").contains("SecretAccessKey")
    )
    assert(
      refusedConnection("url" -> "jdbc:redshift:iam://c:us-east-1/d?DbUser=u", "secret.id" -> "s").contains("secret.id")
    )
    assert(refusedConnection("url" -> "jdbc:redshift://cluster:us-east-1/dev").contains("must look like"))
  }

  test("the Data API takes a cluster or a work group, and no connection") {
    val serverless =
      connection("data_api_database" -> "dev", "data_api_workgroup" -> "w", "data_api_region" -> "eu-west-1")
    assert(serverless.login === Login.Identity(WarehouseName.Workgroup("w"), None))
    assert(serverless.aws.region === Some("eu-west-1") && serverless.where.contains("work group w"))
    val user = connection("data_api_database" -> "dev", "data_api_cluster" -> "c", "data_api_user" -> "u")
    assert(user.login.principal === "IAM:u")
    assert(refusedConnection("data_api_cluster" -> "c").contains("data_api_database"))
    assert(refusedConnection("data_api_database" -> "dev").contains("exactly one"))
    assert(refusedConnection("data_api_database" -> "d", "data_api_cluster" -> "c", "url" -> "jdbc:x").contains("url"))
    assert(
      refusedConnection("data_api_database" -> "d", "data_api_workgroup" -> "w", "data_api_user" -> "u")
        .contains("data_api_user")
    )
  }

  test("a way that is given replaces the session's default for the same thing") {
    val conf = Map(
      "spark.redshift.url" -> "jdbc:redshift://h/d",
      "spark.redshift.user" -> "u",
      "spark.redshift.password" -> "p",
      "spark.redshift.aws_iam_role" -> "default"
    )
    def login(options: (String, String)*) = Settings.forConnection(options.toMap, conf).login
    assert(login("secret.id" -> "s") === Login.StoredSecret("s", None, None))
    assert(login("url" -> "jdbc:redshift:iam://c:us-east-1/d?DbUser=x").principal === "IAM:x")
    assert(login("data_api_database" -> "d", "data_api_workgroup" -> "w").principal === "IAM identity")
    assert(login("url" -> "jdbc:redshift://other/d").principal === "u")
    assert(login("url" -> "jdbc:redshift://h/d?user=own&password=x") === Login.Password("own", Some(Secret("x"))))
    val read = Settings.forRead(Map("dbtable" -> "t", "forward_spark_s3_credentials" -> "true"), conf)
    assert(read.staging.authorization === S3AuthorizationChoice.ForwardSparkCredentials)
  }

  test("the community connector's options and confs") {
    assert(refused(base + ("autopushdown.s3_result_cache" -> "true")).getMessage.contains("cache()"))
    Settings.forRead(
      base ++ Map("autopushdown.s3_result_cache" -> "false", "check_s3_bucket_usage" -> "true"),
      Map.empty
    )
    assert(refused(base + ("jdbcdriver" -> "org.postgresql.Driver")).option === "jdbcdriver")
    Settings.forRead(base + ("jdbcdriver" -> "com.amazon.redshift.jdbc42.Driver"), Map.empty)
    val prefix = "spark.datasource.redshift.community."
    val conf =
      Map(s"${prefix}label" -> "mine", s"${prefix}autopushdown.lazyMode" -> "true", s"${prefix}trace_id" -> "t1")
    val labels = Settings.forRead(base, conf).connection.labels
    assert(labels.label === Some("mine") && labels.traceId === Some("t1"))
    val insecure = base + ("url" -> "jdbc:redshift://h/d?ssl=false")
    Settings.forRead(insecure, Map.empty)
    val reject = Map(s"${prefix}reject_unsecure_jdbc_connection" -> "true")
    assert(intercept[InvalidOptionException](Settings.forRead(insecure, reject)).getMessage.contains("sslrootcert"))
    assert(
      refused(
        base ++ Map("forward_spark_s3_credentials" -> "true", "redshift_s3_connection_iam_role_only" -> "true")
      ).option === "aws_iam_role"
    )
  }

  test("MAXERROR among the user's own options of COPY") {
    assert(ExtraCopyOptions.withoutMaxError("") === (("", None)))
    assert(ExtraCopyOptions.withoutMaxError("maxerror as 7") === (("", Some(7L))))
    assert(
      ExtraCopyOptions
        .withoutMaxError("ACCEPTINVCHARS MAXERROR 10 ROUNDEC") === (("ACCEPTINVCHARS  ROUNDEC", Some(10L)))
    )
    val literal = "DATEFORMAT 'MAXERROR 5 it''s' TIMEFORMAT 'IGNOREALLERRORS TRUNCATECOLUMNS'"
    assert(ExtraCopyOptions.withoutMaxError(literal) === ((literal, None)))
    assert(!ExtraCopyOptions.ignoresErrors(literal) && !ExtraCopyOptions.cutsTexts(literal))
    assert(ExtraCopyOptions.ignoresErrors("x ignoreAllErrors") && ExtraCopyOptions.cutsTexts("TruncateColumns"))
  }

  test("the exported registry is complete") {
    OptionRegistry.all.foreach(spec => assert(ExportOptions.json.contains("\"" + spec.name + "\"")))
  }
}
