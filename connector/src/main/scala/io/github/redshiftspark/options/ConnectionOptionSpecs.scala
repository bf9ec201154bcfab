package io.github.redshiftspark.options

import io.github.redshiftspark.options.OptionKind.{Flag, Number, Text}
import io.github.redshiftspark.options.OptionScope.Both
import io.github.redshiftspark.options.Sensitivity.Hidden

/** Options that say how the warehouse is reached, and as whom. */
private[options] object ConnectionOptionSpecs {

  val all: Seq[OptionSpec] = Seq(
    OptionSpec(
      "url",
      Text,
      Both,
      "JDBC URL: jdbc:redshift://host:port/database, or for a login by IAM jdbc:redshift:iam://host:port/database or " +
        "jdbc:redshift:iam://cluster:region/database; driver properties after ';' or '?'."
    ),
    OptionSpec("user", Text, Both, "Database user. Needs 'password'."),
    OptionSpec("password", Text, Both, "Password of 'user'.", sensitivity = Hidden),
    OptionSpec(
      "jdbcdriver",
      Text,
      Both,
      "Class of the JDBC driver. Only Amazon Redshift's own is supported, and it is used without this option."
    ),
    OptionSpec(
      "reject_unsecure_jdbc_connection",
      Flag,
      Both,
      "Refuse a URL or driver property that switches TLS, or the check of the server's certificate, off.",
      Some("false")
    ),
    OptionSpec(
      "secret.id",
      Text,
      Both,
      "Secret in AWS Secrets Manager (name or ARN) that holds user name and password."
    ),
    OptionSpec("secret.region", Text, Both, "Region of 'secret.id' where it is not that of the other AWS calls."),
    OptionSpec("secret.vpcendpointurl", Text, Both, "Endpoint of Secrets Manager, e.g. a VPC endpoint."),
    OptionSpec("secret.vpcendpointregion", Text, Both, "Region that calls to 'secret.vpcEndpointUrl' are signed for."),
    OptionSpec(
      "aws_region",
      Text,
      Both,
      "Region of AWS calls for logins. Without it: the URL's, then the AWS SDK's default."
    ),
    OptionSpec("aws_profile", Text, Both, "Profile of the AWS configuration by which logins are asked from AWS."),
    OptionSpec("aws_assume_role", Text, Both, "ARN of a role that is assumed before logins are asked from AWS."),
    OptionSpec(
      "data_api_database",
      Text,
      Both,
      "Database to reach through the Redshift Data API instead of a connection."
    ),
    OptionSpec("data_api_cluster", Text, Both, "Cluster of 'data_api_database'."),
    OptionSpec("data_api_workgroup", Text, Both, "Serverless work group of 'data_api_database'."),
    OptionSpec(
      "data_api_user",
      Text,
      Both,
      "Database user of the cluster. Without it: the IAM identity, or 'secret.id'."
    ),
    OptionSpec("data_api_region", Text, Both, "Region of the Data API."),
    OptionSpec("data_api_endpoint", Text, Both, "Endpoint of the Data API, e.g. a VPC endpoint."),
    OptionSpec(
      "data_api_retry_delay_min",
      Number(min = 1),
      Both,
      "Milliseconds before the first question whether a statement has ended.",
      Some("100")
    ),
    OptionSpec(
      "data_api_retry_delay_max",
      Number(min = 1),
      Both,
      "Milliseconds between such questions at the most.",
      Some("2000")
    ),
    OptionSpec("data_api_retry_delay_mult", Text, Both, "Factor by which that wait grows.", Some("1.25")),
    OptionSpec(
      "label",
      Text,
      Both,
      "A label for the query group of the session; what is longer than 100 characters is cut off."
    ),
    OptionSpec("trace_id", Text, Both, "A trace's identifier; shown in the query group."),
    OptionSpec(
      OptionRegistry.PythonPackage,
      Text,
      Both,
      "Set by the Python package itself: the jar's version that it goes with. A jar of another version refuses."
    ),
    OptionSpec("host_connector", Text, Both, "Name of a program that embeds this connector; shown in the query group."),
    OptionSpec(
      "max_connections",
      Number(min = 1),
      Both,
      "Sessions that one application may use at a warehouse at the same time.",
      Some("16")
    ),
    OptionSpec(
      "connection_wait_seconds",
      Number(min = 1),
      Both,
      "How long a statement waits for a free session before it fails.",
      Some("300")
    )
  )
}
