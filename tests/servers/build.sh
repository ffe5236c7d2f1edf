#!/usr/bin/env bash
# Builds the real back ends that the live tests talk to, once, and prints their folder on the last line.
#
#   tests/servers/build.sh          builds what is missing
#   SPANLIGHT_SERVERS=FOLDER …      uses this folder instead of the cache folder
#   SPANLIGHT_SERVER_JOBS=N …       compiles N packages at a time (default: number of processors)
#
# Zipkin 3.6.1 is fetched with Maven. Jaeger v1.76.0 (all-in-one) and v2.13.0 are one commit of one Go module. Its go.mod has a `replace`, which
# `go install` refuses, hence the wrapper module. First build: about ten minutes on two processors.
set -euo pipefail

module=github.com/jaegertracing/jaeger
version=v1.76.0
folder=${SPANLIGHT_SERVERS:-${XDG_CACHE_HOME:-$HOME/.cache}/spanlight/servers}
jobs=${SPANLIGHT_SERVER_JOBS:-$(nproc)}

say() { echo "tests/servers/build.sh: $*" >&2; }

need_go() {
  local advice="Install Go 1.21 or newer (it fetches the version it needs), or put the binaries jaeger-v1.76.0 and jaeger-v2.13.0 into $folder"
  command -v go > /dev/null || { say "Go is missing. $advice"; exit 3; }
  case $(go env GOVERSION) in
    go1.[0-9] | go1.[0-9].* | go1.1[0-9]* | go1.20*) say "$(go env GOVERSION) is too old. $advice"; exit 3 ;;
  esac
}

prepare_wrapper() { # a module of our own that takes over the version's `replace` lines and checksums
  local wrapper=$1 source
  mkdir -p "$wrapper"
  cd "$wrapper"
  source=$(go mod download -json "$module@$version" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)".*/\1/p')
  [ -n "$source" ] || { say "the Go module $module $version could not be downloaded"; exit 3; }
  { echo "module spanlight.example/servers"; echo "go 1.24.6"; sed -n '/^replace/,$p' "$source/go.mod"; } > go.mod
  cp "$source/go.sum" go.sum
  chmod u+w go.sum
  printf '//go:build tools\n\npackage tools\n\nimport (\n\t_ "%s/cmd/all-in-one"\n\t_ "%s/cmd/jaeger"\n)\n' "$module" "$module" > tools.go
  go mod edit -require="$module@$version"
}

build_one() { # binary name, command of the module
  local binary=$folder/$1
  if [ -x "$binary" ]; then
    say "$1 is there"
    return
  fi
  need_go
  say "building $1"
  (
    prepare_wrapper "$folder/src"
    CGO_ENABLED=0 go build -mod=mod -p "$jobs" -ldflags '-s -w' -o "$binary.part" "$module/cmd/$2"
  ) >&2
  mv "$binary.part" "$binary" # whole or not at all, also when the build is interrupted
}

fetch_zipkin() { # a Java program; without Java or Maven its tests are skipped
  local jar=$folder/zipkin-v3.6.1.jar artifact=io.zipkin:zipkin-server:3.6.1:jar:exec
  if [ -s "$jar" ]; then
    say "zipkin-v3.6.1.jar is there"
    return
  fi
  if ! command -v java > /dev/null || ! command -v mvn > /dev/null; then
    say "Java or Maven is missing: nothing is tested with Zipkin"
    return
  fi
  say "fetching zipkin-v3.6.1.jar"
  mvn -q -B dependency:get -Dartifact="$artifact" -Dtransitive=false >&2 &&
    mvn -q -B dependency:copy -Dartifact="$artifact" -DoutputDirectory="$folder/src" -Dmdep.stripVersion=true >&2 &&
    mv "$folder/src/zipkin-server-exec.jar" "$jar" || say "Zipkin could not be fetched: nothing is tested with it"
}

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
build_one jaeger-v1.76.0 all-in-one
build_one jaeger-v2.13.0 jaeger
mkdir -p "$folder/src"
fetch_zipkin
echo "$folder"
