package io.github.redshiftspark.read

import java.nio.file.Files
import java.util.Random
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.scalatest.funsuite.AnyFunSuite

class StagedFileSystemSuite extends AnyFunSuite {
  private val conf = new Configuration()
  conf.set(StagedFileSystem.ImplementationKey, classOf[StagedFileSystem].getName)

  /** Random readings of a file of this size, through the file system and from memory. */
  private def compare(size: Int): Unit = {
    val random = new Random(7)
    val content = new Array[Byte](size)
    random.nextBytes(content)
    val file = Files.createTempFile("staged 1", ".parquet")
    try {
      Files.write(file, content)
      val path = new Path(StagedFileSystem.name("file:" + file, size.toLong))
      val fileSystem = path.getFileSystem(conf)
      assert(fileSystem.getFileStatus(path).getLen === size)
      (1 to 3).foreach { _ =>
        val stream = fileSystem.open(path)
        try {
          (1 to 40).foreach { _ =>
            val from = random.nextInt(size)
            val read = new Array[Byte](math.min(1 + random.nextInt(3000000), size - from))
            if (random.nextBoolean()) stream.readFully(from.toLong, read)
            else {
              stream.seek(from.toLong)
              stream.readFully(read)
              assert(stream.getPos === from + read.length)
            }
            assert(java.util.Arrays.equals(read, content.slice(from, from + read.length)))
          }
        } finally stream.close()
      }
      val atEnd = fileSystem.open(path)
      atEnd.seek(size.toLong)
      assert(atEnd.read() === -1)
      atEnd.close()
    } finally Files.delete(file)
  }

  test("small files, which are fetched at once") { compare(100000) }

  test("large files, of which the end is kept") {
    compare(StagedFileSystem.WholeBytes + StagedFileSystem.EndBytes + 12345)
  }

  test("names hold what opening needs") {
    val name = StagedFileSystem.name("s3a://bucket/a b/%c/0000_part_00.parquet", 42)
    assert(
      StagedFileSystem.parse(new Path(name)) ===
        StagedFileSystem.File(new Path("s3a://bucket/a b/%c/0000_part_00.parquet"), 42)
    )
    intercept[java.io.FileNotFoundException](StagedFileSystem.parse(new Path("redshift-staged://bucket/x")))
  }
}
