package io.github.redshiftspark.pushdown

import io.github.redshiftspark.read.{RedshiftQuery, Transport}
import io.github.redshiftspark.sql
import io.github.redshiftspark.sql.Select
import org.apache.spark.sql.catalyst.expressions.{Left => _, Right => _, _}
import org.apache.spark.sql.catalyst.plans.logical._

/** Folds one plan node over one leaf into the leaf's statement. None of these methods destructures a node by position:
  * Catalyst's constructors change between versions.
  */
private[pushdown] final class PlanFolder(session: Session) {

  def filter(node: Filter, below: RedshiftQuery): LogicalPlan =
    if (isOrdered(below)) kept(node, below, "Filter", "the rows below are in order, which a subquery would lose")
    else {
      val select = Leaves.rows(below)
      val translator = this.translator(select, below)
      val outcomes = conditions(conjuncts(node.condition), translator)
      val pushed = outcomes.collect { case (conjunct, Right(value)) => (conjunct, value) }
      val left = outcomes.collect { case (conjunct, Left(why)) => (conjunct, why) }
      if (pushed.isEmpty) node.withNewChildren(Seq(Leaves.keep(below, "Filter", left.map(_._2))))
      else {
        val where = Raising.whole(select.where.toSeq, pushed)
        val folded = Leaves.note(below.copy(query = select.copy(where = Some(where))), "Filter")
        val leaf = Leaves.keep(folded, "Filter", left.map(_._2))
        left.map(_._1).reduceOption(And(_, _)).fold[LogicalPlan](leaf)(Filter(_, leaf))
      }
    }

  /** What may raise does not go where a condition before it stays. */
  private def conditions(
      conjuncts: Seq[Expression],
      translator: ExpressionTranslator
  ): Seq[(Expression, Either[String, sql.SqlExpr])] =
    conjuncts.foldLeft(Seq.empty[(Expression, Either[String, sql.SqlExpr])]) { (done, conjunct) =>
      val outcome =
        if (Raising.mayRaise(conjunct) && done.exists(_._2.isLeft))
          Left("it may raise an error for rows that a condition before it, which stays in Spark, leaves out")
        else condition(conjunct, translator).map(_.sql)
      done :+ (conjunct -> outcome)
    }

  /** Subqueries of a whole condition need not tell NULL from false. */
  private def condition(conjunct: Expression, translator: ExpressionTranslator): Either[String, Translated] =
    conjunct match {
      case in: InSubquery if in.values.size > 1 || in.query.joinCond.nonEmpty =>
        SubqueryRules.inCondition(in, translator)
      case not: Not =>
        not.child match {
          case in: InSubquery if in.values.size > 1 || in.query.joinCond.nonEmpty =>
            SubqueryRules.notInCondition(in, translator)
          case _ => translator.translate(conjunct)
        }
      case _ => translator.translate(conjunct)
    }

  /** What cannot go is computed above; what it needs, and all else, goes. */
  def project(node: Project, below: RedshiftQuery): LogicalPlan = {
    val select = Leaves.asSelect(below)
    if (isOrdered(below) && !(below.query match { case s: Select => s.from == select.from; case _ => false }))
      kept(node, below, "Project", "the rows below are in order, which a subquery would lose")
    else {
      val bounded = select.limit.nonEmpty || select.offset.nonEmpty
      compute(
        node,
        below,
        if (bounded && node.projectList.exists(Raising.mayRaise)) Leaves.chosen(below, select) else select
      )
    }
  }

  private def compute(node: Project, below: RedshiftQuery, select: Select): LogicalPlan = {
    val translator = this.translator(select, below)
    val outcomes = node.projectList.map(item => item -> projected(item, translator))
    val reasons = outcomes.collect { case (_, Left(why)) => why }.distinct
    if (reasons.isEmpty)
      Leaves.note(Leaves.make(below, select, node.output, outcomes.collect { case (_, Right(v)) => v }), "Project")
    else split(node, below, select, translator, outcomes, reasons)
  }

  private def split(
      node: Project,
      below: RedshiftQuery,
      select: Select,
      translator: ExpressionTranslator,
      outcomes: Seq[(NamedExpression, Either[String, Translated])],
      reasons: Seq[String]
  ): LogicalPlan = {
    val needed = AttributeSet(outcomes.collect { case (item, Left(_)) => item.references }.flatten)
    val computed = outcomes.collect { case (item, Right(value)) if !item.isInstanceOf[Attribute] => (item, value) }
    val plain = outcomes.collect { case (item: Attribute, Right(_)) => item }
    val inputs = below.output.filter(a => needed.contains(a) || plain.exists(_.exprId == a.exprId))
    val values = inputs.map(a => translator.columns(a.exprId)) ++ computed.map(_._2)
    if (inputs.map(_.exprId) == below.output.map(_.exprId) && computed.isEmpty)
      node.withNewChildren(Seq(Leaves.keep(below, "Project", reasons)))
    else {
      val leaf = Leaves.make(below, select, inputs ++ computed.map(_._1.toAttribute), values)
      val above = outcomes.map {
        case (item, Left(_)) => item
        case (item, Right(_)) => item.toAttribute
      }
      Project(above, Leaves.keep(leaf, "Project", reasons))
    }
  }

  /** In a projection Spark's IN gives false where SQL's gives NULL. */
  private def projected(item: NamedExpression, translator: ExpressionTranslator): Either[String, Translated] =
    if (item.exists(_.isInstanceOf[InSubquery])) Left("IN over a subquery as a value") else translator.translate(item)

  /** Top-N and plain limits. The result's order survives only where rows are fetched directly. */
  def limit(node: LogicalPlan, rows: Int, offset: Int, sort: Option[Sort], below: RedshiftQuery): LogicalPlan =
    below.query match {
      case ordered: Select if sort.isEmpty && isOrdered(below) =>
        val left = ordered.limit.map(n => math.max(n - offset, 0)).fold(rows)(math.min(_, rows))
        val skipped = ordered.offset.getOrElse(0).toLong + offset
        val fewer = ordered.copy(
          limit = if (left == Int.MaxValue) None else Some(left),
          offset = if (skipped == 0) None else Some(math.min(skipped, Int.MaxValue.toLong).toInt)
        )
        Leaves.note(below.copy(query = fewer), "Limit")
      case _ if sort.isEmpty && isOrdered(below) =>
        withLeaf(node, below, "Limit", "the rows below are in order, which a subquery would lose")
      case _ =>
        val select = Leaves.rows(below)
        Keys.orders(sort.toSeq.flatMap(_.order), translator(select, below)) match {
          case Left(why) => withLeaf(node, below, "TopN", why)
          case Right(keys) =>
            val bounded = select.copy(
              orderBy = keys,
              limit = if (rows == Int.MaxValue) None else Some(rows),
              offset = if (offset == 0) None else Some(offset)
            )
            val limited = Leaves.note(below.copy(query = bounded), if (keys.isEmpty) "Limit" else "TopN")
            if (keys.isEmpty || comesInOrder(limited)) limited
            else sort.get.withNewChildren(Seq(Leaves.keep(limited, "Sort", Seq(PlanFolder.unordered))))
        }
    }

  /** A global sort goes where rows are fetched in order; elsewhere Spark sorts the result. */
  def sort(node: Sort, below: RedshiftQuery): LogicalPlan =
    if (!node.global) kept(node, below, "Sort", "sorting within partitions concerns Spark's tasks")
    else if (!comesInOrder(below)) kept(node, below, "Sort", PlanFolder.unordered)
    else {
      val select = Leaves.rows(below)
      Keys.orders(node.order, translator(select, below)) match {
        case Right(keys) => Leaves.note(below.copy(query = select.copy(orderBy = keys)), "Sort")
        case Left(why) => kept(node, below, "Sort", why)
      }
    }

  def window(node: Window, below: RedshiftQuery): LogicalPlan = {
    val select = Leaves.rows(below)
    val translator = this.translator(select, below)
    translator.translateAll(node.windowExpressions) match {
      case Right(values) =>
        val columns = below.output.map(a => translator.columns(a.exprId))
        Leaves.note(Leaves.make(below, select, node.output, columns ++ values), "Window")
      case Left(why) => kept(node, below, "Window", why)
    }
  }

  /** A node without a rule. */
  def unknown(node: LogicalPlan, below: RedshiftQuery): LogicalPlan =
    kept(node, below, node.nodeName, PlanReasons.of(node))

  private def comesInOrder(leaf: RedshiftQuery): Boolean = Transport.choose(leaf) match {
    case _: Transport.Direct => true
    case _: Transport.Unload => false
  }

  private def isOrdered(leaf: RedshiftQuery): Boolean = leaf.query match {
    case select: Select => select.orderBy.nonEmpty && comesInOrder(leaf)
    case _ => false
  }

  private def kept(node: LogicalPlan, below: RedshiftQuery, name: String, why: String): LogicalPlan =
    node.withNewChildren(Seq(Leaves.keep(below, name, Seq(why))))

  private def withLeaf(node: LogicalPlan, from: RedshiftQuery, name: String, why: String): LogicalPlan = {
    val noted = Leaves.keep(from, name, Seq(why))
    node.transform { case query: RedshiftQuery if query eq from => noted }
  }

  private def translator(select: Select, below: RedshiftQuery) =
    ExpressionTranslator(Leaves.columns(select, below), below, session)

  private def conjuncts(condition: Expression): Seq[Expression] = condition match {
    case and: And => conjuncts(and.left) ++ conjuncts(and.right)
    case other => Seq(other)
  }
}

private[pushdown] object PlanFolder {

  /** Why a sort stays whose keys could go. */
  val unordered = "files come in no order, so Spark sorts the result; read_transport=DIRECT fetches it in order"
}
