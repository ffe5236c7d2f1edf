#pragma once

#include "tests/servers/server_process.h"

namespace spanlight::test {

/// `spanlight-cli serve`: the receiver with an archive of its own, which is what is asked.
class SpanlightProcess final : public ServerProcess
{
public:
    SpanlightProcess();

    [[nodiscard]] QString queryUrl() const override;
    [[nodiscard]] QString sourceUrl() const override;
    [[nodiscard]] QString receiverUrl() const override;
    [[nodiscard]] bool sendSpans(const std::vector<SpanData>& spans) const override;

private:
    [[nodiscard]] QStringList readyUrls() const override;
    [[nodiscard]] int readyStatus() const override { return 405; } // there is nothing to get from a receiver
};

} // namespace spanlight::test
