#pragma once

#include "models/sources/source.h"

#include <tl/expected.hpp>

#include <memory>
#include <vector>

namespace spanlight::sources {

/// A source from an address as users write it:
///
/// - a path of a file or folder, `file:` URL, or `-` for standard input;
/// - `demo:` bundled traces;
/// - `archive:` the local store of everything received or kept, `archive:/path/to/file` another one;
/// - `jaeger+http://host:16686[/base/path]`, `jaeger+https://…`: Jaeger of any generation;
/// - `tempo+http://host:3200[/base/path][?tenant=ID]`: Grafana Tempo; `zipkin+http://host:9411[/base/path]`: Zipkin;
/// - `otlp://127.0.0.1:4318[?grpc=4317]`: receives spans from the first search on;
/// - `http://…`, `https://…`: the same, after asking the server what it is.
///
/// Nothing is read or connected yet: a path that is not there or a server that does not answer is told by the first
/// search. The error is of kind BadAddress and shows no secrets.
[[nodiscard]] tl::expected<std::unique_ptr<Source>, SourceError>
makeSource(const QString& address, const ConnectionOptions& options, QObject* parent = nullptr);

/// Several files, folders or `-` as one source whose traces are read into one store.
[[nodiscard]] std::unique_ptr<Source> makeFileSource(std::vector<QString> paths, QObject* parent = nullptr);

} // namespace spanlight::sources
