package io.github.redshiftspark.staging

import io.github.redshiftspark.sql.S3Authorization
import java.net.URI
import org.apache.hadoop.conf.Configuration
import org.apache.spark.internal.Logging
import scala.util.control.NonFatal

/** Whether others could read the rows that are staged, as far as Spark's identity may ask: else nothing is said. */
private[staging] object BucketCheck extends Logging {

  /** Warns from a thread of its own, and never fails. */
  def start(tempdir: String, hadoop: Configuration): Unit = {
    val thread = new Thread(
      () =>
        try warnings(tempdir, hadoop).foreach(logWarning(_))
        catch { case NonFatal(failed) => logDebug(s"The bucket of $tempdir was not checked", failed) },
      "redshift-bucket-check"
    )
    thread.setDaemon(true)
    thread.start()
  }

  def warnings(tempdir: String, hadoop: Configuration): Seq[String] = {
    val name = new URI(tempdir).getHost
    ForwardedCredentials.of(tempdir, hadoop) match {
      case keys: S3Authorization.Keys =>
        val bucket = S3Bucket(name, S3aSettings(name, hadoop), keys)
        (publicBy(bucket).map { how =>
          s"The bucket $name of 'tempdir' is public: $how. Others can read rows that are staged there. Block public " +
            "access to it, or use another bucket."
        } ++ unencrypted(bucket, hadoop).map { how =>
          s"The bucket $name of 'tempdir' is not encrypted: $how. Give it a default encryption, or set " +
            "spark.hadoop.fs.s3a.encryption.algorithm."
        }).toSeq
      case _ => Nil
    }
  }

  private def publicBy(bucket: S3Bucket): Option[String] =
    if (isBlocked(bucket)) None
    else if (bucket.ask("policyStatus").exists(_.has("<IsPublic>\\s*true\\s*</IsPublic>")))
      Some("its policy lets everybody in")
    else if (bucket.ask("acl").exists(_.has("/global/(AllUsers|AuthenticatedUsers)\\s*</URI>")))
      Some("its ACL lets everybody in")
    else None

  /** Where the block is not whole, or may not be looked at, policy and ACL are asked. */
  private def isBlocked(bucket: S3Bucket): Boolean = bucket.ask("publicAccessBlock").exists { block =>
    Seq("IgnorePublicAcls", "RestrictPublicBuckets").forall(flag => block.has(s"<$flag>\\s*true\\s*</$flag>"))
  }

  private def unencrypted(bucket: S3Bucket, hadoop: Configuration): Option[String] =
    if (S3aSettings(bucket.name, hadoop).encrypts) None
    else
      bucket.ask("encryption").collect {
        case answer if answer.has("<Code>ServerSideEncryptionConfigurationNotFoundError</Code>") =>
          "it has no default encryption, and Spark's settings name none"
      }
}

/** What Spark's S3 file system is told, for one bucket or for all. */
private final case class S3aSettings(bucket: String, hadoop: Configuration) {
  def apply(names: String*): Option[String] =
    names
      .flatMap(name => Seq(s"fs.s3a.bucket.$bucket.$name", s"fs.s3a.$name"))
      .flatMap(key => Option(hadoop.getTrimmed(key)))
      .find(_.nonEmpty)

  def encrypts: Boolean = apply("encryption.algorithm", "server-side-encryption-algorithm").isDefined
}
