package io.github.redshiftspark.pushdown

import java.time.ZoneId
import org.apache.spark.sql.catalyst.expressions.Expression
import scala.reflect.ClassTag

/** What rules may ask: columns in scope, the session's zone, and the translation of children. */
trait RuleContext {
  def zone: ZoneId
  def translate(expression: Expression): Either[String, Translated]

  def translateAll(expressions: Seq[Expression]): Either[String, Seq[Translated]] =
    expressions.foldLeft[Either[String, Vector[Translated]]](Right(Vector.empty)) { (done, next) =>
      for (seen <- done; value <- translate(next)) yield seen :+ value
    }

  /** A zone without daylight saving: only there do wall-clock times order and group as the instants do. */
  def zoneIsFixed: Boolean = zone.getRules.isFixedOffset
}

/** Translates one class of expression. */
abstract class ExpressionRule[E <: Expression](implicit tag: ClassTag[E]) {
  final val handles: Class[_] = tag.runtimeClass

  /** Name in docs and in the switch `spark.redshift.pushdown.<name>.enabled`. */
  def name: String = handles.getSimpleName

  /** Decided by types and mode, before any child is translated. */
  def support(expression: E): Support = Support.Compatible

  def translate(expression: E, context: RuleContext): Either[String, Translated]

  private[pushdown] final def cast(expression: Expression): E = expression.asInstanceOf[E]
}
