package io.github.redshiftspark.read

import org.scalatest.funsuite.AnyFunSuite

class FileSplitsSuite extends AnyFunSuite {
  private val files = Seq(ResultFile("a", 250), ResultFile("b", 10), ResultFile("c", 0), ResultFile("d", 95))

  test("splits cover every byte once") {
    val splits = FileSplits.of(files, 100)
    files.foreach { file =>
      val own = splits.filter(_.file == file).sortBy(_.start)
      assert(own.head.start === 0)
      assert(own.map(_.length).sum === file.bytes)
      own.zip(own.drop(1)).foreach { case (x, y) => assert(x.start + x.length === y.start) }
      assert(own.forall(_.length <= 100))
    }
  }

  test("packing and dealing lose nothing") {
    val splits = FileSplits.of(files, 100)
    assert(FileSplits.pack(splits, 100).flatten.toSet === splits.toSet)
    assert(FileSplits.deal(splits, 3).size === 3)
    assert(FileSplits.deal(splits, 3).flatten.toSet === splits.toSet)
    assert(FileSplits.deal(Nil, 2) === Seq(Nil, Nil))
  }

  test("100,000 files are planned") {
    val many = (1 to 100000).map(i => ResultFile(s"f$i", 1000L + i))
    assert(FileSplits.pack(FileSplits.of(many, 1L << 27), 1L << 27).map(_.size).sum === 100000)
  }
}
