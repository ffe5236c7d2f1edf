#include "tests/servers/zipkin_process.h"

#include "tests/support/zipkin_writer.h"

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
    return post(queryUrl() + QStringLiteral("/api/v2/spans"), QByteArray::fromStdString(zipkinJson(spans)));
}

} // namespace spanlight::test
