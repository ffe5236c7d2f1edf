#include "tests/servers/zipkin_process.h"

#include "tests/support/zipkin_writer.h"

#include <algorithm>

namespace spanlight::test {

ZipkinProcess::ZipkinProcess(const QString& archive) : ServerProcess(1)
{
    start(QStringLiteral("java"), // it listens on all addresses unless it is told
          {QStringLiteral("-Xmx512m"), QStringLiteral("-Darmeria.ports[0].ip=127.0.0.1"),
           QStringLiteral("-Darmeria.ports[0].port=%1").arg(port(0)),
           QStringLiteral("-Darmeria.ports[0].protocols[0]=http"), QStringLiteral("-jar"), archive});
}

QStringList ZipkinProcess::readyUrls() const
{
    return {queryUrl() + QStringLiteral("/health")};
}

QString ZipkinProcess::queryUrl() const
{
    return QStringLiteral("http://") + place(0);
}

QString ZipkinProcess::sourceUrl() const
{
    return QStringLiteral("zipkin+") + queryUrl();
}

bool ZipkinProcess::sendSpans(const std::vector<SpanData>& spans) const
{
    constexpr std::size_t kMostAtOnce = 2'000; // it takes 10 MB at most
    for (std::size_t from = 0; from < spans.size(); from += kMostAtOnce) {
        const auto first = spans.begin() + static_cast<std::ptrdiff_t>(from);
        const std::vector<SpanData> some(
            first, first + static_cast<std::ptrdiff_t>(std::min(kMostAtOnce, spans.size() - from)));
        if (!post(queryUrl() + QStringLiteral("/api/v2/spans"), QByteArray::fromStdString(zipkinJson(some))))
            return false;
    }
    return true;
}

} // namespace spanlight::test
