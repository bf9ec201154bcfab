package io.github.redshiftspark.sql

sealed abstract class DistStyle(val sql: String) extends Product with Serializable
object DistStyle {
  case object Auto extends DistStyle("AUTO")
  case object Even extends DistStyle("EVEN")
  case object Key extends DistStyle("KEY")
  case object All extends DistStyle("ALL")
}

final case class Distribution(style: DistStyle, key: Option[String])

sealed trait TableSort extends Product with Serializable
object TableSort {
  final case class Compound(columns: Seq[String]) extends TableSort
  final case class Interleaved(columns: Seq[String]) extends TableSort

  /** The user's own clause. */
  final case class Raw(clause: String) extends TableSort
}

/** What stands behind the columns of CREATE TABLE (r_CREATE_TABLE_NEW). */
final case class TableAttributes(distribution: Distribution, sort: Option[TableSort]) {

  private[sql] def sql: String = {
    val distributed = distribution.key.fold(s" DISTSTYLE ${distribution.style.sql}") { key =>
      s" DISTSTYLE KEY DISTKEY (${Identifiers.quote(key)})"
    }
    val sorted = sort.fold("") {
      case TableSort.Compound(columns) => s" COMPOUND SORTKEY (${columns.map(Identifiers.quote).mkString(", ")})"
      case TableSort.Interleaved(columns) => s" INTERLEAVED SORTKEY (${columns.map(Identifiers.quote).mkString(", ")})"
      case TableSort.Raw(clause) => s" $clause"
    }
    distributed + sorted
  }
}

object TableAttributes {

  /** Redshift chooses. */
  val Automatic: TableAttributes = TableAttributes(Distribution(DistStyle.Auto, None), None)
}
