/** What binary compatibility is checked against. */
object Releases {

  /** Released versions, oldest first: a release adds itself here. */
  val published: Seq[String] = Seq.empty

  /** The newest release that a version must stay compatible with, if there is one: of the same major version, and before 1.0 of the same minor version. */
  def before(version: String): Option[String] = published.filter(promise(_) == promise(version)).lastOption

  private def promise(version: String): Seq[String] = version.split('.').toSeq match {
    case Seq("0", minor, _*) => Seq("0", minor)
    case parts => parts.take(1)
  }
}

/** What users' programs may name: the errors, the data source and what else stands outside of these packages. */
object PublicApi {
  val internalPackages: Seq[String] =
    Seq("options", "pushdown", "python", "read", "shaded", "sql", "staging", "types", "warehouse", "write")
      .map(name => s"io.github.redshiftspark.$name.*") :+ "org.apache.spark.*"
}
