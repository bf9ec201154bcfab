package io.github.redshiftspark.options

import io.github.redshiftspark.InvalidOptionException
import java.util.Locale
import scala.util.Try

/** The server of a URL, and what its name tells.
  *
  * @param warehouse cluster or work group, where URL or host name say so
  */
private[options] final case class UrlTarget(
    endpoint: Endpoint,
    warehouse: Option[WarehouseName],
    region: Option[String]
)

private[options] object UrlTarget {
  // cluster.hash.region.redshift.amazonaws.com and workgroup.account.region.redshift-serverless.amazonaws.com
  private val ClusterHost = "([^.]+)\\.[^.]+\\.([^.]+)\\.redshift\\.amazonaws\\.com(?:\\.cn)?".r
  private val WorkgroupHost = "([^.]+)\\.[^.]+\\.([^.]+)\\.redshift-serverless\\.amazonaws\\.com(?:\\.cn)?".r

  def of(url: JdbcUrl): UrlTarget = {
    val workgroup = url.text("serverlessWorkGroup").map(WarehouseName.Workgroup(_))
    val cluster = url.text("ClusterID").map(WarehouseName.Cluster(_))
    if (url.scheme == UrlScheme.Iam && url.region.isDefined) {
      val named =
        workgroup.getOrElse(
          if (url.flag("isServerless")) WarehouseName.Workgroup(url.host) else WarehouseName.Cluster(url.host)
        )
      UrlTarget(Endpoint.Named(named), Some(named), url.region)
    } else {
      val (byHost, region) = url.host.toLowerCase(Locale.ROOT) match {
        case ClusterHost(identifier, of) => (Some(WarehouseName.Cluster(identifier)), Some(of))
        case WorkgroupHost(name, of) => (Some(WarehouseName.Workgroup(name)), Some(of))
        case _ => (None, None)
      }
      val address = Endpoint.Address(url.host, url.port.getOrElse(JdbcUrl.DefaultPort))
      UrlTarget(address, workgroup.orElse(cluster).orElse(byHost), region)
    }
  }
}

/** URL properties of IAM logins, which the driver would act on by itself (jdbc20-configuration-options). */
private[options] object IamProperties {
  val all: Set[String] = Set(
    "AccessKeyID",
    "SecretAccessKey",
    "SessionToken",
    "Profile",
    "AutoCreate",
    "ClusterID",
    "DbUser",
    "DbGroups",
    "DbGroupsFilter",
    "ForceLowercase",
    "GroupFederation",
    "IAMDuration",
    "IAMDisableCache",
    "IsServerless",
    "ServerlessAcctId",
    "ServerlessWorkGroup",
    "Region",
    "EndpointUrl",
    "StsEndpointUrl",
    "user",
    "UID",
    "password",
    "PWD"
  ).map(_.toLowerCase(Locale.ROOT))
}

private[options] object IamLogin {

  /** The login that a jdbc:redshift:iam: URL asks for. */
  def of(url: JdbcUrl, target: UrlTarget): Login = {
    url.text("plugin_name").foreach { name =>
      throw new InvalidOptionException(
        "url",
        s"plugin_name=$name: identity provider plug-ins are not supported, because the driver loads them together with " +
          "the AWS SDK of its own. Sign in outside of Spark and name the profile ('aws_profile') or role ('aws_assume_role')."
      )
    }
    val duration = url.text("IAMDuration").map { text =>
      Try(text.toInt).toOption.filter(n => n >= 900 && n <= 3600).getOrElse {
        throw new InvalidOptionException("url", s"IAMDuration=$text: must be 900 to 3600 seconds.")
      }
    }
    val user = url.text("DbUser").map(name => if (url.flag("ForceLowercase")) name.toLowerCase(Locale.ROOT) else name)
    (target.warehouse, user) match {
      case (None, _) =>
        throw new InvalidOptionException(
          "url",
          "does not tell which cluster or work group it is about. Add ClusterID=..., or ServerlessWorkGroup=..., or use the " +
            "form jdbc:redshift:iam://cluster:region/database."
        )
      case (Some(workgroup: WarehouseName.Workgroup), _) => Login.Identity(workgroup, duration)
      case (Some(cluster), _) if url.flag("GroupFederation") => Login.Identity(cluster, duration)
      case (Some(cluster: WarehouseName.Cluster), Some(name)) =>
        val groups = url.text("DbGroups").toSeq.flatMap(_.split(",")).map(_.trim).filter(_.nonEmpty)
        Login.ClusterUser(cluster, name, url.flag("AutoCreate"), groups, duration)
      case _ =>
        throw new InvalidOptionException(
          "url",
          "names no database user. Add DbUser=..., or GroupFederation=true to log in as the IAM identity."
        )
    }
  }
}
