package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.{FrameBound, RowsFrame, SortKey, SqlExpr, SqlTree, WindowCall}
import io.github.redshiftspark.types.RedshiftType
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.expressions.aggregate.{AggregateExpression, First, Last}

/** OVER. Redshift has ROWS frames only, and wants one wherever an aggregate is ordered (c_Window_functions). */
private[pushdown] object WindowRules {
  private val Functions = Set("AVG", "COUNT", "MAX", "MIN", "SUM", "STDDEV_SAMP", "STDDEV_POP", "VAR_SAMP", "VAR_POP")

  /** No window functions, but extremes of 0 and 1 are. */
  private val Booleans = Map("BOOL_AND" -> "MIN", "BOOL_OR" -> "MAX")
  private val one = sql.Literal.Integral(1, RedshiftType.Integer)

  private object WindowRule extends ExpressionRule[WindowExpression] {
    override def translate(e: WindowExpression, context: RuleContext): Either[String, Translated] = {
      val spec = e.windowSpec
      for {
        partition <- context.translateAll(spec.partitionSpec).flatMap(Keys.groups(_, context))
        order <- Keys.orders(spec.orderSpec, context)
        value <- new Over(partition, order, spec.frameSpecification, context).call(e.windowFunction)
      } yield value
    }
  }

  private final class Over(partition: Seq[SqlExpr], order: Seq[SortKey], frame: WindowFrame, context: RuleContext) {

    def call(function: Expression): Either[String, Translated] = function match {
      case _: RowNumber => ranked("ROW_NUMBER", RedshiftType.Integer)
      case _: Rank => ranked("RANK", RedshiftType.Integer)
      case _: DenseRank => ranked("DENSE_RANK", RedshiftType.Integer)
      case _: PercentRank => ranked("PERCENT_RANK", RedshiftType.DoublePrecision)
      case _: CumeDist => ranked("CUME_DIST", RedshiftType.DoublePrecision)
      case tile: NTile =>
        tile.buckets match {
          case n: Literal if n.value != null =>
            ranked("NTILE", RedshiftType.Integer, sql.Literal.Integral(n.value.toString.toLong, RedshiftType.Integer))
          case _ => Left("NTILE of a number that is not constant")
        }
      case lag: Lag => shifted("LAG", "LEAD", lag.input, lag.inputOffset, lag.default, lag.ignoreNulls)
      case lead: Lead => shifted("LEAD", "LAG", lead.input, lead.offset, lead.default, lead.ignoreNulls)
      case nth: NthValue => nthValue(nth)
      case aggregate: AggregateExpression => aggregated(aggregate)
      case other => Left(s"the window function ${other.prettyName} has no rule")
    }

    private def over(function: SqlExpr, frame: Option[RowsFrame]) = WindowCall(function, partition, order, frame)

    private def ranked(name: String, redshiftType: RedshiftType, arguments: SqlExpr*): Either[String, Translated] =
      Right(Translated(sql.Cast(over(sql.Call(name, arguments), None), redshiftType), redshiftType))

    private def shifted(
        name: String,
        opposite: String,
        input: Expression,
        offset: Expression,
        default: Expression,
        ignoreNulls: Boolean
    ): Either[String, Translated] =
      for {
        rows <- offset match {
          case n: Literal if n.value.isInstanceOf[Int] => Right(n.value.asInstanceOf[Int])
          case _ => Left(s"$name by a number that is not constant")
        }
        _ <- Eithers.require(!ignoreNulls, s"$name over NULLs")
        value <- context.translate(input)
        otherwise <- context.translate(default)
        both <- Unified.of(Seq(value, otherwise), context)
      } yield {
        val function = if (rows >= 0) name else opposite
        val distance = sql.Literal.Integral(math.abs(rows.toLong), RedshiftType.Integer)
        def at(of: SqlExpr) = over(sql.Call(function, of, distance), None)
        val found = at(Exact.typedText(value))
        // Neither takes a default (r_WF_LAG); a constant there tells whether there was a row.
        val result = otherwise.sql match {
          case _: sql.Literal.Null => found
          case _ =>
            both.back(
              sql.Case(Seq(sql.IsNull(at(one)) -> both.values(1)), Some(carried(found, both)))
            )
        }
        Translated(Exact.typed(result, both.redshiftType), both.redshiftType)
      }

    private def carried(value: SqlExpr, both: Unified): SqlExpr = both.carrier.fold(value)(sql.Cast(value, _))

    private def aggregated(aggregate: AggregateExpression): Either[String, Translated] =
      for {
        _ <- Eithers.require(!aggregate.isDistinct, "DISTINCT in a window")
        rows <- aggregate.aggregateFunction match {
          // The first row of a frame that starts with the partition is the same however the frame ends.
          case first: First if !first.ignoreNulls && startsWithPartition && order.nonEmpty =>
            Right(Some(RowsFrame(FrameBound.UnboundedPreceding, FrameBound.CurrentRow)))
          case _ => rowsFrame
        }
        value <- aggregate.aggregateFunction match {
          case first: First => edge("FIRST_VALUE", first.child, first.ignoreNulls, rows)
          case last: Last => edge("LAST_VALUE", last.child, last.ignoreNulls, rows)
          case _ =>
            for {
              translated <- context.translate(aggregate)
              _ <- Eithers.require(!SqlTree.exists(translated.sql)(isOther), "an aggregate that is no window function")
            } yield translated.copy(sql = SqlTree.rewrite(translated.sql) {
              case call: sql.Aggregate if Booleans.contains(call.name) =>
                val extreme = call.copy(name = Booleans(call.name), arguments = call.arguments.map(asNumber))
                sql.Binary(sql.BinaryOperator.Equal, over(extreme, rows), one)
              case function @ (_: sql.Aggregate | sql.CountRows) => over(function, rows)
            })
        }
      } yield value

    private def edge(name: String, child: Expression, ignoreNulls: Boolean, rows: Option[RowsFrame]) =
      if (ignoreNulls || order.isEmpty) Left(s"$name without an order, or over NULLs")
      else context.translate(child).map(v => v.copy(sql = over(sql.Call(name, Exact.typedText(v)), rows)))

    private def nthValue(nth: NthValue): Either[String, Translated] =
      for {
        place <- nth.offset match {
          case n: Literal if n.value.isInstanceOf[Int] => Right(n.value.asInstanceOf[Int].toLong)
          case _ => Left("NTH_VALUE of a place that is not constant")
        }
        _ <- Eithers.require(!nth.ignoreNulls && order.nonEmpty, "NTH_VALUE without an order, or over NULLs")
        rows <- rowsFrame
        value <- context.translate(nth.input)
      } yield {
        val function = sql.Call("NTH_VALUE", Exact.typedText(value), sql.Literal.Integral(place, RedshiftType.Integer))
        value.copy(sql = over(function, rows))
      }

    private def isOther(call: SqlExpr): Boolean = call match {
      case call: sql.Aggregate => !Functions.contains(call.name) && !Booleans.contains(call.name)
      case _: sql.WithinGroup => true
      case _ => false
    }

    private def asNumber(condition: SqlExpr): SqlExpr =
      sql.Case(Seq(condition -> one, sql.Not(condition) -> sql.Literal.Integral(0, RedshiftType.Integer)), None)

    private def startsWithPartition: Boolean = frame match {
      case specified: SpecifiedWindowFrame => specified.lower == UnboundedPreceding
      case _ => false
    }

    private def rowsFrame: Either[String, Option[RowsFrame]] = frame match {
      case all: SpecifiedWindowFrame if all.lower == UnboundedPreceding && all.upper == UnboundedFollowing =>
        Right(
          if (order.isEmpty) None else Some(RowsFrame(FrameBound.UnboundedPreceding, FrameBound.UnboundedFollowing))
        )
      case rows: SpecifiedWindowFrame if rows.frameType == RowFrame =>
        for {
          _ <- Eithers.require(order.nonEmpty, "a ROWS frame without an order")
          start <- bound(rows.lower)
          end <- bound(rows.upper)
        } yield Some(RowsFrame(start, end))
      case _ =>
        Left("Redshift has no RANGE frames; state ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW if rows do not tie")
    }

    private def bound(expression: Expression): Either[String, FrameBound] = expression match {
      case UnboundedPreceding => Right(FrameBound.UnboundedPreceding)
      case UnboundedFollowing => Right(FrameBound.UnboundedFollowing)
      case CurrentRow => Right(FrameBound.CurrentRow)
      case n: Literal =>
        n.value match {
          case 0 => Right(FrameBound.CurrentRow)
          case rows: Int if rows < 0 && rows > Int.MinValue => Right(FrameBound.Preceding(-rows))
          case rows: Int => Right(FrameBound.Following(rows))
          case _ => Left("a frame bound that is no number of rows")
        }
      case _ => Left("a frame bound that is not constant")
    }
  }

  val all: Seq[ExpressionRule[_ <: Expression]] = Seq(WindowRule)
}
