#pragma once

#include "tests/servers/server_process.h"

namespace spanlight::test {

/// A real Jaeger with in-memory storage.
class JaegerProcess final : public ServerProcess
{
public:
    /// `binary` is a file of tests/servers/build.sh; its name tells the generation.
    explicit JaegerProcess(const QString& binary);

    [[nodiscard]] QString queryUrl() const override;
    [[nodiscard]] QString sourceUrl() const override;
    [[nodiscard]] bool sendSpans(const std::vector<SpanData>& spans) const override;
    [[nodiscard]] QString receiverUrl() const override;
    /// Sends OTLP JSON to the receiver; false when it is not accepted.
    [[nodiscard]] bool send(const QByteArray& otlpJson) const;

private:
    [[nodiscard]] QStringList argumentsOfV1() const;
    [[nodiscard]] QStringList argumentsOfV2() const;
    [[nodiscard]] QStringList readyUrls() const override;
};

} // namespace spanlight::test
