import SparkLines.MatrixOps
import com.github.sbt.sbom.BomSbtSettings
import com.typesafe.tools.mima.core.{Problem, ProblemFilters}

ThisBuild / organization := "io.github.redshiftspark"
ThisBuild / version := "0.1.0-SNAPSHOT"
ThisBuild / versionScheme := Some("early-semver")
ThisBuild / homepage := Some(url("https://github.com/redshiftspark/redshift-spark"))
ThisBuild / scmInfo := (ThisBuild / homepage).value.map(
  ScmInfo(_, "scm:git:https://github.com/redshiftspark/redshift-spark.git")
)
ThisBuild / developers := (ThisBuild / homepage).value
  .map(Developer("redshiftspark", "The Redshift for Spark authors", "", _))
  .toList

addCommandAlias("lint", s"scalafmtSbtCheck; scalafmtCheckAll; ${SparkLines.linted}/Compile/scalafix --check")
addCommandAlias("fmt", s"${SparkLines.linted}/Compile/scalafix; scalafmtSbt; scalafmtAll")
// Everything of the JVM side in one start: lint, all lines compiled and packed, the tests on the first line.
addCommandAlias(
  "check",
  "lint; mimaReportBinaryIssues; jars; connector_spark33_2_12/publishM2; connector_spark33_2_12/test; " +
    SparkLines.all.tail.map(line => s"${line.project}/testOnly *FunctionTableSuite *PushdownSuite").mkString("; ")
)
addCommandAlias("checkLines", SparkLines.all.map(line => s"${line.project}/test").mkString("; "))

// What Python and the docs take from here; `make generate` goes on from these files.
addCommandAlias(
  "generate",
  "exportLines; connector_spark33_2_12/Test/runMain io.github.redshiftspark.options.ExportOptions " +
    file("python/options.json").getAbsolutePath
)

// Spark's functions, line by line from the oldest, and the page that says what becomes of them.
addCommandAlias(
  "generateFunctions",
  SparkLines.all
    .map(line =>
      s"${line.project}/Test/runMain io.github.redshiftspark.pushdown.SparkFunctions ${SparkLines.functions} ${line.line}"
    )
    .mkString("; ")
)
addCommandAlias(
  "generatePushdown",
  s"connector_spark33_2_12/Test/runMain io.github.redshiftspark.pushdown.PushdownDocs ${file("docs/pushdown.md").getAbsolutePath}"
)

// Bundled and relocated in the published jar, absent from its POM.
lazy val Shaded = config("shaded").hide

// All that a published jar brings with it: what it holds and what its POM names. The SBOM lists this.
lazy val Published = config("published").hide.extend(Compile, Shaded)

lazy val sparkJars = taskKey[Unit]("Puts Spark's own jars of this line into target/spark/<version>_<Scala>/jars")

lazy val otherSparkJars = taskKey[Unit]("The same for the oldest and newest patches")

lazy val sparkArtifacts = taskKey[SparkArtifacts]("Where Spark's own jars come from, and where they go")

lazy val jar = taskKey[Unit]("Puts the jar of this line, and the driver, into target/jars")

