package io.github.redshiftspark.staging

import io.github.redshiftspark.StagedResultException
import org.scalatest.funsuite.AnyFunSuite

class ManifestSuite extends AnyFunSuite {
  test("UNLOAD's manifest gives files, sizes and rows") {
    val text =
      """{"entries":[{"url":"s3://b/k","meta":{"content_length":12,"record_count":3}}],"author":{"name":"x"}}"""
    assert(UnloadManifest.parse(text).files === Seq(StagedFile("s3://b/k", 12, Some(3))))
    assertThrows[StagedResultException](UnloadManifest.parse("""{"entries":[{"url":"s3://b/k"}]}"""))
    assertThrows[StagedResultException](UnloadManifest.parse("{}"))
  }

  test("COPY's manifest makes every file mandatory and states its length") {
    assert(
      CopyManifest.json(Seq(StagedFile("s3://b/k", 12, Some(3)))) ===
        """{"entries":[{"url":"s3://b/k","mandatory":true,"meta":{"content_length":12}}]}"""
    )
  }
}
