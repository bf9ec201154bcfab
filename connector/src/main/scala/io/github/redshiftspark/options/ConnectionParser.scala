package io.github.redshiftspark.options

import io.github.redshiftspark.InvalidOptionException
import io.github.redshiftspark.sql.Secret
import java.util.Locale

/** Options of the connection to settings; contradictions are refused here, before anything is sent. */
private[options] object ConnectionParser {
  // A query group has 320 characters, and JSON around these (r_query_group).
  private val MaxLabels = 190
  private val MaxLabel = 100
  private val DataApiNames = Seq("database", "cluster", "workgroup", "user", "region", "endpoint").map("data_api_" + _)

  def parse(raw: RawOptions, operation: SessionOperation): ConnectionSettings = {
    val labels = SessionLabels(
      raw.nonEmpty("label").map(cut),
      raw.nonEmpty("host_connector"),
      raw.nonEmpty("trace_id"),
      operation
    )
    if (Seq(labels.label, labels.hostConnector, labels.traceId).flatten.map(_.length).sum > MaxLabels)
      throw new InvalidOptionException(
        "trace_id",
        s"'label', 'host_connector' and 'trace_id' hold more than $MaxLabels characters."
      )
    raw.nonEmpty("jdbcdriver").filterNot(_.startsWith("com.amazon.redshift.")).foreach { name =>
      throw new InvalidOptionException(
        "jdbcdriver",
        s"names $name. Only Amazon Redshift's own driver is supported, because types and transactions depend on it; " +
          "remove the option."
      )
    }
    if (DataApiNames.exists(raw.supplied(_).isDefined)) dataApi(raw, labels) else jdbc(raw, labels)
  }

  /** What is longer is cut off, as AWS's own integration does (spark-redshift-connector-other-config). */
  private def cut(label: String): String =
    if (label.codePointCount(0, label.length) <= MaxLabel) label
    else label.substring(0, label.offsetByCodePoints(0, MaxLabel))

  // --- JDBC

  private def jdbc(raw: RawOptions, labels: SessionLabels): ConnectionSettings = {
    val url = JdbcUrl.parse(raw.required("url", "Give the JDBC URL of the cluster or work group."))
    val target = UrlTarget.of(url)
    val properties = url.properties ++ raw.driver.map { case (key, value) => key -> Secret(value) }
    checkTls(raw, url.scheme, properties)
    val driverProperties = properties.filterNot { case (key, _) => IamProperties.all(key.toLowerCase(Locale.ROOT)) }
    settings(
      raw,
      labels,
      Channel.Jdbc(target.endpoint, driverProperties),
      url.database,
      login(raw, url, target),
      AwsAccess(
        region = raw.nonEmpty("aws_region").orElse(url.text("Region")).orElse(target.region),
        keys = keys(url),
        profile = raw.nonEmpty("aws_profile").orElse(url.text("Profile")),
        assumedRole = raw.nonEmpty("aws_assume_role"),
        endpoint = url.text("EndpointUrl"),
        stsEndpoint = url.text("StsEndpointUrl")
      )
    )
  }

  private def login(raw: RawOptions, url: JdbcUrl, target: UrlTarget): Login = {
    val user = raw.nonEmpty("user")
    val password = raw.get("password").filter(_.nonEmpty)
    val inUrl = url.text("user").orElse(url.text("UID"))
    val secret = raw.nonEmpty("secret.id")
    if (user.isDefined != password.isDefined)
      throw new InvalidOptionException(
        if (user.isDefined) "password" else "user",
        "is missing: 'user' and 'password' go together."
      )
    if (user.isDefined && inUrl.isDefined)
      throw new InvalidOptionException("user", "is given twice: as an option and in 'url'. Keep one of them.")
    if (secret.isDefined && (user.isDefined || inUrl.isDefined))
      throw new InvalidOptionException("secret.id", "contradicts 'user': give one of them.")
    url.scheme match {
      case UrlScheme.Iam =>
        Seq("user" -> user, "secret.id" -> secret).collectFirst { case (name, Some(_)) => name }.foreach { name =>
          throw new InvalidOptionException(
            name,
            "contradicts the jdbc:redshift:iam: URL, whose login comes from AWS. Remove it, or give a jdbc:redshift: URL."
          )
        }
        IamLogin.of(url, target)
      case UrlScheme.Plain =>
        secret match {
          case Some(id) =>
            Login.StoredSecret(
              id,
              raw.nonEmpty("secret.vpcendpointregion").orElse(raw.nonEmpty("secret.region")),
              raw.nonEmpty("secret.vpcendpointurl")
            )
          case None =>
            Login.Password(
              user
                .orElse(inUrl)
                .getOrElse(
                  throw new InvalidOptionException(
                    "user",
                    "is missing. Give 'user' and 'password', 'secret.id', or a jdbc:redshift:iam: URL."
                  )
                ),
              password.map(Secret(_)).orElse(url.property("password")).orElse(url.property("PWD"))
            )
        }
    }
  }

  private def keys(url: JdbcUrl): Option[AwsKeys] =
    (url.property("AccessKeyID"), url.property("SecretAccessKey")) match {
      case (Some(access), Some(secret)) => Some(AwsKeys(access, secret, url.property("SessionToken")))
      case (None, None) => None
      case _ => throw new InvalidOptionException("url", "AccessKeyID and SecretAccessKey go together.")
    }

  /** TLS is on, and the certificate checked, unless the driver is told otherwise by name. */
  private def checkTls(raw: RawOptions, scheme: UrlScheme, properties: Map[String, Secret]): Unit = {
    val weakness = TlsWeakness.of(properties)
    weakness.foreach {
      case TlsWeakness.Plain(property) if scheme == UrlScheme.Iam =>
        throw new InvalidOptionException("url", s"a login by IAM needs TLS. Remove '$property'.")
      case _ => ()
    }
    weakness.filter(_ => raw.flag("reject_unsecure_jdbc_connection")).foreach { found =>
      throw new InvalidOptionException(
        "reject_unsecure_jdbc_connection",
        s"is set, and by '${found.property}' in 'url' or as a 'jdbc.' option the connection ${found.says}. Remove that; " +
          "the CA of a server of your own is given by 'jdbc.sslrootcert'."
      )
    }
  }

  // --- Data API

  private def dataApi(raw: RawOptions, labels: SessionLabels): ConnectionSettings = {
    Seq("url", "user", "password").find(name => raw.supplied(name).isDefined).foreach { name =>
      throw new InvalidOptionException(
        name,
        "contradicts the 'data_api_' options: a warehouse is reached over a connection or through the Data API."
      )
    }
    val database = raw.nonEmpty("data_api_database").getOrElse {
      throw new InvalidOptionException("data_api_database", "is missing. The Data API needs the database's name.")
    }
    val (cluster, workgroup, user, secret) = (
      raw.nonEmpty("data_api_cluster").map(WarehouseName.Cluster(_)),
      raw.nonEmpty("data_api_workgroup").map(WarehouseName.Workgroup(_)),
      raw.nonEmpty("data_api_user"),
      raw.nonEmpty("secret.id")
    )
    if (cluster.isDefined == workgroup.isDefined)
      throw new InvalidOptionException(
        "data_api_cluster",
        "the Data API needs exactly one of 'data_api_cluster' and 'data_api_workgroup'."
      )
    if (user.isDefined && (workgroup.isDefined || secret.isDefined))
      throw new InvalidOptionException("data_api_user", "goes with 'data_api_cluster' only, and not with 'secret.id'.")
    val warehouse = cluster.getOrElse(workgroup.get)
    val login = (user, secret, cluster) match {
      case (Some(name), _, Some(of)) => Login.ClusterUser(of, name, autoCreate = false, Nil, None)
      case (_, Some(id), _) => Login.StoredSecret(id, None, None)
      case _ => Login.Identity(warehouse, None)
    }
    val api = DataApiSettings(
      warehouse,
      raw.nonEmpty("data_api_endpoint"),
      raw.number("data_api_retry_delay_min"),
      raw.number("data_api_retry_delay_max"),
      raw.decimal("data_api_retry_delay_mult", 1.0)
    )
    val region = raw.nonEmpty("data_api_region").orElse(raw.nonEmpty("aws_region"))
    settings(
      raw,
      labels,
      Channel.DataApi(api),
      database,
      login,
      AwsAccess(region, None, raw.nonEmpty("aws_profile"), raw.nonEmpty("aws_assume_role"), None, None)
    )
  }

  private def settings(
      raw: RawOptions,
      labels: SessionLabels,
      channel: Channel,
      database: String,
      login: Login,
      aws: AwsAccess
  ): ConnectionSettings = ConnectionSettings(
    channel,
    database,
    login,
    aws,
    labels,
    PoolSettings(
      math.min(raw.number("max_connections"), Int.MaxValue.toLong).toInt,
      raw.number("connection_wait_seconds")
    )
  )
}
