package io.github.redshiftspark.options

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path, Paths}
import org.scalatest.funsuite.AnyFunSuite

/** The Python types and the options page are generated from a file that must not lag behind. */
class ExportOptionsSuite extends AnyFunSuite {

  test("python/options.json is what the registry exports: else run 'make generate'") {
    val file = Iterator
      .iterate[Path](Paths.get("").toAbsolutePath)(_.getParent)
      .takeWhile(_ != null)
      .map(_.resolve("python/options.json"))
      .find(Files.exists(_))
      .getOrElse(fail("python/options.json is not there"))
    assert(new String(Files.readAllBytes(file), UTF_8).trim == ExportOptions.json.trim)
  }
}
