package io.github.redshiftspark.pushdown

private[pushdown] object Eithers {

  /** All results, or the first reason why not. */
  def all[A, B](values: Seq[A])(f: A => Either[String, B]): Either[String, Seq[B]] =
    values.foldLeft[Either[String, Vector[B]]](Right(Vector.empty)) { (done, next) =>
      for (seen <- done; value <- f(next)) yield seen :+ value
    }

  def require(condition: Boolean, why: => String): Either[String, Unit] = if (condition) Right(()) else Left(why)
}
