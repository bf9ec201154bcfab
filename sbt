#!/usr/bin/env bash
# Starts sbt: the one on PATH if there is one, else the launcher jar, fetched once by a client that is there anyway:
# Maven, coursier, or the Ivy among the jars of pip's pyspark.
# SBT_LAUNCH_JAR names a launcher to use; SBT_OPTS goes to the JVM.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
launcher_version=1.13.1 # any launcher starts any sbt: project/build.properties decides which
launcher_sha256=b73aabc037a4b6e06b5d07d36edd026a97c3ac11c2f7e0d6f581d8efa47472e8
cache="${XDG_CACHE_HOME:-$HOME/.cache}/sbt-launch"
jar="${SBT_LAUNCH_JAR:-$cache/sbt-launch-$launcher_version.jar}"

if [[ -z "${SBT_LAUNCH_JAR:-}" ]]; then
  installed="$(command -v sbt || true)"
  if [[ -n "$installed" && ! "$installed" -ef "${BASH_SOURCE[0]}" ]]; then exec "$installed" "$@"; fi
  if [[ ! -s "$jar" ]]; then
    mkdir -p "$cache"
    if command -v mvn >/dev/null; then
      mvn -q -B dependency:copy -Dartifact="org.scala-sbt:sbt-launch:$launcher_version" \
        -DoutputDirectory="$cache" -Dmdep.useBaseVersion=true >&2
    elif command -v cs >/dev/null; then
      cp "$(cs fetch --intransitive "org.scala-sbt:sbt-launch:$launcher_version")" "$jar"
    elif ivy="$(compgen -G "$here/.venv/lib/python*/site-packages/pyspark/jars/ivy-*.jar" | head -n 1)" && [[ -n "$ivy" ]]; then
      "${JAVA_HOME:+$JAVA_HOME/bin/}java" -jar "$ivy" -dependency org.scala-sbt sbt-launch "$launcher_version" \
        -confs default -notransitive -retrieve "$cache/[artifact]-[revision].[ext]" >&2
    else
      echo "sbt: install sbt, coursier (cs) or Maven (mvn), run 'make' (it brings an Ivy), or set SBT_LAUNCH_JAR" >&2
      exit 127
    fi
  fi
  echo "$launcher_sha256  $jar" | sha256sum -c --quiet - || { rm -f "$jar"; exit 1; }
fi
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
options=()
while read -r option; do [[ -n "$option" && "$option" != \#* ]] && options+=("$option"); done < "$here/.jvmopts"
cd "$here"
exec "$java" "${options[@]}" ${SBT_OPTS:-} \
  -Dsbt.override.build.repos=true -Dsbt.repository.config="$here/project/repositories" \
  -Dsbt.supershell=false -jar "$jar" "$@"
