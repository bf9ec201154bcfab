package io.github.redshiftspark.pushdown

import io.github.redshiftspark.sql.SqlExpr
import org.apache.spark.sql.catalyst.expressions.{And, AttributeSet, EqualNullSafe, EqualTo, Expression}

/** ON and correlation. Spark first finds the rows whose keys are equal and looks at the other conditions for these pairs
  * alone, wherever they are written; what may raise must see no other pair in Redshift, too.
  */
private[pushdown] object JoinConditions {

  /** None where every pair matches.
    *
    * @param before holds for a pair before the conditions are looked at
    * @param left   columns of one side; those of the other are all the rest
    */
  def of(
      before: Seq[SqlExpr],
      conditions: Seq[Expression],
      left: AttributeSet,
      translate: Expression => Either[String, Translated]
  ): Either[String, Option[SqlExpr]] = {
    val (keys, others) = conditions.flatMap(conjuncts).partition(isKey(_, left))
    for {
      equal <- Eithers.all(keys)(translate)
      rest <- Eithers.all(others)(c => translate(c).map(c -> _.sql))
    } yield {
      val first = before ++ equal.map(_.sql)
      if (first.isEmpty && rest.isEmpty) None else Some(Raising.whole(first, rest))
    }
  }

  private def isKey(condition: Expression, left: AttributeSet): Boolean = condition match {
    case equal: EqualTo => between(equal.left, equal.right, left)
    case equal: EqualNullSafe => between(equal.left, equal.right, left)
    case _ => false
  }

  private def between(a: Expression, b: Expression, left: AttributeSet): Boolean = {
    def inside(e: Expression) = e.references.nonEmpty && e.references.subsetOf(left)
    def outside(e: Expression) = e.references.nonEmpty && e.references.forall(!left.contains(_))
    (inside(a) && outside(b)) || (outside(a) && inside(b))
  }

  private def conjuncts(condition: Expression): Seq[Expression] = condition match {
    case and: And => conjuncts(and.left) ++ conjuncts(and.right)
    case other => Seq(other)
  }
}
