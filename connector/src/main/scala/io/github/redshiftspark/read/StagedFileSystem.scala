package io.github.redshiftspark.read

import java.io.{FileNotFoundException, InputStream}
import java.net.URI
import java.util.LinkedHashMap
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs._
import org.apache.hadoop.fs.permission.FsPermission
import org.apache.hadoop.util.Progressable

/** Result files as Spark's Parquet decoder asks for them, with as few requests to S3 as it takes.
  *
  * The decoder asks for a file's status twice, and reads its footer twice, before it reads a row group. Here the status
  * comes out of the name (`redshift-staged://bucket/scheme/length/key`: the manifest told the length), a small file is
  * fetched at once, and of a large one the end is kept from the first reading to the second. Result files never change,
  * and no two have the same name.
  */
final class StagedFileSystem extends FileSystem {
  private var root: URI = _
  private val ends = new FileEnds(StagedFileSystem.KeptBytes)

  override def initialize(name: URI, conf: Configuration): Unit = {
    super.initialize(name, conf)
    setConf(conf)
    root = new URI(name.getScheme, name.getAuthority, "/", null, null)
  }

  override def getScheme: String = StagedFileSystem.Scheme
  override def getUri: URI = root

  override def getFileStatus(path: Path): FileStatus = {
    val file = StagedFileSystem.parse(path)
    new FileStatus(file.bytes, false, 1, StagedFileSystem.BlockBytes, 0L, path)
  }

  override def open(path: Path, bufferSize: Int): FSDataInputStream = {
    val file = StagedFileSystem.parse(path)
    val fileSystem = file.path.getFileSystem(getConf)
    new FSDataInputStream(
      new StagedInputStream(
        file.bytes,
        ends.of(path.toString, file.bytes),
        () => fileSystem.open(file.path, bufferSize)
      )
    )
  }

  override def listStatus(path: Path): Array[FileStatus] = Array(getFileStatus(path))
  override def setWorkingDirectory(path: Path): Unit = ()
  override def getWorkingDirectory: Path = new Path(root)

  override def create(
      path: Path,
      permission: FsPermission,
      overwrite: Boolean,
      bufferSize: Int,
      replication: Short,
      blockSize: Long,
      progress: Progressable
  ): FSDataOutputStream = readOnly
  override def append(path: Path, bufferSize: Int, progress: Progressable): FSDataOutputStream = readOnly
  override def rename(from: Path, to: Path): Boolean = readOnly
  override def delete(path: Path, recursive: Boolean): Boolean = readOnly
  override def mkdirs(path: Path, permission: FsPermission): Boolean = readOnly

  private def readOnly: Nothing = throw new UnsupportedOperationException("result files are only read")
}

private[read] object StagedFileSystem {
  val Scheme = "redshift-staged"

  /** Where a Hadoop configuration says which class serves the scheme. */
  val ImplementationKey = s"fs.$Scheme.impl"

  /** Files up to this size are fetched by one request. */
  val WholeBytes: Int = 8 * 1024 * 1024

  /** Of larger files, the end that holds the footer. */
  val EndBytes: Int = 1024 * 1024
  private val KeptBytes = 64L * 1024 * 1024
  private val BlockBytes = 128L * 1024 * 1024

  private[read] final case class File(path: Path, bytes: Long)

  def name(path: String, bytes: Long): String = {
    val uri = new Path(path).toUri
    new Path(Scheme, uri.getAuthority, s"/${uri.getScheme}/$bytes${uri.getPath}").toString
  }

  def parse(path: Path): File = path.toUri.getPath.split("/", 4) match {
    case Array("", scheme, bytes, key) => File(new Path(scheme, path.toUri.getAuthority, "/" + key), bytes.toLong)
    case _ => throw new FileNotFoundException(path.toString)
  }
}

/** The ends of the files that were read last, up to a total size. */
private final class FileEnds(maxBytes: Long) {
  private val kept = new LinkedHashMap[String, FileEnd](16, 0.75f, true)
  private var bytes = 0L

  def of(path: String, length: Long): FileEnd = synchronized {
    Option(kept.get(path)).getOrElse {
      val size = if (length <= StagedFileSystem.WholeBytes) length else StagedFileSystem.EndBytes.toLong
      val end = new FileEnd(length - size, size.toInt)
      kept.put(path, end)
      bytes += size
      val oldest = kept.entrySet.iterator()
      while (bytes > maxBytes && kept.size > 1 && oldest.hasNext) {
        val entry = oldest.next()
        if (entry.getKey != path) {
          bytes -= entry.getValue.size
          oldest.remove()
        }
      }
      end
    }
  }
}

/** @param from the first byte of the file that it holds */
private final class FileEnd(val from: Long, val size: Int) {
  private var content: Option[Array[Byte]] = None

  def bytes(open: => FSDataInputStream): Array[Byte] = synchronized {
    content.getOrElse {
      val read = new Array[Byte](size)
      // Sequential reading, not readFully(position, ...): S3A then asks for the rest of the file at once.
      val stream = open
      stream.seek(from)
      stream.readFully(read)
      content = Some(read)
      read
    }
  }
}

/** @param open a stream on the object itself; called once at the most, and not where all that is read is kept */
private final class StagedInputStream(length: Long, end: FileEnd, open: () => FSDataInputStream)
    extends InputStream
    with Seekable
    with PositionedReadable {
  private var position = 0L
  private var opened: Option[FSDataInputStream] = None

  private def stream: FSDataInputStream = opened.getOrElse {
    val made = open()
    opened = Some(made)
    made
  }

  override def read(): Int = {
    val one = new Array[Byte](1)
    if (read(one, 0, 1) < 0) -1 else one(0) & 0xff
  }

  override def read(into: Array[Byte], offset: Int, count: Int): Int = {
    val n = read(position, into, offset, count)
    if (n > 0) position += n
    n
  }

  override def read(at: Long, into: Array[Byte], offset: Int, count: Int): Int =
    if (count == 0) 0
    else if (at >= length) -1
    else if (at >= end.from) {
      val bytes = end.bytes(stream)
      val n = math.min(count.toLong, length - at).toInt
      System.arraycopy(bytes, (at - end.from).toInt, into, offset, n)
      n
    } else {
      val body = stream
      if (body.getPos != at) body.seek(at)
      body.read(into, offset, math.min(count.toLong, end.from - at).toInt)
    }

  override def readFully(at: Long, into: Array[Byte], offset: Int, count: Int): Unit = {
    var done = 0
    while (done < count) {
      val n = read(at + done, into, offset + done, count - done)
      if (n < 0) throw new java.io.EOFException(s"the file ends at $length")
      done += n
    }
  }

  override def readFully(at: Long, into: Array[Byte]): Unit = readFully(at, into, 0, into.length)
  override def seek(to: Long): Unit = position = to
  override def getPos: Long = position
  override def seekToNewSource(target: Long): Boolean = false
  override def available(): Int = math.min(length - position, Int.MaxValue.toLong).toInt
  override def close(): Unit = opened.foreach(_.close())
}