def lineSettings(line: SparkLine): Seq[Def.SettingsDefinition] = Seq(
  moduleName := s"redshift-spark-${line.line}",
  licenses := Seq(License.Apache2),
  description := s"Reads and writes Amazon Redshift with Apache Spark ${line.line}",
  libraryDependencies ++= Dependencies.forLine(line, Shaded),
  ivyConfigurations := overrideConfigs(
    Configurations.CompileInternal.extend(Shaded),
    Configurations.TestInternal.extend(Shaded),
    Configurations.RuntimeInternal.extend(Shaded)
  )(ivyConfigurations.value :+ Shaded :+ Published),
  assembly / fullClasspath := (Compile / products).value.map(Attributed.blank) ++
    Classpaths.managedJars(Shaded, (assembly / classpathTypes).value, update.value),
  assembly / classpathTypes := Set("jar"),
  assembly / test := {},
  assembly / assemblyJarName := s"${moduleName.value}_${scalaBinaryVersion.value}-${version.value}.jar",
  assembly / assemblyOption ~= (_.withIncludeScala(false)),
  assembly / assemblyShadeRules := Dependencies.relocated.map(p =>
    ShadeRule.rename(s"$p.**" -> s"io.github.redshiftspark.shaded.$p.@1").inAll
  ),
  assembly / assemblyMergeStrategy := {
    case PathList("META-INF", "services", _*) => MergeStrategy.filterDistinctLines
    case PathList("META-INF", "LICENSE") => MergeStrategy.first // the Apache License, as in the root of this project
    // One text for all bundled libraries; one that brings another text stops the build.
    case PathList("META-INF", n) if n.startsWith("LICENSE") || n.startsWith("NOTICE") => MergeStrategy.deduplicate
    case PathList("META-INF", "versions", _*) => MergeStrategy.first
    case PathList("META-INF", _*) => MergeStrategy.discard
    case p if p.endsWith("module-info.class") => MergeStrategy.discard
    case "mime.types" => MergeStrategy.first
    case "VersionInfo.java" => MergeStrategy.discard
    case p => (assembly / assemblyMergeStrategy).value(p)
  },
  Compile / packageBin := assembly.value,
  jar := JarFolder((LocalRootProject / target).value / "jars").put(
    assembly.value +: (Compile / managedClasspath).value.files.filter(_.getName.startsWith("redshift-jdbc42-"))
  ),
  sparkJars := sparkArtifacts.value.put(line.version),
  otherSparkJars := line.otherPatches.foreach(sparkArtifacts.value.put),
  sparkArtifacts := SparkArtifacts(
    (LocalRootProject / target).value / "spark",
    dependencyResolution.value,
    scalaModuleInfo.value,
    streams.value.log
  ),
  Compile / unmanagedSourceDirectories ++= {
    val main = (Compile / sourceDirectory).value
    (main * "spark-*").get.filter(folder => line.compiles(folder.getName))
  },
  Test / unmanagedSourceDirectories ++= {
    val test = (Test / sourceDirectory).value
    (test * "spark-*").get.filter(folder => line.compiles(folder.getName))
  },
  scalacOptions ++= Seq(
    "-deprecation",
    "-feature",
    "-unchecked",
    "-Xfatal-warnings",
    "-release",
    line.javaRelease,
    // One way for both Scala versions: JavaConverters is deprecated in 2.13 only.
    "-Wconf:cat=deprecation&msg=JavaConverters:s"
  ),
  semanticdbEnabled := line.isLinted,
  semanticdbVersion := "4.14.2",
  // What scalafix removes: warnings would be errors before it could.
  scalacOptions ++= (if (line.isLinted) Seq("-Wunused:imports,privates,locals", "-Wconf:cat=unused:i") else Nil),
  Compile / resourceGenerators += Def.task {
    val file = (Compile / resourceManaged).value / "redshift-spark.properties"
    IO.write(file, s"version=${version.value}\nspark.line=${line.line}\nscala=${scalaBinaryVersion.value}\n")
    val licence = (Compile / resourceManaged).value / "META-INF" / "LICENSE"
    IO.copyFile((LocalRootProject / baseDirectory).value / "LICENSE", licence)
    Seq(file, licence)
  }.taskValue,
  // What is published beside the jar, its sources and its Scaladoc: the bill of materials (CycloneDX), bundled libraries included.
  makeBom := Def.taskDyn(BomSbtSettings.makeBomTask(update.value, Published)).value,
  Global / excludeLintKeys += bomOutputPath,
  bomOutputPath := target.value.getPath,
  mimaPreviousArtifacts := Releases.before(version.value).map(organization.value %% moduleName.value % _).toSet,
  mimaFailOnNoPrevious := false,
  mimaBinaryIssueFilters := PublicApi.internalPackages.map(ProblemFilters.exclude[Problem](_)),
  javacOptions ++= Seq("--release", line.javaRelease),
  Compile / doc / javacOptions := Nil,
  // Scaladoc warns of links into the JDK.
  Compile / doc / scalacOptions -= "-Xfatal-warnings",
  Test / fork := true,
  Test / envVars += "SPARK_LOCAL_IP" -> "127.0.0.1",
  Test / javaOptions ++= Seq("-Xmx1500m") ++ Dependencies.addOpens
)

lazy val connector = (projectMatrix in file("connector"))
  .defaultAxes(VirtualAxis.jvm)
  .sparkRows(SparkLines.all)(line => lineSettings(line))

lazy val jars = taskKey[Unit]("Puts the jars of all lines, and the driver, into target/jars")

lazy val exportLines = taskKey[Unit]("Writes the list of Spark lines into the Python package")

lazy val root = (project in file("."))
  .aggregate(connector.projectRefs: _*)
  .settings(
    publish / skip := true,
    mimaFailOnNoPrevious := false,
    exportLines := IO.write(baseDirectory.value / "python" / "src" / "redshift_spark" / "lines.json", SparkLines.json),
    jars := jar.all(ScopeFilter(inProjects(connector.projectRefs: _*))).value
  )
