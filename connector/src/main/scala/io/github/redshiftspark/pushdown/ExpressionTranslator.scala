package io.github.redshiftspark.pushdown

import io.github.redshiftspark.options.{OptionRegistry, TrailingBlanks}
import io.github.redshiftspark.read.RedshiftQuery
import io.github.redshiftspark.types.RedshiftType
import java.time.ZoneId
import org.apache.spark.sql.catalyst.expressions.{Alias, Attribute, ExprId, Expression, Literal}
import scala.util.Try

/** What is the same for every expression of a plan. */
private[pushdown] final case class Session(zone: ZoneId, conf: String => Option[String]) {
  def switchedOff(name: String): Option[String] = {
    val key = s"${Session.key(name)}.enabled"
    if (conf(key).exists(_.equalsIgnoreCase("false"))) Some(s"$name is switched off by $key") else None
  }
  def allowsIncompatible(name: String): Boolean =
    conf(Session.allowKey(name)).exists(_.equalsIgnoreCase("true"))
}

private[pushdown] object Session {
  def key(name: String): String = s"${OptionRegistry.ConfPrefix}pushdown.$name"
  def allowKey(name: String): String = s"${key(name)}.allowIncompatible"
}

/** Translates expressions over the columns in scope; Left says why not.
  *
  * @param home  the leaf whose statement the expressions will stand in
  * @param known whole expressions, by canonical form, that already have a column: grouping expressions
  * @param depth number of subqueries around
  * @param around the expression that is being translated, to which the next one belongs
  */
private[pushdown] final case class ExpressionTranslator(
    columns: Map[ExprId, Translated],
    home: RedshiftQuery,
    session: Session,
    known: Map[Expression, Translated] = Map.empty,
    depth: Int = 0,
    around: Option[Expression] = None,
    override val aggregateCall: Option[AggregateCall] = None
) extends RuleContext {
  override def zone: ZoneId = session.zone

  override def trailingBlanks: TrailingBlanks = home.settings.trailingBlanks

  override def aggregating(call: AggregateCall): RuleContext = copy(aggregateCall = Some(call))

  override def runsHere(query: RedshiftQuery): Boolean = Leaves.together(home, query).isRight

  override def inside(query: RedshiftQuery): Either[String, (RuleContext, String)] = {
    val alias = s"e$depth"
    val inner = Leaves.columns(query, alias)
    Eithers
      .require(inner.keySet.intersect(columns.keySet).isEmpty, "the subquery shares columns with the query around it")
      .map(_ => (copy(columns = columns ++ inner, known = Map.empty, depth = depth + 1), alias))
  }

  override def translate(expression: Expression): Either[String, Translated] =
    if (known.isEmpty) translateNew(expression)
    else known.get(expression.canonicalized).map(Right(_)).getOrElse(translateNew(expression))

  private def translateNew(expression: Expression): Either[String, Translated] = expression match {
    case attribute: Attribute =>
      columns.get(attribute.exprId).toRight(s"column ${attribute.name} comes from elsewhere")
    // Spark has computed all constants but those that raise, which it may never come to need.
    case constant if constant.foldable && !constant.isInstanceOf[Literal] =>
      Try(constant.eval()).toEither.left
        .map(_ => s"${constant.prettyName} of constants raises, which Redshift would do before it reads a row")
        .flatMap(value => translateNew(Literal(value, constant.dataType)))
    case other if other.children.exists(isDocument) && !other.isInstanceOf[Alias] =>
      Left("a SUPER can only be selected: its JSON null is NULL to Redshift, and a value to Spark")
    case other if !other.deterministic => Left(s"${other.prettyName} is not deterministic")
    case other =>
      RuleRegistry.ruleFor(other) match {
        case None => Left(RuleRegistry.whyNot(other))
        case Some(rule) => apply(rule, other)
      }
  }

  /** A column of documents; what is computed of one has another type. Source: "Null semantics" (query-super). */
  private def isDocument(expression: Expression): Boolean = expression match {
    case attribute: Attribute => columns.get(attribute.exprId).exists(_.redshiftType == RedshiftType.Super)
    case _ => false
  }

  private def apply[E <: Expression](rule: ExpressionRule[E], expression: Expression): Either[String, Translated] = {
    val typed = rule.cast(expression)
    session.switchedOff(rule.name).map(Left(_)).getOrElse {
      rule.support(typed) match {
        case Support.Unsupported(why) => Left(s"${rule.name}: $why")
        case Support.Incompatible(why) if !session.allowsIncompatible(rule.name) =>
          Left(s"${rule.name}: $why; ${Session.allowKey(rule.name)}=true pushes it all the same")
        case _ =>
          rule
            .translate(typed, copy(around = Some(expression)))
            .flatMap(NullGuards.guarded(expression, _, around, this))
      }
    }
  }
}
