package io.github.redshiftspark.read

import org.scalatest.funsuite.AnyFunSuite

class StagedResultSuite extends AnyFunSuite {
  private class Run(files: Seq[ResultFile]) extends StagedRun {
    @volatile var discarded = false
    override def await(): Seq[ResultFile] = files
    override def discard(): Unit = discarded = true
  }

  private class Fixture {
    var runs: Vector[Run] = Vector.empty
    var pinned = false
    var running: Set[Long] = Set.empty
    val result = new StagedResult(
      100,
      () => {
        val run = new Run(Seq(ResultFile(s"${runs.size}-a", 100), ResultFile(s"${runs.size}-b", 100)))
        runs :+= run
        run
      },
      () => pinned
    )
    def enter(execution: Long): Unit = {
      running += execution
      result.enter(execution, running.contains)
    }
    def end(execution: Long): Unit = running -= execution
    def read(partition: Int): String = result.files(partition).head.file.path
  }

  test("an execution's end gives the files up, read or not, and the next one unloads again") {
    val f = new Fixture
    f.enter(1)
    assert(f.result.partitionCount === 2)
    assert(f.read(0) === "0-a")
    f.result.leave(1)
    assert(f.runs.head.discarded)
    f.enter(2)
    assert(Set(f.read(0), f.read(1)) === Set("1-a", "1-b"))
  }

  test("executions that run at once share one run, until the last ends") {
    val f = new Fixture
    f.enter(1)
    f.result.partitionCount
    f.enter(2)
    f.result.leave(1)
    assert(!f.runs.head.discarded && f.read(0) === "0-a")
    f.result.leave(2)
    assert(f.runs.head.discarded)
  }

  test("a new execution does not see what an ended one left, even before its end was announced") {
    val f = new Fixture
    f.enter(1)
    assert(f.read(0) === "0-a")
    f.end(1)
    f.enter(2)
    assert(f.read(0) === "1-a")
    f.result.leave(1)
    assert(!f.runs(1).discarded)
  }

  test("what Spark stores keeps the files: partitions of two runs must not be mixed") {
    val f = new Fixture
    f.enter(1)
    f.result.partitionCount
    assert(f.read(0) === "0-a")
    f.pinned = true
    f.result.leave(1)
    assert(f.read(1) === "0-b")
    f.pinned = false
    f.result.jobsEnded(Long.MaxValue)
    assert(f.runs.head.discarded)
  }

  test("outside of executions the files go when all partitions were read, and not in the middle of an iterator") {
    val f = new Fixture
    f.result.partitionCount
    f.result.jobStarted(1)
    f.read(0)
    f.result.jobsEnded(Long.MaxValue)
    assert(!f.runs.head.discarded)
    f.result.jobStarted(1)
    assert(f.read(1) === "0-b")
    // Another job has taken files since the one that ended.
    f.result.jobsEnded(0)
    assert(!f.runs.head.discarded)
    f.result.jobsEnded(Long.MaxValue)
    assert(f.runs.head.discarded)
  }
}
