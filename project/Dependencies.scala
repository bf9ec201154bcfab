import sbt._
import sbt.librarymanagement.Configuration

/** The one place for versions of JVM libraries. */
object Dependencies {
  // The newest release of which Maven Central has every one of these modules.
  private val awsSdk = "2.40.13"
  private val awsModules =
    Seq("sts", "secretsmanager", "redshift", "redshiftserverless", "redshiftdata", "url-connection-client")

  /** Package roots of bundled third-party code, moved below ours in the jar. */
  val relocated: Seq[String] = Seq("software.amazon", "org.reactivestreams", "com.amazonaws.thirdparty")

  def forLine(line: SparkLine, shaded: Configuration): Seq[ModuleID] = Seq(
    "com.amazon.redshift" % "redshift-jdbc42" % "2.2.2",
    CrossVersion.binaryScalaVersion(line.scalaVersion) match {
      case scala => "org.apache.spark" % s"spark-sql_$scala" % line.version % Provided
    },
    "org.scalatest" % s"scalatest_${CrossVersion.binaryScalaVersion(line.scalaVersion)}" % "3.2.19" % Test
  ) ++
    awsModules.map(module =>
      ("software.amazon.awssdk" % module % awsSdk % shaded)
        .exclude("software.amazon.awssdk", "netty-nio-client")
        .exclude("software.amazon.awssdk", "apache-client")
        .exclude("software.amazon.awssdk", "apache5-client")
        .exclude("org.slf4j", "slf4j-api")
    )

  /** Spark on Java 17 reaches into these packages. */
  val addOpens: Seq[String] = Seq(
    "java.base/java.lang",
    "java.base/java.lang.invoke",
    "java.base/java.io",
    "java.base/java.net",
    "java.base/java.nio",
    "java.base/java.util",
    "java.base/java.util.concurrent",
    "java.base/java.util.concurrent.atomic",
    "java.base/sun.nio.ch",
    "java.base/sun.nio.cs",
    "java.base/sun.security.action",
    "java.base/sun.util.calendar"
  ).map(p => s"--add-opens=$p=ALL-UNNAMED")
}
