package io.github.redshiftspark.read

/** Cuts files by size and spreads the pieces over partitions. Pure: sizes come from the manifest. */
private[read] object FileSplits {

  /** A Parquet reader takes the row groups whose middle lies in its range, so any cut is right. */
  def of(files: Seq[ResultFile], maxBytes: Long): Seq[FileSplit] = files.flatMap { file =>
    val count = math.max(1L, (file.bytes + maxBytes - 1) / maxBytes).toInt
    val size = (file.bytes + count - 1) / count
    (0 until count).map { i =>
      val start = i * size
      FileSplit(file, start, math.min(size, file.bytes - start))
    }
  }

  /** Next-fit, largest first: as few partitions as keep each under `maxBytes`. */
  def pack(splits: Seq[FileSplit], maxBytes: Long): Seq[Seq[FileSplit]] = {
    val (done, open, _) =
      splits.sortBy(-_.length).foldLeft((Vector.empty[Seq[FileSplit]], Vector.empty[FileSplit], 0L)) {
        case ((full, filling, bytes), split) =>
          if (filling.nonEmpty && bytes + split.length > maxBytes) (full :+ filling, Vector(split), split.length)
          else (full, filling :+ split, bytes + split.length)
      }
    if (open.isEmpty) done else done :+ open
  }

  /** Over exactly `count` partitions, for a result that is unloaded again. */
  def deal(splits: Seq[FileSplit], count: Int): Seq[Seq[FileSplit]] = {
    val byPartition = splits.sortBy(-_.length).zipWithIndex.groupBy { case (_, i) => i % math.max(1, count) }
    (0 until count).map(i => byPartition.getOrElse(i, Nil).map(_._1))
  }
}
