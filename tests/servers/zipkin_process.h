#pragma once

#include "tests/servers/server_process.h"

namespace spanlight::test {

/// A real Zipkin with in-memory storage.
class ZipkinProcess final : public ServerProcess
{
public:
    /// `archive` is the Java archive of tests/servers/build.sh.
    explicit ZipkinProcess(const QString& archive);

    [[nodiscard]] QString queryUrl() const override;
    [[nodiscard]] QString sourceUrl() const override;
    [[nodiscard]] bool sendSpans(const std::vector<SpanData>& spans) const override;

private:
    [[nodiscard]] QStringList readyUrls() const override;
};

} // namespace spanlight::test
