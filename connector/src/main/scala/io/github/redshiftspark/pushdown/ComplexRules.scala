package io.github.redshiftspark.pushdown

import io.github.redshiftspark.pushdown.Rules._
import org.apache.spark.sql.catalyst.expressions._

/** What a schema given by the user sees inside of a SUPER. Spark takes the JSON apart: a value of another type than the
  * schema's, a path that is missing and a name in another case give what its parser says.
  */
private[pushdown] object ComplexRules {
  private val converted =
    "the parts of a SUPER that a schema names are converted by Spark, by other rules than those of Redshift's casts"

  val all: Seq[Rule] = Seq(
    unsupported[GetStructField](converted),
    unsupported[GetArrayItem](converted),
    unsupported[GetArrayStructFields](converted),
    unsupported[GetMapValue](converted)
  )
}
