package io.github.redshiftspark.pushdown

import io.github.redshiftspark.options.TrailingBlanks
import io.github.redshiftspark.read.RedshiftQuery
import java.time.ZoneId
import org.apache.spark.sql.catalyst.expressions.Expression
import scala.reflect.ClassTag

/** What rules may ask: columns in scope, the session's zone, and the translation of children. */
trait RuleContext {
  def zone: ZoneId

  /** How this statement compares strings. */
  def trailingBlanks: TrailingBlanks

  /** Whether a subquery's leaf may stand in this statement. */
  def runsHere(query: RedshiftQuery): Boolean

  /** The same scope inside a subquery, whose FROM item gets the returned alias. */
  def inside(query: RedshiftQuery): Either[String, (RuleContext, String)]

  def translate(expression: Expression): Either[String, Translated]

  /** How the aggregate function that is being translated is called; None outside of aggregates. */
  def aggregateCall: Option[AggregateCall]

  /** The same scope for the function of an aggregate. */
  def aggregating(call: AggregateCall): RuleContext

  def translateAll(expressions: Seq[Expression]): Either[String, Seq[Translated]] =
    Eithers.all(expressions)(translate)

  /** A zone without daylight saving: only there do wall-clock times order and group as the instants do. */
  def zoneIsFixed: Boolean = zone.getRules.isFixedOffset
}

/** Translates one class of expression. */
abstract class ExpressionRule[E <: Expression](implicit tag: ClassTag[E]) {
  final val handles: Class[_] = tag.runtimeClass

  /** Name in docs and in the switch `spark.redshift.pushdown.<name>.enabled`. */
  def name: String = handles.getSimpleName

  /** What holds for every expression of the class. */
  def declared: Support = Support.Compatible

  /** Decided by types and mode, before any child is translated. */
  def support(expression: E): Support = declared

  def translate(expression: E, context: RuleContext): Either[String, Translated]

  private[pushdown] final def cast(expression: Expression): E = expression.asInstanceOf[E]
}

/** A rule that decides by evaluation mode. The registry takes no other for a class that carries one. */
trait ModeAware
